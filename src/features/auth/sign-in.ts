/** `secondStep`: the password was right, and a code is asked for next. */
export type SignInOutcome = { ok: true; secondStep: boolean } | { ok: false; sentence: string };

const unreachable = "Pitlane did not answer. What you typed is still here; try again when the connection is back.";
const unclear = "Signing in did not work. Check e-mail and password, then try again.";

const sentenceOf = (body: unknown): string =>
  typeof body === "object" &&
  body !== null &&
  "message" in body &&
  typeof body.message === "string" &&
  body.message !== ""
    ? body.message
    : unclear;

/**
 * Asks for a session, which comes back as a cookie; in the workshop named, of somebody's several. Refusals are
 * sentences, ready to be shown.
 */
export const signIn = async (email: string, password: string, tenantId?: string): Promise<SignInOutcome> => {
  const answer = await fetch("/api/auth/sign-in/email", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(tenantId === undefined ? {} : { "x-pitlane-tenant": tenantId }),
    },
    body: JSON.stringify({ email, password, rememberMe: true }),
  }).catch(() => null);
  if (answer === null) return { ok: false, sentence: unreachable };
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) return { ok: false, sentence: sentenceOf(body) };
  return { ok: true, secondStep: typeof body === "object" && body !== null && "twoFactorRedirect" in body };
};

/** Where the code is asked for. */
export const secondStepPage = (next: string): string => `/sign-in/second-step?next=${encodeURIComponent(next)}`;

/** The second step: a code of the authenticator app, or a backup code, which works once. */
export const verifySecondStep = async (
  kind: "totp" | "backup",
  code: string,
): Promise<{ ok: true } | { ok: false; sentence: string }> => {
  const answer = await fetch(`/api/auth/two-factor/${kind === "totp" ? "verify-totp" : "verify-backup-code"}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  }).catch(() => null);
  if (answer === null) return { ok: false, sentence: unreachable };
  if (answer.ok) return { ok: true };
  return { ok: false, sentence: sentenceOf(await answer.json().catch(() => null)) };
};

/** What is missing or malformed in an address, as a sentence; null when it can be sent. */
export const whyEmailFails = (email: string): string | null => {
  const text = email.trim();
  if (text === "") return "The e-mail address is missing.";
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
    ? null
    : "The e-mail address is not complete. It looks like name@garage.com.";
};

export const whyPasswordFails = (password: string): string | null =>
  password === "" ? "The password is missing." : null;
