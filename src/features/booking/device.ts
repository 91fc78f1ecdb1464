/** What this browser remembers of bookings. Where it keeps nothing (private windows), each visit is its first. */

const kept = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    // Storage is switched off.
    return null;
  }
};
const keep = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Switched off, or full: nothing depends on it.
  }
};

let key: string | null = null;

/** Owns the time that this browser holds: one hold, also over two tabs and a reload. */
export const browserKey = (): string => {
  key ??= kept("pitlane.browser");
  if (key === null || !/^[\w-]{16,64}$/.test(key)) {
    key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    keep("pitlane.browser", key);
  }
  return key;
};

const tokensName = "pitlane.visits";
const mostTokens = 10;

/** The links of visits that were opened on this device, the newest first: they prove whose car a plate is. */
export const visitTokens = (): string[] => {
  try {
    const tokens: unknown = JSON.parse(kept(tokensName) ?? "[]");
    return Array.isArray(tokens) ? tokens.filter((token) => typeof token === "string").slice(0, mostTokens) : [];
  } catch {
    // Half written, or foreign.
    return [];
  }
};

export const rememberVisit = (token: string): void =>
  keep(tokensName, JSON.stringify([token, ...visitTokens().filter((each) => each !== token)].slice(0, mostTokens)));

/** Tells the server at a reload which time is this browser's own: in its list it is taken. */
export const heldCookie = "pitlane.held";
export const noteHeld = (tenantSlug: string, startsAt: string | null): void => {
  const age = startsAt === null ? 0 : 600;
  document.cookie = `${heldCookie}=${startsAt ?? ""}; Max-Age=${age}; Path=/book/${encodeURIComponent(tenantSlug)}; SameSite=Lax`;
};
