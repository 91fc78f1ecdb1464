import { addressHeader, authFor } from "#/server/auth.ts";
import { admitJson } from "#/server/http/guard.ts";
import { acceptedOrigin, clientAddress } from "#/server/http/origin.ts";
import { sentenceResponse, withApiHeaders } from "#/server/http/responses.ts";
import { notingSecondFactor } from "#/server/http/second-factor.ts";
import { countSignIn, knowDevice } from "#/server/http/sign-in-limits.ts";
import { log } from "#/server/log.ts";

/** The only doors of Better Auth that stand open; sign-up and everything else it can do answers 404. */
const open: Readonly<Record<string, "GET" | "POST">> = {
  "/api/auth/sign-in/email": "POST",
  "/api/auth/sign-out": "POST",
  "/api/auth/get-session": "GET",
  "/api/auth/two-factor/enable": "POST",
  "/api/auth/two-factor/disable": "POST",
  "/api/auth/two-factor/verify-totp": "POST",
  "/api/auth/two-factor/verify-backup-code": "POST",
  "/api/auth/two-factor/generate-backup-codes": "POST",
};

const sentences: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: "E-mail and password do not match. Check both, then try again.",
  INVALID_EMAIL: "The e-mail address is not complete. It looks like name@garage.com.",
  PASSWORD_TOO_LONG: "E-mail and password do not match. Check both, then try again.",
  VALIDATION_ERROR: "E-mail and password are both needed.",
  INVALID_PASSWORD: "This is not your password. Check it, then try again.",
  INVALID_CODE: "This code does not match. Wait for the app to show the next one, then try again.",
  INVALID_BACKUP_CODE: "This backup code does not match, or has been used. Each works once.",
  INVALID_TWO_FACTOR_COOKIE: "The first step was too long ago. Start again with e-mail and password.",
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: "Too many wrong codes. Start again with e-mail and password.",
  ACCOUNT_TEMPORARILY_LOCKED: "Too many wrong codes for this account. Try again in 15 minutes.",
  TOTP_ALREADY_ENABLED: "The second step is on already. Reload the page.",
  TOTP_NOT_ENABLED: "The second step is not set up. Reload the page.",
  TWO_FACTOR_NOT_ENABLED: "The second step is not set up. Reload the page.",
  UNAUTHORIZED: "The session has ended. Sign in again.",
};

/** Answers `/api/auth/*`: 200 as Better Auth says it, otherwise `{ code, message }` with a sentence. */
export const handleAuth = async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  const method = Object.hasOwn(open, pathname) ? open[pathname] : undefined;
  if (method === undefined) return sentenceResponse(404, "NOT_FOUND", "Accounts are made by invitation only.");
  if (request.method !== method)
    return sentenceResponse(405, "METHOD_NOT_ALLOWED", `Use ${method} here.`, { allow: method });
  if (method === "GET") return await pass(request);

  const admitted = await admitJson(request, { allowUnknownCaller: !request.headers.has("cookie") });
  if (!admitted.ok) return sentenceResponse(admitted.status, "REFUSED", admitted.sentence);
  if (pathname === "/api/auth/sign-in/email") return await passCounted(admitted.request, admitted.body);
  return pathname.startsWith("/api/auth/two-factor/")
    ? await notingSecondFactor(request, () => pass(admitted.request))
    : await pass(admitted.request);
};

/** Attempts are counted by the account as well as by the address, which Better Auth does. */
const passCounted = async (request: Request, body: unknown): Promise<Response> => {
  const email: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "email") : null;
  if (typeof email !== "string" || email.length > 300) return await pass(request);
  const counted = await countSignIn(request.headers, email);
  if (!counted.allowed) return tooMany(`${counted.retryAfter ?? 60}`, "for this account");
  const response = await pass(request);
  if (!response.ok) return response;
  const secure = acceptedOrigin(request.headers)?.startsWith("https:") ?? false;
  response.headers.append("set-cookie", await knowDevice(request.headers, email, secure));
  return response;
};

const tooMany = (seconds: string, where: string): Response =>
  sentenceResponse(429, "TOO_MANY_REQUESTS", `Too many attempts ${where}. Try again in ${seconds} s.`, {
    "retry-after": seconds,
  });

const pass = async (request: Request): Promise<Response> => {
  const headers = new Headers(request.headers);
  const address = clientAddress(request.headers);
  headers.delete(addressHeader);
  if (address !== null) headers.set(addressHeader, address);
  try {
    // Next hands out a proxy of its request, which cannot be copied whole.
    const { url, method } = request;
    const body = method === "GET" ? null : await request.text();
    const response = await authFor(request.headers).handler(new Request(url, { method, headers, body }));
    return response.ok ? withApiHeaders(await withoutToken(response)) : await inOurWords(response);
  } catch (error) {
    log.error({ err: error }, "Better Auth failed.");
    return sentenceResponse(500, "INTERNAL", "Signing in failed on our side. Try again in a moment.");
  }
};

/** The session's token stays in its HttpOnly cookie: Better Auth also writes it into the body, where scripts could read it. */
const withoutToken = async (response: Response): Promise<Response> => {
  const text = JSON.stringify(await response.json(), (name, value: unknown) => (name === "token" ? undefined : value));
  return new Response(text, response);
};

const inOurWords = async (response: Response): Promise<Response> => {
  const seconds = response.headers.get("x-retry-after");
  if (response.status === 429 && seconds !== null) return tooMany(seconds, "from here");
  const { code, message } = await failureOf(response);
  if (response.status >= 500) {
    log.error({ status: response.status, code }, "Better Auth failed.");
    return sentenceResponse(500, "INTERNAL", "Signing in failed on our side. Try again in a moment.");
  }
  return sentenceResponse(response.status, code, sentences[code] ?? message);
};

const failureOf = async (response: Response): Promise<{ code: string; message: string }> => {
  const body: unknown = await response.json().catch(() => null);
  const field = (name: string): string | null => {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : null;
    return typeof value === "string" ? value : null;
  };
  return {
    code: field("code") ?? "REFUSED",
    message: field("message") ?? "Signing in did not work. Check e-mail and password.",
  };
};
