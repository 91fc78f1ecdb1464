import { afterAll, describe, expect, it } from "vitest";
import { memberOf, noMembership, sessionOf } from "#/server/auth.ts";
import { closeDatabase, pool } from "#/server/db/client.ts";
import { handleAuth } from "#/server/http/auth.ts";
import {
  asAdmin,
  attemptSignIn,
  freshAddress,
  jsonRequest,
  newTenant,
  signIn,
  testOrigin,
} from "../../tests/harness/people.ts";

afterAll(closeDatabase);

const headersWith = (cookie: string) => new Headers({ host: "localhost:3000", cookie });
const userCount = () =>
  asAdmin(async (client) => (await client.query(`select count(*)::int as n from "user"`)).rows[0].n);

describe("sign-in", () => {
  it("opens a session in the member's own tenant", async () => {
    const { tenantId, members } = await newTenant();

    const cookie = await signIn(members.advisor.email);
    const session = await sessionOf(headersWith(cookie));

    expect(session).toMatchObject({
      userId: members.advisor.userId,
      email: members.advisor.email,
      activeTenantId: tenantId,
    });
    expect(session && (await memberOf(session))).toMatchObject({
      id: members.advisor.memberId,
      tenantId,
      role: "ADVISOR",
    });
  });

  it("sets a cookie that scripts and other sites cannot use", async () => {
    const { members } = await newTenant();
    const [cookie] = (await attemptSignIn(members.owner.email)).headers.getSetCookie();
    expect(cookie).toMatch(/^pitlane\.session_token=.+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("keeps the token out of every body", async () => {
    const { members } = await newTenant();
    const signedIn = await attemptSignIn(members.owner.email);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const token = cookie.slice(cookie.indexOf("=") + 1).split(".")[0] ?? "";
    const asked = await handleAuth(
      asNextHandsItOut(
        new Request(`${testOrigin}/api/auth/get-session`, { headers: { host: "localhost:3000", cookie } }),
      ),
    );
    const body = await asked.text();
    expect(body).toContain(members.owner.userId);
    for (const text of [await signedIn.text(), body]) expect(text).not.toContain(token);
  });

  it("takes the address in any case, and refuses a wrong password and an unknown person in the same words", async () => {
    const { members } = await newTenant();
    expect((await attemptSignIn(members.owner.email.toUpperCase())).status).toBe(200);

    const wrong = await attemptSignIn(members.owner.email, "not the password");
    const unknown = await attemptSignIn("nobody@nowhere.test", "not the password");
    const sentence = {
      code: "INVALID_EMAIL_OR_PASSWORD",
      message: "E-mail and password do not match. Check both, then try again.",
    };
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(sentence);
    expect(await unknown.json()).toEqual(sentence);
  });

  it("tells a person without membership so", async () => {
    const { members } = await newTenant();
    await asAdmin((client) =>
      client.query("update member set disabled_at = now() where id = $1", [members.technician.memberId]),
    );

    const response = await attemptSignIn(members.technician.email);

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ code: "NO_MEMBERSHIP", message: noMembership });
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("lets five attempts a minute through from one address, counted in the database", async () => {
    const { members } = await newTenant();
    const address = freshAddress();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      statuses.push((await attemptSignIn(members.owner.email, "a wrong password", address)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);

    const refused = await attemptSignIn(members.owner.email, undefined, address);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await refused.json()).message).toMatch(/^Too many attempts from here\. Try again in \d+ s\.$/);
    expect((await attemptSignIn(members.owner.email)).status).toBe(200);
  });

  it("counts twenty attempts of one moment one by one", async () => {
    const { members } = await newTenant();
    const address = freshAddress();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => attemptSignIn(members.owner.email, "a wrong password", address)),
    );
    expect(all.filter((response) => response.status === 401)).toHaveLength(5);
    expect(all.filter((response) => response.status === 429)).toHaveLength(15);
  });

  it.each([
    ["no JSON", "{"],
    ["no fields", {}],
    ["numbers", { email: 1, password: 2 }],
    ["an unfinished address", { email: "owner@", password: "x" }],
    ["a NUL", { email: "a\u0000@b.test", password: "x" }],
    ["a lone surrogate", '{"email":"\\ud800@b.test","password":"x"}'],
    ["a very long password", { email: "a@b.test", password: "x".repeat(100_000) }],
    ["a list", []],
  ])("answers %s with a sentence", async (_name, body) => {
    const response = await handleAuth(
      jsonRequest("/api/auth/sign-in/email", body, { "x-forwarded-for": freshAddress() }),
    );
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect((await response.json()).message).toMatch(/\.$/);
  });
});

