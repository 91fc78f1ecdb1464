import { addressHeader, authFor } from "#/server/auth.ts";
import { admitJson } from "#/server/http/guard.ts";
import { clientAddress } from "#/server/http/origin.ts";
import { sentenceResponse, withApiHeaders } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";

/** The only doors of Better Auth that stand open; sign-up and everything else it can do answers 404. */
const open: Readonly<Record<string, "GET" | "POST">> = {
  "/api/auth/sign-in/email": "POST",
  "/api/auth/sign-out": "POST",
  "/api/auth/get-session": "GET",
};

const sentences: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: "E-mail and password do not match. Check both, then try again.",
  INVALID_EMAIL: "The e-mail address is not complete. It looks like name@garage.com.",
  PASSWORD_TOO_LONG: "E-mail and password do not match. Check both, then try again.",
  VALIDATION_ERROR: "E-mail and password are both needed.",
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
  return await pass(admitted.request);
};

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
  if (response.status === 429) {
    const seconds = response.headers.get("x-retry-after") ?? "60";
    const sentence = `Too many attempts from here. Try again in ${seconds} s.`;
    return sentenceResponse(429, "TOO_MANY_REQUESTS", sentence, { "retry-after": seconds });
  }
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
