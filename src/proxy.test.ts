import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { config, proxy } from "#/proxy.ts";

const visit = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(`http://a.test${path}`, { headers: { host: "a.test", ...headers } }));
const policyOf = (response: Response) => response.headers.get("content-security-policy") ?? "";
const signedIn = { cookie: "theme=dark; pitlane.session_token=abc.def" };

describe("the policy of a page", () => {
  it("lets no script run without this answer's nonce", () => {
    const policy = policyOf(visit("/sign-in"));
    expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic'(;|$)/);
    expect(policy).toMatch(/script-src-attr 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    for (const wall of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
      expect(policy).toContain(wall);
    expect(policy).toMatch(/style-src 'self' 'nonce-/);
  });

  it("has a new nonce each time, and tells the page", () => {
    const [first, second] = [visit("/sign-in"), visit("/sign-in")];
    const nonce = /'nonce-([^']+)'/.exec(policyOf(first))?.[1];
    expect(first.headers.get("x-middleware-request-x-nonce")).toBe(nonce);
    expect(first.headers.get("x-middleware-request-content-security-policy")).toBe(policyOf(first));
    expect(policyOf(second)).not.toBe(policyOf(first));
  });

  it("does not believe a nonce or an id from outside", () => {
    const response = visit("/sign-in", { "x-nonce": "evil", "x-correlation-id": "chosen-by-me" });
    expect(response.headers.get("x-middleware-request-x-nonce")).not.toBe("evil");
    expect(response.headers.get("x-middleware-request-x-correlation-id")).not.toBe("chosen-by-me");
  });

  it("comes with the other headers", () => {
    const { headers } = visit("/sign-in");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
    expect(visit("/a/a-token").headers.get("referrer-policy")).toBe("no-referrer");
    expect(visit("/pay/a-token").headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("permissions-policy")).toContain("geolocation=()");
    expect(headers.get("x-correlation-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("the signed-out", () => {
  it.each(["/board", "/job-cards/new", "/job-cards/0190?tab=lines", "/invoices/1", "/settings/audit"])(
    "are led from %s to the sign-in page and back",
    (path) => {
      const response = visit(path);
      expect(response.status).toBe(307);
      expect(response.headers.get("location")).toBe(`http://a.test/sign-in?next=${encodeURIComponent(path)}`);
      expect(policyOf(response)).not.toBe("");
    },
  );

  it.each(["/", "/sign-in", "/dev/mailbox", "/boardroom"])("are let through to %s", (path) =>
    expect(visit(path).status).toBe(200),
  );
  it.each(["pitlane.session_token=a.b", "__Secure-pitlane.session_token=a.b", "x=1; pitlane.session_token=a.b"])(
    "are not those with %s",
    (cookie) => expect(visit("/board", { cookie }).status).toBe(200),
  );
  it("are not fooled by a cookie of another name", () =>
    expect(visit("/board", { cookie: "xpitlane.session_token=a" }).status).toBe(307));
});

it("signed in, a page is passed on with the correlation id of its answer", () => {
  const response = visit("/board", signedIn);
  expect(response.headers.get("x-middleware-request-x-correlation-id")).toBe(response.headers.get("x-correlation-id"));
});

it("stays out of API routes and build output", () => {
  const pattern = new RegExp(`^${config.matcher[0]}$`);
  for (const path of [
    "/api/trpc/jobCard.board",
    "/api/health",
    "/_next/static/x.js",
    "/dev/mailbox/1/attachments/0",
    "/dev/mailbox.json",
  ])
    expect(pattern.test(path)).toBe(false);
  for (const path of ["/", "/board", "/apiary", "/dev/mailbox", "/dev/mailbox/1"])
    expect(pattern.test(path)).toBe(true);
});
