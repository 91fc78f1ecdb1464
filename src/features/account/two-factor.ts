/** The second factor's doors, which are Better Auth's own. */

type Answer<Data> = { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly sentence: string };

const text = (body: unknown, name: string): string | null => {
  const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : null;
  return typeof value === "string" ? value : null;
};

const ask = async <Data>(path: string, input: object, read: (body: unknown) => Data): Promise<Answer<Data>> => {
  const answer = await fetch(`/api/auth/two-factor/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  }).catch(() => null);
  if (answer === null) return { ok: false, sentence: "Pitlane did not answer. Try again when the connection is back." };
  const body: unknown = await answer.json().catch(() => null);
  return answer.ok
    ? { ok: true, data: read(body) }
    : { ok: false, sentence: text(body, "message") ?? "This did not work. Try again." };
};

const codesIn = (body: unknown): string[] => {
  const codes: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "backupCodes") : [];
  return Array.isArray(codes) ? codes.filter((code) => typeof code === "string") : [];
};

/** A secret for the authenticator app, and the backup codes. It counts once a code has been given. */
export const begin = (password: string) =>
  ask("enable", { password }, (body) => ({ uri: text(body, "totpURI") ?? "", codes: codesIn(body) }));
export const confirm = (code: string) => ask("verify-totp", { code }, () => null);
export const turnOff = (password: string) => ask("disable", { password }, () => null);
export const newCodes = (password: string) => ask("generate-backup-codes", { password }, codesIn);

/** The secret as an app takes it that cannot read a QR code. */
export const secretOf = (uri: string): string =>
  URL.canParse(uri) ? (new URL(uri).searchParams.get("secret") ?? "") : "";
