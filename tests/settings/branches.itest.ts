import { afterAll, expect, test } from "vitest";
import { type BranchFields, createBranchInput } from "#/domain/branch.ts";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { approveJobCard } from "#/server/orchestrators/approve-job-card.ts";
import { changeBranch, closeBranch, createBranch, reopenBranch } from "#/server/orchestrators/change-branch.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { createJobCard } from "#/server/orchestrators/create-job-card.ts";
import { changeBay, closeBay, createBay, orderBays, reopenBay } from "#/server/orchestrators/keep-bays.ts";
import { placeJobCard } from "#/server/orchestrators/place-job-card.ts";
import * as baySettings from "#/server/services/bay-settings.ts";
import * as branchSettings from "#/server/services/branches.ts";
import { buildCustomerWithVehicle, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const key = () => ({ idempotencyKey: uuidv7() });
const world = async () => {
  const tenant = await buildTenant(admin, {});
  const owner = contextOf(tenant, "owner");
  const { branchId } = tenant;
  const read = (id = branchId) => runInTenant(tenant.tenantId, () => branchSettings.byId(readDb(owner), id));
  const fields = async (): Promise<BranchFields> => createBranchInput.parse(await read());
  const change = async (over: Partial<BranchFields>, version?: number) => {
    const now = await read();
    return changeBranch(owner, { branchId, version: version ?? now.version, ...(await fields()), ...over, ...key() });
  };
  const another = async (over: Partial<BranchFields> = {}) =>
    createBranch(owner, { ...(await fields()), name: "Airport Road", invoicePrefix: "NA", ...over, ...key() });
  const card = async () => {
    const customer = await buildCustomerWithVehicle(admin, tenant, { plate: "KX19 VBT" });
    return buildJobCard(admin, tenant, { customer, lines: [{ kind: "LABOUR" }] });
  };
  return { tenant, owner, branchId, read, fields, change, another, card };
};

test("a branch is changed whole, told before and after, and a change on an older version is refused", async () => {
  const { tenant, branchId, change, read } = await world();
  const week = [...(await read()).weekHours.slice(0, 6), null];
  const changed = await change({ name: "Quay Street", weekHours: week, taxRatesBp: [2000], phone: "01227 960099" });
  expect(changed).toMatchObject({ version: 2, name: "Quay Street", weekHours: week, phone: "+441227960099" });
  await expect(change({ name: "Mine" }, 1)).rejects.toMatchObject({ code: "STALE_VERSION", details: { current: 2 } });
  const { rows } = await admin.query<{ changes: Record<string, unknown> }>(
    "select changes from audit_entry where tenant_id = $1 and subject_id = $2 and action = 'branch.changed'",
    [tenant.tenantId, branchId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.changes).toMatchObject({
    name: ["Harbour Street", "Quay Street"],
    taxRatesBp: [[2000, 500, 0], [2000]],
  });
  expect(Object.keys(rows[0]?.changes ?? {}).sort()).toEqual(["name", "phone", "taxRatesBp", "weekHours"]);
});

test("another tenant's branch and bay are not there", async () => {
  const [mine, other] = [await world(), await world()];
  const absent = { code: "NOT_FOUND" };
  const versioned = { branchId: other.branchId, version: 1 };
  await expect(changeBranch(mine.owner, { ...versioned, ...(await mine.fields()), ...key() })).rejects.toMatchObject(
    absent,
  );
  await expect(closeBranch(mine.owner, { ...versioned, ...key() })).rejects.toMatchObject(absent);
  await expect(reopenBranch(mine.owner, { ...versioned, ...key() })).rejects.toMatchObject(absent);
  const bay = { bayId: other.tenant.bays[0]?.id ?? "", version: 1 };
  await expect(changeBay(mine.owner, { ...bay, name: "B", kind: "Lift", ...key() })).rejects.toMatchObject(absent);
  await expect(closeBay(mine.owner, { ...bay, ...key() })).rejects.toMatchObject(absent);
  await expect(
    createBay(mine.owner, { branchId: other.branchId, name: "B", kind: "Lift", ...key() }),
  ).rejects.toMatchObject(absent);
  expect((await other.read()).version).toBe(1);
});

test("the currency stays once anything is priced, the tax mode while customers have agreed to totals", async () => {
  const { change, card, read } = await world();
  expect(await change({ currency: "EUR", taxMode: "INCLUSIVE" })).toMatchObject({ currency: "EUR" });
  await card();
  await expect(change({ currency: "USD" })).rejects.toMatchObject({
    code: "PREREQUISITES_UNMET",
    details: { field: "currency" },
    message: expect.stringMatching(/in EUR, so its currency stays/),
  });
  await expect(change({ taxMode: "EXCLUSIVE" })).rejects.toMatchObject({ details: { field: "taxMode" } });
  expect(await read()).toMatchObject({ currency: "EUR", taxMode: "INCLUSIVE", hasMoney: true, openCards: 1 });
});

test("of a consent and another tax mode at once one is refused, whichever the card's row lets through first", async () => {
  const { tenant, owner, change, read } = await world();
  const customer = await buildCustomerWithVehicle(admin, tenant, { plate: "KX19 VBT" });
  const built = await buildJobCard(admin, tenant, { customer, lines: [{ kind: "LABOUR" }], authorised: false });
  const waiting = async (): Promise<number> =>
    (
      await admin.query<{ n: number }>(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
    ).rows[0]?.n ?? 0;
  const holder = await admin.connect();
  await holder.query("begin");
  await holder.query("select 1 from job_card where id = $1 for update", [built.jobCardId]);
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error: unknown) => (error instanceof ServiceException ? error.code : Promise.reject(error)),
    );
  const approved = outcome(
    approveJobCard(owner, {
      jobCardId: built.jobCardId,
      version: 1,
      lineIds: built.lineIds,
      givenBy: "Priya Raman",
      method: "PHONE",
      totalMinor: built.totalMinor,
      note: "",
      ...key(),
    }),
  );
  while ((await waiting()) < 1);
  let settled = false;
  const changed = outcome(change({ taxMode: "INCLUSIVE" })).finally(() => {
    settled = true;
  });
  while (!settled && (await waiting()) < 2);
  await holder.query("rollback");
  holder.release();
  expect(await Promise.all([approved, changed])).toEqual(["done", "PREREQUISITES_UNMET"]);
  expect(await read()).toMatchObject({ taxMode: "EXCLUSIVE" });
});

test("a prefix belongs to one branch for good: it is neither shared nor taken up again", async () => {
  const { owner, branchId, change, another, card, read } = await world();
  const { jobCardId } = await card();
  const { invoiceNumber } = await completeJobCard(owner, { jobCardId, ...key() });
  expect(invoiceNumber).toMatch(/^NM-\d{4}-00001$/);
  expect((await read()).nextInvoice).toMatch(/^NM-\d{4}-00002$/);
  const changed = await change({ invoicePrefix: "NX" });
  expect(changed.nextInvoice).toMatch(/^NX-\d{4}-00001$/);
  const refused = { code: "DUPLICATE", details: { field: "invoicePrefix" } };
  await expect(change({ invoicePrefix: "NM" })).rejects.toMatchObject(refused);
  await expect(another({ invoicePrefix: "NM" })).rejects.toMatchObject(refused);
  await expect(another({ invoicePrefix: "NX" })).rejects.toMatchObject(refused);
  expect(await read(branchId)).toMatchObject({ invoicePrefix: "NX", formerPrefixes: ["NM"] });
});

test("of branches that race for one prefix, the one leaving it among them, exactly one has it", async () => {
  for (let round = 0; round < rounds(4, 40); round += 1) {
    const { tenant, owner, change, another, fields } = await world();
    const second = await another({ invoicePrefix: "B1" });
    const base = await fields();
    const take = (branchId: string, version: number, invoicePrefix: string) =>
      changeBranch(owner, { ...base, branchId, version, invoicePrefix, ...key() });
    await Promise.allSettled([
      change({ invoicePrefix: "Z1" }),
      take(second.id, second.version, "NM"),
      another({ invoicePrefix: "NM" }),
      another({ invoicePrefix: "Z1" }),
    ]);
    const { rows } = await admin.query<{ prefix: string; owners: number }>(
      `select prefix, count(*)::int as owners from (
         select invoice_prefix as prefix from branch where tenant_id = $1
         union all select unnest(former_prefixes) from branch where tenant_id = $1) all_prefixes group by prefix`,
      [tenant.tenantId],
    );
    expect(rows.filter(({ owners }) => owners !== 1)).toEqual([]);
  }
});

test("a branch with open cards and the last open branch stay open; a closed one takes no card and opens again", async () => {
  const { tenant, owner, branchId, another, card, read } = await world();
  await expect(closeBranch(owner, { branchId, version: 1, ...key() })).rejects.toMatchObject({
    message: expect.stringMatching(/only open branch/),
  });
  const second = await another();
  const { jobCardId } = await card();
  await expect(closeBranch(owner, { branchId, version: 1, ...key() })).rejects.toMatchObject({
    message: "1 card is still open at Harbour Street. Complete or cancel them, then close it.",
  });
  await completeJobCard(owner, { jobCardId, ...key() });
  await closeBranch(owner, { branchId, version: 1, ...key() });
  expect((await read()).closedAt).not.toBeNull();
  const customer = await buildCustomerWithVehicle(admin, tenant, { plate: "LB20 AAA" });
  const opening = {
    branchId,
    vehicle: { kind: "existing" as const, vehicleId: customer.vehicleId },
    complaint: "Service",
    odometerIn: null,
    promisedAt: null,
    customerWaiting: false,
    technicianId: null,
  };
  await expect(createJobCard(owner, { ...opening, ...key() })).rejects.toMatchObject({ code: "PREREQUISITES_UNMET" });
  await expect(closeBranch(owner, { branchId: second.id, version: 1, ...key() })).rejects.toMatchObject({
    code: "PREREQUISITES_UNMET",
  });
  await reopenBranch(owner, { branchId, version: 2, ...key() });
  await createJobCard(owner, { ...opening, ...key() });
});

test("a card opened while its branch is being closed leaves no open card in a closed branch", async () => {
  for (let round = 0; round < rounds(4, 40); round += 1) {
    const { tenant, owner, branchId, another, read } = await world();
    await another();
    const { vehicleId } = await buildCustomerWithVehicle(admin, tenant, { plate: "KX19 VBT" });
    await Promise.allSettled([
      closeBranch(owner, { branchId, version: 1, ...key() }),
      createJobCard(owner, {
        branchId,
        vehicle: { kind: "existing", vehicleId },
        complaint: "Service",
        odometerIn: null,
        promisedAt: null,
        customerWaiting: false,
        technicianId: null,
        ...key(),
      }),
    ]);
    const { closedAt, openCards } = await read();
    expect(closedAt !== null && openCards > 0).toBe(false);
  }
});

test("bays are added last, renamed, ordered, closed and opened again", async () => {
  const { tenant, owner, branchId } = await world();
  const shown = async () => {
    const { branches } = await runInTenant(tenant.tenantId, () => baySettings.list(readDb(owner)));
    return branches[0]?.bays.map(({ name, closedAt }) => `${name}${closedAt ? " closed" : ""}`);
  };
  const added = await createBay(owner, { branchId, name: "Ἀλφα 🚗", kind: "Lift", ...key() });
  await expect(createBay(owner, { branchId, name: "Bay 1", kind: "Lift", ...key() })).rejects.toMatchObject({
    code: "DUPLICATE",
    details: { field: "name" },
  });
  await expect(
    changeBay(owner, { bayId: added.id, version: 1, name: "Bay 2", kind: "MOT", ...key() }),
  ).rejects.toMatchObject({
    code: "DUPLICATE",
  });
  await changeBay(owner, { bayId: added.id, version: 1, name: "Alpha", kind: "MOT", ...key() });
  await expect(
    changeBay(owner, { bayId: added.id, version: 1, name: "Beta", kind: "MOT", ...key() }),
  ).rejects.toMatchObject({ code: "STALE_VERSION" });
  const ids = [added.id, ...tenant.bays.map(({ id }) => id)];
  await orderBays(owner, { branchId, bayIds: ids, ...key() });
  await expect(orderBays(owner, { branchId, bayIds: ids.slice(1), ...key() })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  const first = tenant.bays[0]?.id ?? "";
  await closeBay(owner, { bayId: first, version: 1, ...key() });
  expect(await shown()).toEqual(["Alpha", "Bay 2", "Bay 3", "Bay 4", "Bay 5", "Bay 1 closed"]);
  await reopenBay(owner, { bayId: first, version: 2, ...key() });
  expect((await shown())?.includes("Bay 1")).toBe(true);
});

test("a bay with a car on it stays open, and a closed bay takes none, whichever comes first", async () => {
  const { tenant, owner, card } = await world();
  const bayId = tenant.bays[0]?.id ?? "";
  const { jobCardId } = await card();
  const place = () => placeJobCard(owner, { jobCardId, bayId, startsAt: new Date(), minutes: 60, ...key() });
  await place();
  await expect(closeBay(owner, { bayId, version: 1, ...key() })).rejects.toMatchObject({
    code: "PREREQUISITES_UNMET",
    message: "KX19 VBT stands on Bay 1. Move it to another bay, then close this one.",
  });
  for (let round = 0; round < rounds(4, 40); round += 1) {
    const next = tenant.bays[1 + (round % 4)]?.id ?? "";
    const { rows: before } = await admin.query<{ version: number }>("select version from service_bay where id = $1", [
      next,
    ]);
    await Promise.allSettled([
      placeJobCard(owner, { jobCardId, bayId: next, startsAt: new Date(), minutes: 60, ...key() }),
      closeBay(owner, { bayId: next, version: before[0]?.version ?? 1, ...key() }),
    ]);
    const { rowCount } = await admin.query(
      `select 1 from bay_allocation a join service_bay b on b.id = a.bay_id
        where a.bay_id = $1 and a.state = 'CHECKED_IN' and b.closed_at is not null`,
      [next],
    );
    expect(rowCount).toBe(0);
    await admin.query("update service_bay set closed_at = null where id = $1", [next]);
  }
});

test("what no branch can be is refused at its field", async () => {
  const { fields } = await world();
  const base = await fields();
  const refusedAt = (change: object): string[] =>
    createBranchInput.safeParse({ ...base, ...change }).error?.issues.map(({ path }) => path.join(".")) ?? [];
  expect(refusedAt({ zone: "Mars/Base", currency: "QQQ", locale: "??" })).toEqual(["zone", "locale", "currency"]);
  expect(refusedAt({ taxRatesBp: [] })).toEqual(["taxRatesBp"]);
  expect(refusedAt({ taxRatesBp: [2000, 2000] })).toEqual(["taxRatesBp"]);
  expect(refusedAt({ taxRatesBp: [-1] })).toEqual(["taxRatesBp.0"]);
  expect(refusedAt({ labourRateMinor: -1 })).toEqual(["labourRateMinor"]);
  expect(refusedAt({ labourRateMinor: Number.MAX_SAFE_INTEGER })).toEqual(["labourRateMinor"]);
  expect(refusedAt({ paymentTermsDays: 1e9 })).toEqual(["paymentTermsDays"]);
  expect(refusedAt({ invoicePrefix: "N-M" })).toEqual(["invoicePrefix"]);
  expect(refusedAt({ addressLines: ["x".repeat(81)] })).toEqual(["addressLines.0"]);
});
