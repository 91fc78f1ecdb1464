import { type NextRequest, NextResponse } from "next/server";
import { uuidv7 } from "#/domain/ids.ts";
import { env } from "#/env.ts";
import { acceptedOrigin } from "#/server/http/origin.ts";
import { cardHostsFor, contentSecurityPolicy, makeNonce, pageHeaders, permissionsToPay } from "#/server/http/policy.ts";

const correlationHeader = "x-correlation-id";

/** Pages of the workshop; everything else is public or guards itself. */
const workshop =
  /^\/(?:account|board|calendar|job-cards|customers|vehicles|parts|purchase-orders|invoices|history|reports|operations|tasks|settings)(?:\/|$)/;

/** Pages whose address is itself a key: it goes along to nobody, our own pages included. */
const keyed = /^\/(?:a|pay|invitations|reset-password|confirm-email)\//;

const sessionCookie = /(?:^|;\s*)(?:__Secure-)?pitlane\.session_token=/;

/**
 * Sets the headers of pages, and spares the signed-out a page that would only send them to the sign-in page.
 * It protects nothing: every procedure and route checks session and membership itself.
 */
export const proxy = (request: NextRequest): NextResponse => {
  const { pathname, search } = request.nextUrl;
  const correlationId = uuidv7();
  const nonce = makeNonce();
  const cards = cardHostsFor(pathname, { stripe: env.STRIPE_SECRET_KEY !== undefined, sandboxUrl: env.SANDBOX_URL });
  const policy = contentSecurityPolicy({ nonce, development: env.NODE_ENV === "development", cards });

  const response = leadsToSignIn(request, pathname)
    ? NextResponse.redirect(signInFor(request, pathname + search))
    : NextResponse.next({ request: { headers: withPageHeaders(request.headers, { nonce, policy, correlationId }) } });

  response.headers.set("content-security-policy", policy);
  response.headers.set(correlationHeader, correlationId);
  for (const [name, value] of Object.entries(pageHeaders)) response.headers.set(name, value);
  if (cards) response.headers.set("permissions-policy", permissionsToPay(pageHeaders["permissions-policy"], cards));
  if (keyed.test(pathname)) response.headers.set("referrer-policy", "no-referrer");
  if (acceptedOrigin(request.headers)?.startsWith("https:"))
    response.headers.set("strict-transport-security", "max-age=31536000");
  return response;
};

const leadsToSignIn = (request: NextRequest, pathname: string): boolean =>
  workshop.test(pathname) && !sessionCookie.test(request.headers.get("cookie") ?? "");

const signInFor = (request: NextRequest, next: string): URL => {
  const url = new URL("/sign-in", acceptedOrigin(request.headers) ?? request.url);
  url.searchParams.set("next", next);
  return url;
};

/** Next reads the nonce from the policy in the request's headers; layouts read `x-nonce`. */
const withPageHeaders = (
  given: Headers,
  { nonce, policy, correlationId }: { nonce: string; policy: string; correlationId: string },
): Headers => {
  const headers = new Headers(given);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set(correlationHeader, correlationId);
  return headers;
};

export const config = {
  // Routes that are no pages set their own headers, and bodies must not be copied on the way; build output needs none.
  matcher: ["/((?!api/|_next/static|_next/image|favicon.ico|dev/mailbox.json|dev/mailbox/[^/]+/attachments/).*)"],
};
