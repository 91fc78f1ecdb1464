import { afterAll, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { archiveCustomer, restoreCustomer } from "#/server/orchestrators/archive-customer.ts";
import { archiveVehicle, restoreVehicle } from "#/server/orchestrators/archive-vehicle.ts";
import { createCustomer, updateCustomer } from "#/server/orchestrators/keep-customer.ts";
import { createVehicle } from "#/server/orchestrators/keep-vehicle.ts";
import { changePlate, transferVehicle } from "#/server/orchestrators/move-vehicle.ts";
import * as customers from "#/server/services/customers.ts";
import * as vehicles from "#/server/services/vehicle-views.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { peopleSum } from "./pairs.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const reading = <Result>(tenant: BuiltTenant, read: (db: ReturnType<typeof readDb>) => Promise<Result>) =>
  runInTenant(tenant.tenantId, () => read(readDb({ tenantId: tenant.tenantId })));
const key = () => ({ idempotencyKey: uuidv7() });
const facts = {
  name: "Zoë Müller",
  emails: [
    { value: "zoe@example.com", label: "Home" },
    { value: "zoe@work.example.com", label: "Work" },
  ],
  phones: [{ value: "07700 900512", label: "" }],
  addressLines: ["4 Mill Road", "Whitstable"],
  note: "",
};
const car = { make: "Ford", model: "Puma", year: 2022, vin: null };

it("contacts keep their order, the first is where messages go, and another can become the first", async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  const { customerId } = await createCustomer(ctx, { ...facts, ...key() });
  const swapped = { ...facts, emails: facts.emails.toReversed() };
  await updateCustomer(ctx, { ...swapped, customerId, version: 1, ...key() });
  const view = await reading(tenant, (db) => customers.byId(db, customerId));
  expect(view).toMatchObject({ version: 2, email: "zoe@work.example.com", phone: "+447700900512" });
  expect(view.emails.map(({ value, label }) => [value, label])).toEqual([
    ["zoe@work.example.com", "Work"],
    ["zoe@example.com", "Home"],
  ]);
});

it("a stale save changes nothing, and says which version stands", async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  const { customerId } = await createCustomer(ctx, { ...facts, ...key() });
  await updateCustomer(ctx, { ...facts, note: "Rings after six", customerId, version: 1, ...key() });
  const before = await peopleSum(admin, tenant.tenantId);
  await expect(updateCustomer(ctx, { ...facts, customerId, version: 1, ...key() })).rejects.toMatchObject({
    code: "STALE_VERSION",
    details: { current: 2 },
  });
  await expect(
    updateCustomer(ctx, { ...facts, phones: [...facts.phones, ...facts.phones], customerId, version: 2, ...key() }),
  ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { field: "phones.1.value" } });
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
});

it("nobody is archived while a card is open; archived with a reason, they are found among the archived, and come back", async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  const { customerId, vehicleId, number, jobCardId } = await buildJobCard(admin, tenant, {});
  await expect(archiveCustomer(ctx, { customerId, version: 1, reason: "Moved", ...key() })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
    message: expect.stringContaining(`Job card ${number} is not finished`),
  });
  await expect(archiveVehicle(ctx, { vehicleId, version: 1, reason: "Sold", ...key() })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
  });
  await admin.query("update job_card set status = 'CANCELLED' where id = $1", [jobCardId]);
  await archiveCustomer(ctx, { customerId, version: 1, reason: "Moved", ...key() });
  const list = (show: "active" | "archived") =>
    reading(tenant, (db) => customers.list(db, { search: "", show, after: null }));
  expect((await list("active")).customers).toEqual([]);
  expect((await list("archived")).customers).toMatchObject([{ id: customerId }]);
  await restoreCustomer(ctx, { customerId, version: 2, reason: "Is back", ...key() });
  expect((await list("active")).customers).toMatchObject([{ id: customerId }]);
});

it("a former plate finds its car until another carries it; an archived car does not come back onto a taken plate", async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  const { customerId } = await createCustomer(ctx, { ...facts, ...key() });
  const { vehicleId } = await createVehicle(ctx, { customerId, plate: "ab12 cde", ...car, ...key() });
  await changePlate(ctx, { vehicleId, version: 1, plate: "Z1", on: "2026-03-02", ...key() });
  const found = (plate: string) => reading(tenant, async (db) => (await vehicles.byPlate(db, plate))?.vehicle.id);
  expect(await found("AB12CDE")).toBe(vehicleId);
  const search = await reading(tenant, (db) => customers.list(db, { search: "ab12", show: "active", after: null }));
  expect(search.customers).toMatchObject([{ id: customerId }]);
  const other = await createVehicle(ctx, { customerId, plate: "AB12 CDE", ...car, ...key() });
  expect(await found("AB12CDE")).toBe(other.vehicleId);
  await archiveVehicle(ctx, { vehicleId: other.vehicleId, version: 1, reason: "Sold", ...key() });
  await changePlate(ctx, { vehicleId, version: 2, plate: "AB12 CDE", on: "2026-03-03", ...key() });
  await expect(
    restoreVehicle(ctx, { vehicleId: other.vehicleId, version: 2, reason: "Back", ...key() }),
  ).rejects.toMatchObject({ code: "DUPLICATE" });
  await expect(
    changePlate(ctx, { vehicleId, version: 3, plate: "Q9", on: "2026-03-01", ...key() }),
  ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { field: "on" } });
});

it("after a transfer the new owner has none of what came before, and who may not know is not told whose it was", async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  const seller = await createCustomer(ctx, { ...facts, ...key() });
  const buyer = await createCustomer(ctx, { ...facts, name: "Omar Eze", emails: [], phones: [], ...key() });
  const { vehicleId } = await createVehicle(ctx, { customerId: seller.customerId, plate: "TR4 NSF", ...car, ...key() });
  await transferVehicle(ctx, { vehicleId, version: 1, customerId: buyer.customerId, on: "2026-02-01", ...key() });
  const view = (rights: "told" | "untold") =>
    reading(tenant, (db) =>
      vehicles.byId(db, vehicleId, new Set(rights === "told" ? ["customer.read", "vehicle.former_owners"] : [])),
    );
  expect(await view("told")).toMatchObject({
    owner: { name: "Omar Eze" },
    formerOwners: [{ owner: { name: "Zoë Müller" } }],
  });
  expect(await view("untold")).toMatchObject({ owner: null, formerOwners: [{ owner: null }] });
  expect(JSON.stringify(await view("untold"))).not.toContain("Müller");
  expect((await reading(tenant, (db) => customers.byId(db, seller.customerId))).formerVehicles).toMatchObject([
    { id: vehicleId },
  ]);
});
