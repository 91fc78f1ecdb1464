import { describe, expect, it } from "vitest";
import { acceptedOrigin, clientAddress, type OriginRule, provenanceOf } from "#/server/http/origin.ts";

const own: OriginRule = { trustProxy: false };
const proxied: OriginRule = { trustProxy: true };
const fixed: OriginRule = { appUrl: "https://garage.example", trustProxy: false };
const headers = (given: Record<string, string>) => new Headers(given);

describe("the accepted origin", () => {
  it.each<[string, OriginRule, Record<string, string>, string | null]>([
    ["the request's own host", own, { host: "10.0.0.5:3000" }, "http://10.0.0.5:3000"],
    ["IPv6", own, { host: "[::1]:3000" }, "http://[::1]:3000"],
    [
      "no forwarded host unless trusted",
      own,
      { host: "a.test", "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
      "http://a.test",
    ],
    [
      "the believed proxy's host",
      proxied,
      { host: "inner:3000", "x-forwarded-host": "a.test", "x-forwarded-proto": "https" },
      "https://a.test",
    ],
    [
      "the nearest proxy's word",
      proxied,
      { host: "inner", "x-forwarded-host": "evil.test, a.test", "x-forwarded-proto": "http,https" },
      "https://a.test",
    ],
    ["APP_URL whatever the host", fixed, { host: "evil.test" }, "https://garage.example"],
    ["nothing without a host", own, {}, null],
    ["nothing for a host that is none", own, { host: "a.test/evil" }, null],
    ["nothing for user info", own, { host: "user@evil.test" }, null],
  ])("is %s", (_name, rule, given, expected) => {
    expect(acceptedOrigin(headers(given), rule)).toBe(expected);
  });
});

describe("provenance", () => {
  it.each<[string, OriginRule, Record<string, string>, string]>([
    ["own page", own, { host: "a.test", origin: "http://a.test", "sec-fetch-site": "same-origin" }, "same"],
    ["own page, no metadata", own, { host: "a.test", origin: "http://a.test" }, "same"],
    ["typed by a person", own, { host: "a.test", "sec-fetch-site": "none" }, "same"],
    ["another port", own, { host: "a.test", origin: "http://a.test:8080" }, "foreign"],
    ["another scheme", own, { host: "a.test", origin: "https://a.test" }, "foreign"],
    ["a sibling", own, { host: "a.test", "sec-fetch-site": "same-site" }, "foreign"],
    [
      "another site with our name in Origin",
      own,
      { host: "a.test", origin: "http://a.test", "sec-fetch-site": "cross-site" },
      "foreign",
    ],
    ["an opaque origin", own, { host: "a.test", origin: "null" }, "foreign"],
    [
      "an address that is not APP_URL",
      fixed,
      { host: "a.test", origin: "http://a.test", "sec-fetch-site": "same-origin" },
      "foreign",
    ],
    ["APP_URL", fixed, { host: "inner", origin: "https://garage.example" }, "same"],
    ["a script", own, { host: "a.test" }, "unknown"],
  ])("of %s", (_name, rule, given, expected) => {
    expect(provenanceOf(headers(given), rule)).toBe(expected);
  });
});

describe("the client's address", () => {
  it("is the socket's, over what the caller says", () => {
    expect(clientAddress(headers({ "x-pitlane-peer": "10.0.0.1", "x-forwarded-for": "1.2.3.4" }), own)).toBe(
      "10.0.0.1",
    );
  });
  it("is the last hop's word behind a believed proxy", () => {
    expect(
      clientAddress(headers({ "x-pitlane-peer": "10.0.0.1", "x-forwarded-for": "6.6.6.6, 1.2.3.4" }), proxied),
    ).toBe("1.2.3.4");
  });
});
