import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { firstUuidv7, uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { checkTenant } from "#/server/invariants/check-tenant.ts";
import { formatInvariants } from "#/server/invariants/verify.ts";
import { checkImport } from "#/server/orchestrators/imports/work-import.ts";
import { forgetOld } from "#/server/outbox/retention.ts";
import * as importViews from "#/server/services/imports/views.ts";
import { timeline } from "#/server/services/operations.ts";
import { type BuiltTenant, buildTenant } from "../../../prisma/seed/builders.ts";
import { insertRows, type Row } from "../../../prisma/seed/write.ts";
import { adminPool, contextOf } from "../../../tests/harness/world.ts";

const admin = adminPool();
const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
let tenant: BuiltTenant;

beforeEach(async () => {
  tenant = await buildTenant(admin, {});
});
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

type State = "DONE" | "DEAD" | "SKIPPED" | "PENDING";
const consumers = ["store-pdf", "email-invoice"] as const;

/** An event of that age, its two deliveries in the given states and a mail that stands for the first. */
const told = async (age: number, states: readonly [State, State]) => {
  const { tenantId } = tenant;
  const at = daysAgo(age);
  const runId = uuidv7(at.getTime());
  const eventId = uuidv7(at.getTime());
  const common = { tenant_id: tenantId };
  await insertRows(admin, "orchestration_run", [
    {
      ...common,
      id: runId,
      name: "test",
      state: "COMPLETED",
      actor_kind: "system",
      actor_name: "Sam",
      correlation_id: "retention",
      started_at: at,
      finished_at: at,
    },
  ]);
  await insertRows(admin, "outbox_event", [
    {
      ...common,
      id: eventId,
      type: "test/told",
      version: 1,
      subject_type: "branch",
      subject_id: tenant.branchId,
      correlation_id: "retention",
      run_id: runId,
      data: {},
      consumers,
      occurred_at: at,
      state: "SENT",
      sends: 1,
      available_at: at,
      sent_at: at,
    },
  ]);
  const ids = consumers.map(() => uuidv7(at.getTime()));
  await insertRows(
    admin,
    "event_delivery",
    consumers.map((consumer, index) => {
      const state = states[index] ?? "DONE";
      return {
        ...common,
        event_id: eventId,
        consumer,
        id: ids[index] ?? "",
        state,
        available_at: at,
        created_at: at,
        finished_at: state === "PENDING" ? null : at,
        closed_reason: state === "SKIPPED" ? "Nobody to tell" : null,
      };
    }),
  );
  for (const [index, state] of states.entries())
    if (state === "DEAD")
      await insertRows(admin, "manual_task", [
        {
          ...common,
          id: uuidv7(),
          severity: "NORMAL",
          kind: "delivery-dead",
          title: "Did not arrive",
          detail: "",
          source_key: `delivery:${ids[index]}`,
        },
      ]);
  await insertRows(admin, "message", [
    {
      ...common,
      id: uuidv7(),
      channel: "EMAIL",
      state: "SENT",
      kind: "invoice",
      recipient: "a@customer.test",
      subject: "Invoice",
      body_text: "Invoice",
      source_key: `delivery:${ids[0]}`,
      tries: 1,
      created_at: at,
      sent_at: at,
    },
  ]);
  return eventId;
};

const left = async (eventId: string) => {
  const { rows } = await admin.query<{ left: string[]; pruned: string[] | null }>(
    `select coalesce((select array_agg(consumer || ' ' || state order by consumer) from event_delivery where event_id = e.id), '{}') as left,
            (select array_agg(k order by k) from jsonb_object_keys(e.pruned) k) as pruned
       from outbox_event e where id = $1`,
    [eventId],
  );
  return rows[0];
};
const forget = (bite?: number) => forgetOld(tenant.tenantId, { now, bite });
const line = async (id: string) =>
  formatInvariants(await checkTenant(tenant.tenantId)).find((text) => text.startsWith(`${id} `));

test("what arrived three months ago goes; what is younger, dead, skipped or owed stays, with its task", async () => {
  const [old, young, dead, skipped] = [
    await told(91, ["DONE", "DONE"]),
    await told(89, ["DONE", "DONE"]),
    await told(200, ["DONE", "DEAD"]),
    await told(200, ["SKIPPED", "DONE"]),
  ];
  expect(await forget()).toMatchObject({ deliveries: 4 });
  expect(await left(old)).toEqual({ left: [], pruned: ["email-invoice", "store-pdf"] });
  expect(await left(young)).toEqual({ left: ["email-invoice DONE", "store-pdf DONE"], pruned: null });
  expect(await left(dead)).toEqual({ left: ["email-invoice DEAD"], pruned: ["store-pdf"] });
  expect(await left(skipped)).toEqual({ left: ["store-pdf SKIPPED"], pruned: ["email-invoice"] });
  expect((await admin.query("select 1 from manual_task where tenant_id = $1", [tenant.tenantId])).rowCount).toBe(1);
  const { runs } = await runInTenant(tenant.tenantId, () => timeline(readDb(tenant), "branch", tenant.branchId));
  expect(
    runs.map(({ effects, removed }) => [effects.length, removed]),
    "the timeline says of each how many have arrived and gone",
  ).toEqual([
    [2, 0],
    [0, 2],
    [1, 1],
    [1, 1],
  ]);
  expect(await forget(), "a second run changes nothing").toEqual({
    deliveries: 0,
    keys: 0,
    checks: 0,
    importRows: 0,
    webhooks: 0,
  });
  expect([await line("I7"), await line("I8")]).toEqual(["I7 held", "I8 held"]);
});

test("a dead one that arrives in the end goes too, three months after that", async () => {
  const event = await told(200, ["DONE", "DEAD"]);
  await forget();
  const arrive = (at: Date) =>
    admin.query("update event_delivery set state = 'DONE', finished_at = $2 where event_id = $1", [event, at]);
  await arrive(daysAgo(10));
  expect(await forget()).toMatchObject({ deliveries: 0 });
  await arrive(daysAgo(91));
  expect(await forget()).toMatchObject({ deliveries: 1 });
  expect(await left(event)).toEqual({ left: [], pruned: ["email-invoice", "store-pdf"] });
});

test("a process that dies between two bites loses nothing: the next run goes on", async () => {
  for (let n = 0; n < 5; n += 1) await told(100 + n, ["DONE", "DONE"]);
  let bites = 0;
  armCrashPoints(async (point) => {
    if (point === "retention/bite:after" && ++bites === 2) throw new Error("killed");
  });
  await expect(forget(3)).rejects.toThrow("killed");
  armCrashPoints(undefined);
  expect(await line("I7")).toBe("I7 held");
  expect(await forget(3)).toMatchObject({ deliveries: 4 });
  expect([await line("I7"), await line("I8")]).toEqual(["I7 held", "I8 held"]);
});

test("a delivery that is lost still shows, of an event that was pruned and of one that was not", async () => {
  const [young, dead] = [await told(5, ["DONE", "DONE"]), await told(200, ["DONE", "DEAD"])];
  await forget();
  for (const [event, consumer] of [
    [young, "store-pdf"],
    [dead, "email-invoice"],
  ] as const) {
    // `standing` the database reckons itself.
    const lost = await admin.query<{ row: Row }>(
      "with lost as (delete from event_delivery where event_id = $1 and consumer = $2 returning *) select to_jsonb(lost) - 'standing' as row from lost",
      [event, consumer],
    );
    expect(await line("I7")).toMatch(new RegExp(`^I7 broken: .*1 times and has 0 deliveries, event ${event}`));
    await insertRows(
      admin,
      "event_delivery",
      lost.rows.map(({ row }) => row),
    );
  }
  expect(await line("I7")).toBe("I7 held");
});

test("keys and checks go when their time is over", async () => {
  const { tenantId } = tenant;
  await told(1, ["DONE", "DONE"]);
  const run = (await admin.query<{ id: string }>("select id from orchestration_run where tenant_id = $1", [tenantId]))
    .rows[0]?.id;
  const key = (name: string, at: Date) =>
    admin.query(
      "insert into idempotency_key (tenant_id, key, operation, actor_id, input_hash, run_id, created_at) values ($1, $2, 'test', 'Sam', '', $3, $4)",
      [tenantId, name, run, at],
    );
  await key("old", daysAgo(31));
  await key("young", daysAgo(29));
  const check = (at: Date) =>
    admin.query(
      "insert into invariant_check (tenant_id, id, trigger, asked_by_name, started_at, finished_at, results) values ($1, uuidv7(), 'NIGHTLY', 'Sam', $2, $2, '[]')",
      [tenantId, at],
    );
  await check(daysAgo(91));
  await check(daysAgo(89));
  expect(await forget()).toEqual({ deliveries: 0, keys: 1, checks: 1, importRows: 0, webhooks: 0 });
  const { rows } = await admin.query("select key from idempotency_key where tenant_id = $1", [tenantId]);
  expect(rows).toEqual([{ key: "young" }]);
});

test("a file's rows go thirty days after it was last worked on, and how many ended how stays", async () => {
  const { tenantId } = tenant;
  const file = async (state: string, at: Date, finishedAt: Date | null): Promise<string> => {
    const id = uuidv7();
    await insertRows(admin, "data_import", [
      {
        tenant_id: tenantId,
        id,
        noun: "CUSTOMERS",
        state,
        file_name: "customers.csv",
        encoding: "UTF-8",
        delimiter: ",",
        header: ["Name"],
        row_count: 3,
        mapping: { name: 0 },
        branch_id: tenant.branchId,
        created_by_id: tenant.members.owner.memberId,
        created_by_name: "Sam",
        created_at: at,
        finished_at: finishedAt,
      },
    ]);
    await insertRows(
      admin,
      "import_row",
      ["CREATED", "CREATED", "ERROR"].map((outcome, index) => ({
        tenant_id: tenantId,
        import_id: id,
        row_number: index + 2,
        cells: ["Priya Raman"],
        state: outcome,
        target_id: outcome === "CREATED" ? uuidv7() : null,
        problems: outcome === "ERROR" ? [{ column: "Name", sentence: "Name is missing." }] : [],
      })),
    );
    return id;
  };
  const old = await file("DONE", daysAgo(60), daysAgo(31));
  const read = await file("READ", daysAgo(31), null);
  const kept = [
    await file("DONE", daysAgo(60), daysAgo(29)),
    // Its work stopped half-way and may go on: nobody takes its rows away.
    await file("RUNNING", daysAgo(60), null),
  ];
  expect(await forget(2)).toMatchObject({ importRows: 6 });
  const { rows } = await admin.query<{ id: string; n: number }>(
    "select import_id as id, count(*)::int as n from import_row where tenant_id = $1 group by 1 order by 1",
    [tenantId],
  );
  expect(rows).toEqual(kept.sort().map((id) => ({ id, n: 3 })));
  const view = await runInTenant(tenantId, () => importViews.byId(readDb(tenant), old));
  expect(view).toMatchObject({ rows: 3, counts: { CREATED: 2, ERROR: 1, NEW: 0 }, forgotten: true, undoUntil: null });
  await expect(
    checkImport(contextOf(tenant), {
      importId: read,
      mapping: { name: 0 },
      mode: "FILL",
      branchId: tenant.branchId,
      idempotencyKey: uuidv7(),
    }),
  ).rejects.toMatchObject({ code: "TRANSITION_REFUSED", message: expect.stringContaining("Bring the file in again") });
  expect(await forget(2), "a second run changes nothing").toMatchObject({ importRows: 0 });
});

test("the lowest id of a moment stands before every id of it, and after those of the moment before", () => {
  const at = now.getTime();
  expect(firstUuidv7(now) <= uuidv7(at)).toBe(true);
  expect(firstUuidv7(now) > uuidv7(at - 1)).toBe(true);
});
