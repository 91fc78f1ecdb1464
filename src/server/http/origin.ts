import { env } from "#/env.ts";

/** How this installation is reached: its public address when one was given, and whether a proxy in front is believed. */
export type OriginRule = { readonly appUrl?: string | undefined; readonly trustProxy: boolean };

const installed: OriginRule = { appUrl: env.APP_URL, trustProxy: env.TRUST_PROXY };

const hostPattern = /^(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$/i;

const lastOf = (list: string | null): string | null => list?.split(",").at(-1)?.trim() || null;

/**
 * The one origin that requests, links and cookies belong to: APP_URL when it is set, and then only it;
 * otherwise the request's own host. Null when the request names no usable host.
 */
export const acceptedOrigin = (headers: Headers, rule: OriginRule = installed): string | null => {
  if (rule.appUrl !== undefined) return new URL(rule.appUrl).origin;

  const host = (rule.trustProxy ? lastOf(headers.get("x-forwarded-host")) : null) ?? headers.get("host");
  if (host === null || !hostPattern.test(host)) return null;

  // Our own listener speaks plain HTTP; only a believed proxy can say that the person's side was HTTPS.
  const scheme = rule.trustProxy && lastOf(headers.get("x-forwarded-proto")) === "https" ? "https" : "http";
  const url = `${scheme}://${host}`;
  return URL.canParse(url) ? new URL(url).origin : null;
};

export type Provenance = "same" | "foreign" | "unknown";

/**
 * Where a browser says the request comes from. Fetch metadata and Origin must not contradict each other;
 * "unknown" is a caller that sends neither, so not a browser of today.
 */
export const provenanceOf = (headers: Headers, rule: OriginRule = installed): Provenance => {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin !== null && origin !== acceptedOrigin(headers, rule)) return "foreign";
  if (site !== null && site !== "same-origin" && site !== "none") return "foreign";
  return origin === null && site === null ? "unknown" : "same";
};

/** The socket's own address, which our server writes over whatever the caller sent under this name. */
export const peerHeader = "x-pitlane-peer";

/** The address a request comes from, for limits and the session list; null when it cannot be known. */
export const clientAddress = (headers: Headers, rule: OriginRule = installed): string | null =>
  (rule.trustProxy ? lastOf(headers.get("x-forwarded-for")) : null) ??
  headers.get(peerHeader) ??
  lastOf(headers.get("x-forwarded-for"));

const loopbackPeer = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/;
const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Does a request come from this machine itself? The socket's address alone is not enough: behind a proxy on the same
 * machine everybody has it, and a page elsewhere could point its own name at 127.0.0.1; both show in Host.
 */
export const isLoopbackRequest = (headers: Headers): boolean =>
  loopbackPeer.test(headers.get(peerHeader) ?? "") && loopbackHost.test(headers.get("host") ?? "");
