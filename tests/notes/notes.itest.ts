import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { executeInTransaction } from "#/server/db/transaction.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import { buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { readAnswer, trpcRequest } from "../harness/client.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const asking = async (email: string | null) => {
  const cookie = email === null ? "" : await signIn(email);
  return async (kind: "query" | "mutation", path: string, input: object) =>
    readAnswer(await handleTrpc(trpcRequest(testOrigin, kind, path, input, cookie)));
};
const key = () => ({ idempotencyKey: uuidv7() });
const listed = z.array(z.object({ id: z.string(), audience: z.string(), body: z.string(), own: z.boolean() }));

test("what the workshop says among itself the customer never reads, and what it says to the customer stands on their page", async () => {
  const tenant = await buildTenant(admin, {});
  const { jobCardId } = await buildJobCard(admin, tenant);
  const advisor = await asking(tenant.members.advisor.email);
  const technician = await asking(tenant.members.technician.email);
  const accountant = await asking(tenant.members.accountant.email);
  const note = (audience: string, body: string) => ({ jobCardId, audience, body, ...key() });

  expect((await technician("mutation", "jobCard.addNote", note("INTERNAL", "Smells of fuel 🙈"))).failure).toBeNull();
  expect((await technician("mutation", "jobCard.addNote", note("CUSTOMER", "Hello"))).failure).toBe("FORBIDDEN");
  expect((await accountant("mutation", "jobCard.addNote", note("INTERNAL", "Paid?"))).failure).toBe("FORBIDDEN");
  expect((await advisor("mutation", "jobCard.addNote", note("INTERNAL", "   "))).failure).toBe("INVALID_INPUT");
  expect((await advisor("mutation", "jobCard.addNote", note("INTERNAL", "x".repeat(2001)))).failure).toBe(
    "INVALID_INPUT",
  );
  const told = note("CUSTOMER", "The discs are worn too.\nWe ring you at noon.");
  const [first, again] = await Promise.all([
    advisor("mutation", "jobCard.addNote", told),
    advisor("mutation", "jobCard.addNote", told),
  ]);
  expect([first.failure, again.failure].filter((failure) => failure !== null && failure !== "IN_PROGRESS")).toEqual([]);

  const seen = listed.parse((await technician("query", "jobCard.notes", { jobCardId })).data);
  expect(seen.map(({ audience, body, own }) => [audience, body, own])).toEqual([
    ["CUSTOMER", told.body, false],
    ["INTERNAL", "Smells of fuel 🙈", true],
  ]);

  const ctx = contextOf(tenant);
  const generation = await executeInTransaction(ctx, "test.link", (tx) =>
    visitLinks.open(tx, "job-card", jobCardId, null),
  );
  const token = linkToken("job-card", jobCardId, generation);
  const stranger = await asking(null);
  expect((await stranger("query", "visit.byToken", { token })).data).toMatchObject({
    visit: { notes: [{ body: told.body }] },
  });
  expect(JSON.stringify((await stranger("query", "visit.byToken", { token })).data)).not.toContain("fuel");
  expect((await stranger("query", "jobCard.notes", { jobCardId })).failure).toBe("UNAUTHENTICATED");
});

test("everybody takes away their own note and an advisor any, once; another workshop's note is nowhere", async () => {
  const tenant = await buildTenant(admin, {});
  const { jobCardId } = await buildJobCard(admin, tenant);
  const other = await buildJobCard(admin, tenant);
  const advisor = await asking(tenant.members.advisor.email);
  const technician = await asking(tenant.members.technician.email);
  const rival = await asking((await buildTenant(admin, {})).members.owner.email);
  const made = z.object({ noteId: z.string() });
  const write = async (ask: typeof advisor, body: string) =>
    made.parse((await ask("mutation", "jobCard.addNote", { jobCardId, audience: "INTERNAL", body, ...key() })).data)
      .noteId;
  const theirs = await write(advisor, "Call the insurer");
  const own = await write(technician, "Bolt is missing");
  const take = async (ask: typeof advisor, noteId: string, of = jobCardId) =>
    (await ask("mutation", "jobCard.removeNote", { jobCardId: of, noteId, ...key() })).failure;

  expect(await take(technician, theirs)).toBe("FORBIDDEN");
  expect(await take(rival, theirs)).toBe("NOT_FOUND");
  expect(await take(advisor, theirs, other.jobCardId)).toBe("NOT_FOUND");
  expect(await take(technician, own)).toBeNull();
  expect(await take(technician, own)).toBe("NOT_FOUND");
  expect(await take(advisor, theirs)).toBeNull();
  expect((await advisor("query", "jobCard.notes", { jobCardId })).data).toEqual([]);
  expect((await rival("query", "jobCard.notes", { jobCardId })).failure).toBe("NOT_FOUND");
  const { rows } = await runInTenant(tenant.tenantId, () =>
    admin.query<{ action: string }>(
      "select action from audit_entry where tenant_id = $1 and subject_id = $2 and action like 'job-card.note%' order by id",
      [tenant.tenantId, jobCardId],
    ),
  );
  expect(rows.map(({ action }) => action)).toEqual([
    "job-card.note-added",
    "job-card.note-added",
    "job-card.note-removed",
    "job-card.note-removed",
  ]);
});
