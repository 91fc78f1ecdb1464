import { expect, test } from "vitest";
import { cardHostsFor, contentSecurityPolicy, pageHeaders, permissionsToPay } from "#/server/http/policy.ts";

const stripe = { stripe: true, sandboxUrl: undefined };
const sandbox = { stripe: false, sandboxUrl: "http://127.0.0.1:4242" };
const policyAt = (path: string, gateway: typeof stripe | typeof sandbox): string =>
  contentSecurityPolicy({ nonce: "n", development: false, cards: cardHostsFor(path, gateway) });
const sources = (policy: string, directive: string): string[] =>
  policy
    .split("; ")
    .find((each) => each.startsWith(`${directive} `))
    ?.split(" ")
    .slice(1) ?? [];

test("where a customer pays, Stripe's own hosts are let in, and no more", () => {
  const policy = policyAt("/pay/a-token", stripe);
  expect(sources(policy, "frame-src")).toEqual([
    "'self'",
    "https://js.stripe.com",
    "https://*.js.stripe.com",
    "https://hooks.stripe.com",
  ]);
  expect(sources(policy, "connect-src")).toEqual(["'self'", "https://api.stripe.com"]);
  expect(sources(policy, "script-src")).toEqual([
    "'self'",
    "'nonce-n'",
    "'strict-dynamic'",
    "https://js.stripe.com",
    "https://*.js.stripe.com",
  ]);
});

test("with the sandbox its frame is let in there, and no script of it", () => {
  const policy = policyAt("/pay/a-token", sandbox);
  expect(sources(policy, "frame-src")).toEqual(["'self'", "http://127.0.0.1:4242"]);
  expect(sources(policy, "connect-src")).toEqual(["'self'"]);
  expect(sources(policy, "script-src")).toEqual(["'self'", "'nonce-n'", "'strict-dynamic'"]);
});

test.each(["/", "/payments", "/pay", "/a/token", "/invoices/1", "/x/pay/1"])("%s knows no gateway", (path) => {
  const plain = contentSecurityPolicy({ nonce: "n", development: false });
  expect(policyAt(path, stripe)).toBe(plain);
  expect(policyAt(path, sandbox)).toBe(plain);
});

test("without a gateway the page of a payment has the policy of any page", () => {
  expect(cardHostsFor("/pay/a-token", { stripe: false, sandboxUrl: undefined })).toBeUndefined();
});

test("Stripe's frame may ask the browser's wallet, the sandbox's may not", () => {
  const [ofStripe, ofSandbox] = [cardHostsFor("/pay/t", stripe), cardHostsFor("/pay/t", sandbox)];
  if (ofStripe === undefined || ofSandbox === undefined) throw new Error("The page of a payment has no hosts.");
  const plain = pageHeaders["permissions-policy"];
  expect(permissionsToPay(plain, ofStripe)).toContain('payment=(self "https://js.stripe.com")');
  expect(permissionsToPay(plain, ofSandbox)).toBe(plain);
});
