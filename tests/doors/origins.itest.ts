import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleAuth } from "#/server/http/auth.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { readAnswer, trpcRequest } from "../harness/client.ts";
import { freshAddress, signIn, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";
import { checksumOf } from "./checksum.ts";
import { examples } from "./examples.ts";
import { kindOf, procedures } from "./procedures.ts";
import { buildWorld, type World } from "./world.ts";

// Another site can make a browser send its cookies along, in the five content types that forms and fetch have, from its
// own origin, from a sibling's, or from one that names itself "null". Only what a page of ours sends may pass.

const admin = adminPool();
let world: World;
let cookie: string;
beforeAll(async () => {
  world = await buildWorld(admin, ownerOf);
  cookie = await signIn(world.tenant.members.owner.email);
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const ownerOf = async ({ members }: BuiltTenant) => {
  let own = await signIn(members.owner.email);
  return async (kind: "query" | "mutation", path: string, input: object): Promise<unknown> => {
    const ask = async () => readAnswer(await handleTrpc(trpcRequest(testOrigin, kind, path, input, own)));
    const first = await ask();
    // Some examples end the owner's other sessions, this one too.
    if (first.failure === "UNAUTHENTICATED") own = await signIn(members.owner.email);
    const answer = first.failure === "UNAUTHENTICATED" ? await ask() : first;
    if (answer.failure !== null) throw new Error(answer.text);
    return answer.data;
  };
};

const types = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/octet-stream",
] as const;

const origins = {
  same: { origin: testOrigin, "sec-fetch-site": "same-origin" },
  cross: { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
  sibling: { origin: "http://evil.localhost:3000", "sec-fetch-site": "same-site" },
  hidden: { origin: "null", "sec-fetch-site": "cross-site" },
  "by metadata alone": { "sec-fetch-site": "cross-site" },
} as const satisfies Record<string, Record<string, string>>;

const cases = Object.entries(origins).flatMap(([from, headers]) =>
  types.map((type) => ({ from, headers, type, may: from === "same" && type === "application/json" })),
);

const post = (path: string, body: string, headers: Record<string, string>): Request =>
  new Request(`${testOrigin}${path}`, {
    method: "POST",
    headers: { host: "localhost:3000", cookie, ...headers },
    body,
  });

const mutations = procedures.filter((procedure) => kindOf(procedure) === "mutation");

test("every mutation turns away each content type from each origin but JSON from our own, and nothing has changed", async () => {
  expect(mutations.length).toBeGreaterThan(20);
  const bodies = new Map<string, string>();
  for (const { path } of mutations) {
    const input = { ...(await examples[path]?.(world)), idempotencyKey: uuidv7() };
    bodies.set(path, await trpcRequest(testOrigin, "mutation", path, input, null).text());
  }
  const before = await checksumOf(admin, world.tenant.tenantId);
  const wrong: unknown[] = [];
  for (const [path, body] of bodies)
    for (const { from, headers, type } of cases.filter(({ may }) => !may)) {
      const response = await handleTrpc(post(`/api/trpc/${path}`, body, { ...headers, "content-type": type }));
      const expected = from === "same" ? 415 : 403;
      if (response.status !== expected) wrong.push([path, from, type, response.status]);
    }
  expect(wrong).toEqual([]);
  expect(await checksumOf(admin, world.tenant.tenantId)).toEqual(before);
  expect(await checksumOf(admin, world.tenant.tenantId)).not.toEqual({});
});

test("the same bodies are done as JSON from our own origin", async () => {
  const wrong: unknown[] = [];
  for (const { path } of mutations) {
    const input = { ...(await examples[path]?.(world)), idempotencyKey: uuidv7() };
    const { status, text } = await readAnswer(
      await handleTrpc(trpcRequest(testOrigin, "mutation", path, input, cookie)),
    );
    if (status !== 200) wrong.push([path, status, text]);
  }
  expect(wrong).toEqual([]);
});

describe("Better Auth's doors", () => {
  const doors: readonly (readonly [path: string, body: object])[] = [
    ["/api/auth/sign-in/email", { email: "nobody@nowhere.test", password: "not a password" }],
    ["/api/auth/sign-out", {}],
    ["/api/auth/two-factor/enable", { password: "not the password" }],
    ["/api/auth/two-factor/disable", { password: "not the password" }],
    ["/api/auth/two-factor/verify-totp", { code: "000000" }],
    ["/api/auth/two-factor/verify-backup-code", { code: "none" }],
    ["/api/auth/two-factor/generate-backup-codes", { password: "not the password" }],
  ];
  test.each(doors)("%s reads JSON from our own origin alone", async (path, body) => {
    const wrong: unknown[] = [];
    for (const { from, headers, type, may } of cases) {
      const response = await handleAuth(
        post(path, JSON.stringify(body), { ...headers, "content-type": type, "x-forwarded-for": freshAddress() }),
      );
      const turnedAway = response.status === 415 || (await response.clone().json()).code === "REFUSED";
      if (turnedAway === may) wrong.push([from, type, response.status]);
    }
    expect(wrong).toEqual([]);
  });
});
