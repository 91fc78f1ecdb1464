import { afterAll, beforeAll, expect, test } from "vitest";
import { csvLine } from "#/domain/csv.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { ImportMode, ImportNoun } from "#/domain/import.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { advanceImport } from "#/server/orchestrators/imports/advance.ts";
import { startImport } from "#/server/orchestrators/imports/start.ts";
import { checkImport, runImport, undoImport } from "#/server/orchestrators/imports/work-import.ts";
import { updatePart } from "#/server/orchestrators/keep-part.ts";
import { draftLow } from "#/server/orchestrators/procurement/draft-orders.ts";
import { byId, rowsOf } from "#/server/services/imports/views.ts";
import {
  type BuiltTenant,
  buildCustomerWithVehicle,
  buildJobCard,
  buildPart,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { tablesOf } from "./tables.ts";

const admin = adminPool();
let tenant: BuiltTenant;
beforeAll(async () => {
  tenant = await buildTenant(admin, {});
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const ctx = () => contextOf(tenant, "admin");
const view = (importId: string) => runInTenant(tenant.tenantId, () => byId(readDb(ctx()), importId));
const rowsOfImport = (importId: string) =>
  runInTenant(tenant.tenantId, async () => (await rowsOf(readDb(ctx()), { importId, state: null, cursor: 0 })).rows);

/** Does the batches of a phase one after another, as the engine would. */
const work = async (importId: string) => {
  for (;;) {
    const { rows } = await admin.query<{
      data: { importId: string; phase: "CHECKING" | "RUNNING" | "UNDOING"; from: number };
    }>("select data from outbox_event where subject_id = $1 and type = 'import/advanced' order by id desc limit 1", [
      importId,
    ]);
    if (!rows[0] || (await advanceImport(ctx(), rows[0].data)).ended) return;
  }
};

const bring = async (noun: ImportNoun, table: readonly (readonly (string | number)[])[]) => {
  const bytes = new TextEncoder().encode(table.map(csvLine).join(""));
  return (await startImport(ctx(), { noun, fileName: "file.csv", bytes, idempotencyKey: uuidv7() })).importId;
};
const check = async (importId: string, mode: ImportMode = "SKIP") => {
  const { mapping } = await view(importId);
  await checkImport(ctx(), { importId, mapping, mode, branchId: tenant.branchId, idempotencyKey: uuidv7() });
  await work(importId);
};
const run = async (importId: string) => {
  await runImport(ctx(), { importId, idempotencyKey: uuidv7() });
  await work(importId);
};
const undo = async (importId: string) => {
  await undoImport(ctx(), { importId, idempotencyKey: uuidv7() });
  await work(importId);
};
const states = async (importId: string) => (await rowsOfImport(importId)).map(({ state }) => state);
const said = async (importId: string) =>
  (await rowsOfImport(importId)).map(({ state, problems }) => [
    state,
    ...problems.map(({ column, sentence }) => `${column}: ${sentence}`),
  ]);

test("parts: new ones are added with their opening quantity as a movement, and the undoing leaves no trace", async () => {
  const known = await buildPart(admin, tenant, { number: "KNOWN-1", onHand: "3" });
  await buildPart(admin, tenant, { number: "elsewhere", onHand: "0" });
  await admin.query(
    "delete from stock_level where part_id = (select id from part where number = 'elsewhere' and tenant_id = $1)",
    [tenant.tenantId],
  );
  const before = await tablesOf(admin, tenant.tenantId);
  const importId = await bring("PARTS", [
    ["SKU", "Name", "Price", "Cost", "Tax", "Bin", "Min", "Qty"],
    ["NEW-1", "Wiper", "12.50", "7", "20", "A-1", "2", "4.5"],
    ["NEW-2", "=cmd|' /C calc'!A0", "1.184,40", "", "", "", "", ""],
    ["known-1", "Renamed", "19.99", "", "", "Z-9", "", "3"],
    ["KNOWN-1", "Twice", "19.99", "", "", "", "", ""],
    ["ELSEWHERE", "Now here", "3", "1", "", "", "", "2"],
    ["NEW-3", "", "1", "", "", "", "", ""],
    ["NEW-4", "Bolt", "one", "", "7.5", "", "-1", "1.2345"],
  ]);
  await check(importId, "UPDATE");
  expect(await said(importId)).toEqual([
    ["NEW"],
    ["NEW"],
    ["CHANGE"],
    ["ERROR", "Part number: The same is in row 4. Keep one of the two."],
    ["CHANGE"],
    ["ERROR", "Name: Name is missing, and a new record needs it."],
    [
      "ERROR",
      "Price: “one” is not a price. Write it as 1184.40.",
      "Tax rate: “7.5” is not a tax rate of the branch. It has 20%, 5%, 0%.",
      "Reorder point: “-1” is not a quantity. Write it as 4 or 4.5, with three decimals at most.",
      "Opening quantity: “1.2345” is not a quantity. Write it as 4 or 4.5, with three decimals at most.",
    ],
  ]);
  expect((await rowsOfImport(importId))[2]?.changes).toEqual({
    name: [known.name, "Renamed"],
    price: [known.priceMinor, 1999],
    bin: ["A-01", "Z-9"],
  });
  expect(await tablesOf(admin, tenant.tenantId)).toEqual(before);

  await run(importId);
  expect(await states(importId)).toEqual(["CREATED", "CREATED", "CHANGED", "ERROR", "CHANGED", "ERROR", "ERROR"]);
  const { rows } = await admin.query(
    `select p.number, p.name, s.on_hand::text, s.price_minor::int, s.bin, (select string_agg(m.kind || ' ' || m.on_hand_change || ' ' || m.reason, ',') from stock_movement m where m.part_id = p.id and m.kind = 'ADJUST') as moved
       from part p join stock_level s on s.part_id = p.id where p.tenant_id = $1 order by p.number`,
    [tenant.tenantId],
  );
  expect(rows).toEqual([
    { number: "KNOWN-1", name: "Renamed", on_hand: "3.000", price_minor: 1999, bin: "Z-9", moved: null },
    {
      number: "NEW-1",
      name: "Wiper",
      on_hand: "4.500",
      price_minor: 1250,
      bin: "A-1",
      moved: "ADJUST 4.500 Opening quantity from file.csv",
    },
    { number: "NEW-2", name: "=cmd|' /C calc'!A0", on_hand: "0.000", price_minor: 118_440, bin: "", moved: null },
    {
      number: "elsewhere",
      name: "Now here",
      on_hand: "2.000",
      price_minor: 300,
      bin: "",
      moved: "ADJUST 2.000 Opening quantity from file.csv",
    },
  ]);

  await undo(importId);
  expect(await states(importId)).toEqual(["REMOVED", "REMOVED", "RESTORED", "ERROR", "RESTORED", "ERROR", "ERROR"]);
  expect(await tablesOf(admin, tenant.tenantId)).toEqual(before);
});

test("a part goes with the line of a draft that made itself, which keeps what others are on it", async () => {
  const other = await buildPart(admin, tenant, { onHand: "1", reorderPoint: "4" });
  const importId = await bring("PARTS", [
    ["SKU", "Name", "Price", "Min", "Qty"],
    ["LOW-1", "Low from the start", "1", "4", "1"],
  ]);
  await check(importId, "UPDATE");
  await run(importId);
  const place = { branchId: tenant.branchId, idempotencyKey: uuidv7() };
  const { orders } = await draftLow(ctx(), place);
  await undo(importId);
  expect(await states(importId)).toEqual(["REMOVED"]);
  const { rows } = await admin.query("select part_id from purchase_order_line where purchase_order_id = $1", [
    orders[0]?.purchaseOrderId,
  ]);
  expect(rows).toEqual([{ part_id: other.partId }]);
});

test("what is there already is skipped, filled or updated, as was chosen, and never otherwise", async () => {
  const name = "Ada Field";
  await buildCustomerWithVehicle(admin, tenant, { name, email: "ada@example.com", phone: null, plate: "AD4 FLD" });
  const table = [
    ["Name", "E-mail", "Phone"],
    ["Ada F. Field", "ADA@example.com", "07700 900555"],
  ];
  const wanted = {
    SKIP: {},
    FILL: { phone: [null, "+447700900555"] },
    UPDATE: { name: [name, "Ada F. Field"], phone: [null, "+447700900555"] },
  };
  for (const mode of ["SKIP", "FILL", "UPDATE"] as const) {
    const importId = await bring("CUSTOMERS", table);
    await check(importId, mode);
    expect(await rowsOfImport(importId)).toMatchObject([
      { state: mode === "SKIP" ? "SKIP" : "CHANGE", targetLabel: name, matchedBy: "E-mail", changes: wanted[mode] },
    ]);
    if (mode !== "UPDATE") continue;
    await run(importId);
    const { rows } = await admin.query(
      "select name, phone from customer where tenant_id = $1 and email = 'ada@example.com'",
      [tenant.tenantId],
    );
    expect(rows).toEqual([{ name: "Ada F. Field", phone: "+447700900555" }]);
    const again = await bring("CUSTOMERS", table);
    await check(again, mode);
    expect(await states(again)).toEqual(["SAME"]);
    await expect(runImport(ctx(), { importId: again, idempotencyKey: uuidv7() })).rejects.toThrow(
      /Nothing is to be added/,
    );
  }
});

test("where a row leads to two customers, somebody must decide", async () => {
  await buildCustomerWithVehicle(admin, tenant, { name: "One", email: "one@example.com", phone: "+447700900601" });
  await buildCustomerWithVehicle(admin, tenant, { name: "Two", email: "two@example.com", phone: "+447700900602" });
  await buildCustomerWithVehicle(admin, tenant, { name: "Twin", email: "two@example.com", phone: "+447700900602" });
  const importId = await bring("CUSTOMERS", [
    ["Name", "E-mail", "Phone"],
    ["Either", "one@example.com", "07700 900602"],
    ["Shared", "two@example.com", ""],
    ["Called", "", "07700 900602"],
  ]);
  await check(importId);
  expect(await said(importId)).toEqual([
    [
      "ERROR",
      "Phone: The e-mail address is One's and the phone Two and Twin's. Mend the one that is wrong, or merge the two.",
    ],
    ["ERROR", "E-mail: Two and Twin share this e-mail address. Merge them, or leave this row out."],
    [
      "ERROR",
      "Phone: Two and Twin share this phone number. Add the e-mail address of the one that is meant, or merge them.",
    ],
  ]);
});

test("vehicles find their owner, and change none", async () => {
  await buildCustomerWithVehicle(admin, tenant, {
    name: "Olga",
    email: "olga@example.com",
    phone: null,
    plate: "OL6 AAA",
  });
  const importId = await bring("VEHICLES", [
    ["Reg", "Make", "Model", "Year", "Customer email"],
    ["ol6 bbb", "Volvo", "V60", 2021, "olga@example.com"],
    ["OL6AAA", "Ford", "Focus", 2020, "ada@example.com"],
    ["OL6 CCC", "Ford", "Focus", 2020, "nobody@example.com"],
    ["OL6 DDD", "Ford", "Focus", "20", "olga@example.com"],
  ]);
  await check(importId, "UPDATE");
  expect(await said(importId)).toEqual([
    ["NEW"],
    [
      "ERROR",
      "Owner's e-mail: OL6 AAA belongs to Olga here, and to Ada F. Field in the file. A change of owner is made on the vehicle's page.",
    ],
    ["ERROR", "Owner's e-mail: No customer has this e-mail address or phone number. Import the customers first."],
    ["ERROR", "Year: “20” is not a year. Write it as 2019."],
  ]);
  await run(importId);
  const { rows } = await admin.query(
    "select v.plate, c.name from vehicle v join customer c on c.id = v.customer_id where v.tenant_id = $1 and plate_normalised = 'OL6BBB'",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ plate: "OL6 BBB", name: "Olga" }]);
});

test("what has changed between the check and the import is not overwritten", async () => {
  const part = await buildPart(admin, tenant, { number: "SEEN-1", name: "As seen" });
  const importId = await bring("PARTS", [
    ["SKU", "Name", "Price"],
    ["SEEN-1", "As in the file", "5"],
    ["SOON-1", "Comes by itself", "5"],
  ]);
  await check(importId, "UPDATE");
  await admin.query("update part set name = 'Somebody else’s' where id = $1", [part.partId]);
  await buildPart(admin, tenant, { number: "SOON-1", name: "Typed in" });
  await run(importId);
  expect(await said(importId)).toEqual([
    [
      "REFUSED",
      "Part number: The record was changed after the check, so nothing was overwritten. Check the file again.",
    ],
    ["REFUSED", "Part number: SOON-1 Typed in was added after the check, so nothing was added. Check the file again."],
  ]);
});

test("the undoing leaves what later work leans on, and says why", async () => {
  const importId = await bring("PARTS", [
    ["SKU", "Name", "Price", "Qty"],
    ["USED-1", "Used", "5", "9"],
    ["EDIT-1", "Edited", "5", ""],
    ["FREE-1", "Free", "5", "1"],
    ["SEEN-1", "Changed again", "6", ""],
  ]);
  await check(importId, "UPDATE");
  await run(importId);
  const rows = await rowsOfImport(importId);
  const idOf = (at: number) => rows[at]?.targetId ?? "";
  const used = {
    partId: idOf(0),
    number: "USED-1",
    name: "Used",
    unit: "",
    priceMinor: 500,
    costMinor: 0,
    taxRateBp: 2000,
  };
  await buildJobCard(admin, tenant, { lines: [{ kind: "PART", part: used, quantity: "1" }] });
  for (const at of [1, 3])
    await updatePart(ctx(), {
      partId: idOf(at),
      branchId: tenant.branchId,
      version: at === 1 ? 1 : 2,
      number: at === 1 ? "EDIT-1" : "SEEN-1",
      name: "Edited by hand",
      unit: "",
      bin: "",
      priceMinor: 700,
      costMinor: 0,
      taxRateBp: 2000,
      reorderPoint: "0",
      idempotencyKey: uuidv7(),
    });
  await undo(importId);
  expect(await said(importId)).toEqual([
    ["KEPT", ": It is on a line of a job card."],
    ["KEPT", ": It was changed since."],
    ["REMOVED"],
    ["KEPT", "Name: Name was changed since, so it stands."],
  ]);
});

test("an import that is worked on, done or undone is not begun again", async () => {
  const importId = await bring("PARTS", [
    ["SKU", "Name"],
    ["ONCE-1", "Once"],
  ]);
  await expect(runImport(ctx(), { importId, idempotencyKey: uuidv7() })).rejects.toThrow(/has not been checked yet/);
  await expect(
    checkImport(ctx(), {
      importId,
      mapping: { name: 1 },
      mode: "SKIP",
      branchId: tenant.branchId,
      idempotencyKey: uuidv7(),
    }),
  ).rejects.toThrow("Choose the column of part number: it tells one part from another.");
  await check(importId);
  await run(importId);
  await expect(check(importId)).rejects.toThrow(/is done/);
  await undo(importId);
  await expect(undo(importId)).rejects.toThrow(/was undone/);
});

test("a batch that comes again does nothing", async () => {
  const importId = await bring("PARTS", [
    ["SKU", "Name"],
    ["AGAIN-1", "Once"],
  ]);
  await check(importId);
  await run(importId);
  const before = await tablesOf(admin, tenant.tenantId);
  expect(await advanceImport(ctx(), { importId, phase: "RUNNING", from: 0 })).toEqual({ rows: null, ended: false });
  expect(await tablesOf(admin, tenant.tenantId)).toEqual(before);
});
