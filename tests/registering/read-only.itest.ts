import { afterAll, beforeAll, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleAuth } from "#/server/http/auth.ts";
import { receiveImport } from "#/server/http/import-files.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { checksumOf } from "../doors/checksum.ts";
import { examples } from "../doors/examples.ts";
import { permissions } from "../doors/permissions.ts";
import { kindOf, type Procedure, procedures } from "../doors/procedures.ts";
import { buildWorld, type World } from "../doors/world.ts";
import { readAnswer, trpcRequest } from "../harness/client.ts";
import { freshAddress, jsonRequest, signIn, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
let world: World;
let cookie: string;
const inputs = new Map<string, object>();

const ask = async (kind: "query" | "mutation", path: string, input: object) =>
  readAnswer(await handleTrpc(trpcRequest(testOrigin, kind, path, input, cookie)));

/** Every example is made while the workshop may still change; then its trial ends. */
beforeAll(async () => {
  world = await buildWorld(admin, async ({ members }) => {
    cookie = await signIn(members.owner.email);
    return async (kind, path, input) => (await ask(kind, path, input)).data;
  });
  for (const { path } of procedures) inputs.set(path, (await examples[path]?.(world)) ?? {});
  await admin.query("update tenant set subscription = 'TRIAL', trial_ends_at = now() where id = $1", [
    world.tenant.tenantId,
  ]);
  cookie = await signIn(world.tenant.members.owner.email);
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

/** What goes on: one's own account, leaving a view, mending what was promised before, and a person who asks to be erased. */
const goesOn = new Set(["account.edit", "customer.erase", "member.view_as", "operation.repair"]);
const isOfMembers = ({ path }: Procedure) => permissions[path] !== "public";

it("every mutation of the workshop is refused with the sentence, and not a row changes", async () => {
  const closed = procedures.filter(
    (each) => kindOf(each) === "mutation" && isOfMembers(each) && !goesOn.has(permissions[each.path] ?? ""),
  );
  expect(closed.length).toBeGreaterThan(30);
  const before = await checksumOf(admin, world.tenant.tenantId);
  const wrong: unknown[] = [];
  for (const { path } of closed) {
    const { status, failure, message } = await ask("mutation", path, {
      ...inputs.get(path),
      idempotencyKey: uuidv7(),
    });
    if (status !== 403 || failure !== "READ_ONLY" || !message.startsWith("The trial of this workshop has ended: "))
      wrong.push([path, status, failure, message]);
  }
  expect(wrong).toEqual([]);
  expect(await checksumOf(admin, world.tenant.tenantId)).toEqual(before);
});

it("every query answers as before", async () => {
  const wrong: unknown[] = [];
  for (const procedure of procedures.filter((each) => kindOf(each) === "query" && isOfMembers(each))) {
    const { status, text } = await ask("query", procedure.path, inputs.get(procedure.path) ?? {});
    if (status !== 200) wrong.push([procedure.path, status, text]);
  }
  expect(wrong).toEqual([]);
});

it("a file is not taken in", async () => {
  const response = await receiveImport(
    new Request(`${testOrigin}/api/files/imports?noun=customers&name=a.csv&key=${uuidv7()}`, {
      method: "POST",
      headers: { host: "localhost:3000", origin: testOrigin, "content-type": "text/csv", cookie },
      body: "Name\nPriya\n",
    }),
  );
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ code: "READ_ONLY" });
});

it("one's own account, and what was promised before, can still be seen to", async () => {
  const wrong: unknown[] = [];
  for (const path of ["account.endOtherSessions", "operation.skip", "customer.erase"]) {
    const { status, text } = await ask("mutation", path, { ...inputs.get(path), idempotencyKey: uuidv7() });
    if (status !== 200) wrong.push([path, status, text]);
  }
  expect(wrong).toEqual([]);
  const out = await handleAuth(
    jsonRequest(
      "/api/auth/sign-out",
      {},
      { cookie: await signIn(world.tenant.members.advisor.email), "x-forwarded-for": freshAddress() },
    ),
  );
  expect(out.status).toBe(200);
});

it("once it is subscribed the workshop goes on where it stood", async () => {
  await admin.query("update tenant set subscription = 'ACTIVE' where id = $1", [world.tenant.tenantId]);
  const { status } = await ask("mutation", "jobCard.create", {
    ...inputs.get("jobCard.create"),
    idempotencyKey: uuidv7(),
  });
  expect(status).toBe(200);
});