describe("a session", () => {
  it("ends at once for a disabled member", async () => {
    const { members } = await newTenant();
    const session = await sessionOf(headersWith(await signIn(members.advisor.email)));
    expect(session && (await memberOf(session))).not.toBeNull();

    await asAdmin((client) =>
      client.query("update member set disabled_at = now() where id = $1", [members.advisor.memberId]),
    );

    expect(session && (await memberOf(session))).toBeNull();
  });

  it("ends at once on sign-out, and only its own", async () => {
    const { members } = await newTenant();
    const [first, second] = [await signIn(members.owner.email), await signIn(members.owner.email)];

    const response = await handleAuth(jsonRequest("/api/auth/sign-out", {}, { cookie: first }));

    expect(response.status).toBe(200);
    expect(await sessionOf(headersWith(first))).toBeNull();
    expect(await sessionOf(headersWith(second))).not.toBeNull();
  });

  it("is refused when expired, forged or unsigned", async () => {
    const { members } = await newTenant();
    const [cookie = ""] = (await signIn(members.owner.email)).split("; ");
    const unsigned = cookie.replace(/\.[^.]*$/, "");

    expect(await sessionOf(headersWith(unsigned))).toBeNull();
    expect(await sessionOf(headersWith(`${unsigned}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D`))).toBeNull();
    await asAdmin((client) =>
      client.query("update session set expires_at = now() - interval '1 second' where user_id = $1", [
        members.owner.userId,
      ]),
    );
    expect(await sessionOf(headersWith(cookie))).toBeNull();
  });

  it("costs one query, and its membership one more", async () => {
    const { members } = await newTenant();
    const headers = headersWith(await signIn(members.owner.email));
    const session = await sessionOf(headers);
    if (session === null) throw new Error("signed out");
    await memberOf(session);

    const { counted, stop } = countStatements();
    await sessionOf(headers);
    const afterSession = counted();
    await memberOf(session);
    stop();

    expect(afterSession).toBe(1);
    expect(counted()).toBe(2);
  });
});

describe("closed doors", () => {
  it.each([
    "/api/auth/sign-up/email",
    "/api/auth/update-session",
    "/api/auth/update-user",
    "/api/auth/change-email",
    "/api/auth/list-sessions",
    "/api/auth/signed-token",
    "/api/auth/sign-in/social",
    "/api/auth/sign-in/email/",
    "/api/auth/ok",
    "/api/auth/constructor",
  ])("%s answers 404 and makes nobody", async (path) => {
    const before = await userCount();
    const body = { name: "Mallory", email: "mallory@evil.test", password: "a long password" };
    expect((await handleAuth(jsonRequest(path, body))).status).toBe(404);
    expect(await userCount()).toBe(before);
  });

  it.each([
    ["another origin", { origin: "https://evil.test" }, 403],
    ["another site's fetch", { "sec-fetch-site": "cross-site" }, 403],
    ["a sibling domain", { "sec-fetch-site": "same-site" }, 403],
    ["no origin at all (null)", { origin: "null" }, 403],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["plain text", { "content-type": "text/plain" }, 415],
  ])("a sign-in by %s is turned away", async (_name, headers, status) => {
    const { members } = await newTenant();
    const response = await handleAuth(
      jsonRequest(
        "/api/auth/sign-in/email",
        { email: members.owner.email, password: "pitlane-demo" },
        { "x-forwarded-for": freshAddress(), ...headers },
      ),
    );
    expect(response.status).toBe(status);
  });

  it("answers a caller that is no browser", async () => {
    const { members } = await newTenant();
    const response = await handleAuth(
      new Request(`${testOrigin}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { host: "localhost:3000", "content-type": "application/json", "x-forwarded-for": freshAddress() },
        body: JSON.stringify({ email: members.owner.email, password: "pitlane-demo" }),
      }),
    );
    expect(response.status).toBe(200);
  });
});

/** Route handlers get a proxy around the request, whose private parts are out of reach. */
const asNextHandsItOut = (request: Request): Request =>
  new Proxy(request, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

/** Counts the check-outs of the pool: each look-up takes one connection for one statement. */
const countStatements = () => {
  let count = 0;
  const taken = () => {
    count += 1;
  };
  pool.on("acquire", taken);
  return { counted: () => count, stop: () => pool.off("acquire", taken) };
};
