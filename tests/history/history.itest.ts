import fc from "fast-check";
import superjson from "superjson";
import { afterAll, beforeAll, expect, it } from "vitest";
import { csvLine } from "#/domain/csv.ts";
import { type HistoryFilter, type HistoryRow, historyFilter } from "#/domain/history.ts";
import { columnsOf, historyColumns } from "#/domain/history-columns.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { type JobCardStatus, jobCardStatuses } from "#/domain/transitions.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { historyFile } from "#/server/http/history-file.ts";
import {
  type BuiltPart,
  type BuiltTenant,
  buildBranch,
  buildCustomersWithVehicles,
  buildJobCards,
  buildParts,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const callerOf = (cookie: string) => createCaller(createContext(new Headers({ host: "localhost:3000", cookie })));
const day = 86_400_000;
const began = Date.UTC(2026, 2, 1);

/** A card as the tables have it, with what filters ask of it. */
type Fact = {
  id: string;
  status: JobCardStatus;
  branchId: string;
  customerId: string;
  vehicleId: string;
  technicianId: string | null;
  completedById: string | null;
  openedAt: Date;
  completedAt: Date | null;
  parts: string[];
  total: number | null;
};

let tenant: BuiltTenant;
let parts: BuiltPart[];
let owner: string;
let facts: Fact[];

beforeAll(async () => {
  tenant = await buildTenant(admin, {});
  const other = await buildBranch(admin, tenant.tenantId, {
    ...tenant.branch,
    name: "Other branch",
    invoicePrefix: "OB",
  });
  parts = await buildParts(admin, tenant, 3, { onHand: "1000" });
  const [common, rare] = parts;
  if (!common || !rare) throw new Error("There are no parts.");
  const customers = await buildCustomersWithVehicles(admin, tenant, 4);
  const { technician, advisor, admin: manager } = tenant.members;
  const cookies = [await signIn(advisor.email), await signIn(manager.email)];
  owner = await signIn(tenant.members.owner.email);
  // A customer whose name a spreadsheet would run.
  await admin.query('update customer set name = \'=HYPERLINK("x";"y"), Ltd\' where id = $1', [
    customers[0]?.customerId,
  ]);
  let made = 0;
  for (const [index, customer] of customers.entries()) {
    for (const part of [common, rare]) {
      const cards = await buildJobCards(admin, tenant, part === common ? 20 : 2, {
        customer,
        technicianId: index % 2 === 0 ? technician.memberId : null,
        lines: [
          { kind: "LABOUR", quantity: String(index + 1) },
          { kind: "PART", part },
        ],
      });
      for (const [at, { jobCardId }] of cards.entries()) {
        made += 1;
        const caller = callerOf(cookies[made % 2] ?? "");
        const idempotencyKey = uuidv7();
        await admin.query("update job_card set opened_at = $2 where id = $1", [
          jobCardId,
          new Date(began + (made % 40) * day),
        ]);
        if (at % 4 === 0) await caller.jobCard.complete({ jobCardId, idempotencyKey });
        if (at % 8 === 0)
          await caller.jobCard.move({ jobCardId, from: "COMPLETED", to: "COLLECTED", idempotencyKey: uuidv7() });
      }
    }
  }
  const elsewhere = await buildJobCards(admin, { ...tenant, branch: other }, 3, {
    status: "CHECKED_IN",
    authorised: false,
    openedAt: new Date(began),
  });
  await callerOf(owner).jobCard.move({
    jobCardId: elsewhere[0]?.jobCardId ?? "",
    from: "CHECKED_IN",
    to: "CANCELLED",
    idempotencyKey: uuidv7(),
  });
  await admin.query("analyze");
  const { rows } = await admin.query<Fact>(
    `select jc.id, jc.status, jc.branch_id as "branchId", jc.customer_id as "customerId", jc.vehicle_id as "vehicleId",
            jc.technician_id as "technicianId", jc.completed_by_id as "completedById", jc.opened_at as "openedAt",
            jc.completed_at as "completedAt",
            array(select l.part_id::text from job_line l where l.job_card_id = jc.id and l.part_id is not null) as parts,
            (select i.total_minor::int from invoice i where i.job_card_id = jc.id) as total
       from job_card jc where jc.tenant_id = $1`,
    [tenant.tenantId],
  );
  facts = rows;
});

/** What the list must hold, found without any of its SQL. */
const expected = (filter: HistoryFilter): string[] => {
  const is = <Value>(wanted: Value | null, value: Value | null) => wanted === null || wanted === value;
  const at = (fact: Fact) => (filter.by === "opened" ? fact.openedAt : fact.completedAt)?.getTime();
  const found = facts.flatMap((fact) => {
    const moment = at(fact);
    const fits =
      moment !== undefined &&
      (filter.statuses.length === 0 || filter.statuses.includes(fact.status)) &&
      is(filter.branchId, fact.branchId) &&
      is(filter.technicianId, fact.technicianId) &&
      is(filter.customerId, fact.customerId) &&
      is(filter.vehicleId, fact.vehicleId) &&
      is(filter.completedById, fact.completedById) &&
      (filter.partId === null || fact.parts.includes(filter.partId)) &&
      (filter.from === null || moment >= filter.from.getTime()) &&
      (filter.to === null || moment < filter.to.getTime()) &&
      (filter.leastMinor === null || (fact.total !== null && fact.total >= filter.leastMinor)) &&
      (filter.mostMinor === null || (fact.total !== null && fact.total <= filter.mostMinor));
    return fits ? [{ id: fact.id, moment }] : [];
  });
  found.sort((a, b) => a.moment - b.moment || (a.id < b.id ? -1 : 1));
  return (filter.order === "oldest" ? found : found.toReversed()).map(({ id }) => id);
};

/** All pages of a filter from its first, and back again from its last. */
const walk = async (filter: HistoryFilter): Promise<{ rows: HistoryRow[]; back: string[]; pages: number }> => {
  const caller = callerOf(owner);
  const rows: HistoryRow[] = [];
  let page = await caller.history.list(filter);
  let pages = 1;
  rows.push(...page.rows);
  while (page.next !== null) {
    page = await caller.history.list({ ...filter, after: page.next });
    rows.push(...page.rows);
    pages += 1;
  }
  const back = page.rows.map(({ id }) => id);
  while (page.previous !== null) {
    page = await caller.history.list({ ...filter, before: page.previous });
    back.unshift(...page.rows.map(({ id }) => id));
  }
  return { rows, back, pages };
};

const file = (input: unknown, cookie: string | null = owner) =>
  historyFile(
    new Request(`${testOrigin}/api/files/history?input=${encodeURIComponent(superjson.stringify(input))}`, {
      headers: { host: "localhost:3000", ...(cookie === null ? {} : { cookie }) },
    }),
  );

it("every filter gives exactly the cards it names, forwards and back, and the file holds the same", async () => {
  const pick = <Key extends "branchId" | "customerId" | "vehicleId" | "technicianId" | "completedById">(key: Key) =>
    fc.option(fc.constantFrom(...new Set(facts.flatMap((fact) => fact[key] ?? []))), { freq: 3 });
  const asked = fc.record({
    statuses: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray([...jobCardStatuses])),
    branchId: pick("branchId"),
    by: fc.constantFrom("opened" as const, "completed" as const),
    from: fc.option(fc.integer({ min: 0, max: 40 }).map((days) => new Date(began + days * day))),
    to: fc.option(fc.integer({ min: 0, max: 400 }).map((days) => new Date(began + days * day))),
    technicianId: pick("technicianId"),
    customerId: pick("customerId"),
    vehicleId: pick("vehicleId"),
    partId: fc.option(fc.constantFrom(...parts.map(({ partId }) => partId)), { freq: 3 }),
    completedById: pick("completedById"),
    leastMinor: fc.option(fc.integer({ min: 0, max: 60_000 }), { freq: 2 }),
    mostMinor: fc.option(fc.integer({ min: 0, max: 60_000 }), { freq: 2 }),
    order: fc.constantFrom("newest" as const, "oldest" as const),
  });
  const columns = columnsOf(["customer", "phone", "opened", "total", "invoice"]);
  await fc.assert(
    fc.asyncProperty(asked, async (given) => {
      const filter = historyFilter.parse(given);
      const wanted = expected(filter);
      const { rows, back } = await walk(filter);
      expect(rows.map(({ id }) => id)).toEqual(wanted);
      expect(back).toEqual(wanted);
      expect(await callerOf(owner).history.count(filter)).toEqual({ count: wanted.length, more: false });
      const text = await (await file({ filter, columns })).text();
      const lines = [
        columns.map((name) => historyColumns[name].word),
        ...rows.map((row) => columns.map((name) => historyColumns[name].cell(row))),
      ];
      expect(text).toBe(`${lines.map(csvLine).join("")}`);
    }),
    { numRuns: rounds(60, 2000) },
  );
});

it("a list longer than a page is turned page by page", async () => {
  const { pages, rows } = await walk(historyFilter.parse({}));
  expect(rows).toHaveLength(facts.length);
  expect(pages).toBe(Math.ceil(facts.length / 50));
});

it("no cell of the file is a formula, and other members' roles get none", async () => {
  const text = await (await file({ filter: {}, columns: ["customer"] })).text();
  expect(text).toContain("'=HYPERLINK");
  expect(text).not.toMatch(/^"?[=+@]|[,;\t]"?[=+@]/m);
  for (const role of ["advisor", "technician"] as const)
    expect((await file({}, await signIn(tenant.members[role].email))).status).toBe(403);
  expect((await file({}, null)).status).toBe(401);
  expect((await file({ filter: { order: "sideways" } })).status).toBe(400);
});
