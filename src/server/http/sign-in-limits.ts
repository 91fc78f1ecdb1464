import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "#/env.ts";
import { consumeLimit, forgetLimit, type LimitAnswer, type LimitRule } from "#/server/http/rate-limit.ts";

/**
 * Guessing one account's password from many addresses is slowed down by the account. So that strangers cannot shut
 * somebody out, a browser from which the account was signed in to before is counted apart from all others: it brings
 * a cookie that only a right password ever set (OWASP's device cookies). Right answers are not counted.
 */

export const deviceCookie = "pitlane.device";
const rule: LimitRule = { window: 300, max: env.SIGN_IN_PER_MINUTE * 4 };
const halfYear = 180 * 24 * 60 * 60;

const signature = (email: string, nonce: string): string =>
  createHmac("sha256", env.AUTH_SECRET).update(`device:${email}:${nonce}`).digest("base64url");

const plain = (email: string): string => email.trim().toLowerCase();

/** The nonce of a browser that has signed in to this account before; null for any other. */
const knownDevice = (cookies: string | null, email: string): string | null => {
  const value = /(?:^|;\s*)pitlane\.device=([\w-]+)\.([\w-]+)/.exec(cookies ?? "");
  if (value === null) return null;
  const [, nonce = "", given = ""] = value;
  const right = Buffer.from(signature(email, nonce));
  const brought = Buffer.from(given);
  return right.length === brought.length && timingSafeEqual(right, brought) ? nonce : null;
};

const strangersKey = (email: string): string =>
  `sign-in/account/${createHash("sha256").update(email).digest("base64url")}`;

const keyOf = (cookies: string | null, email: string): string => {
  const device = knownDevice(cookies, email);
  return device === null ? strangersKey(email) : `sign-in/device/${device}`;
};

/** Counts an attempt to sign in to an account. */
export const countSignIn = (headers: Headers, email: string): Promise<LimitAnswer> =>
  consumeLimit(keyOf(headers.get("cookie"), plain(email)), rule);

/** The password was right: what was counted is forgotten, and the browser is known from now on. Gives the cookie to set. */
export const knowDevice = async (headers: Headers, email: string, secure: boolean): Promise<string> => {
  await forgetLimit(keyOf(headers.get("cookie"), plain(email)));
  const nonce = knownDevice(headers.get("cookie"), plain(email)) ?? randomBytes(16).toString("base64url");
  const attributes = `Max-Age=${halfYear}; Path=/api/auth; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return `${deviceCookie}=${nonce}.${signature(plain(email), nonce)}; ${attributes}`;
};

/** A link in the account's own mailbox was opened: whatever strangers tried no longer holds its owner up. */
export const forgetSignIns = (email: string): Promise<void> => forgetLimit(strangersKey(plain(email)));
