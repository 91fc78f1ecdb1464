import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import type { CrmKind } from "#/domain/crm.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { createHubSpot } from "#/server/gateways/crm/hubspot.ts";
import { moveJobCard } from "#/server/orchestrators/change-job-card.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { connectCrm, disconnectCrm, mapStages, retryCrm } from "#/server/orchestrators/connect-crm.ts";
import { eraseCustomer } from "#/server/orchestrators/erase-customer.ts";
import { createCustomer, updateCustomer } from "#/server/orchestrators/keep-customer.ts";
import { createVehicle, updateVehicle } from "#/server/orchestrators/keep-vehicle.ts";
import { reopenJobCard } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { list } from "#/server/services/crm.ts";
import { buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../harness/world.ts";
import { breaches } from "./hubspot/description.ts";
import { startHubSpot } from "./hubspot/server.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
let hubSpot: Awaited<ReturnType<typeof startHubSpot>>;
let running: { stop(): Promise<void> };

const speakTo = ({ url }: { url: string }) => {
  // A hanging HubSpot is waited for this long.
  globalThis.pitlaneCrm = createHubSpot({ apiBase: url, timeoutMs: 1000 });
};

beforeAll(async () => {
  world = await startWorld();
  setDeliveryPolicy({ backoffMs: [20, 40] });
});
beforeEach(async () => {
  hubSpot = await startHubSpot();
  speakTo(hubSpot);
  running = world.startProcess();
});
afterEach(async () => {
  armCrashPoints(undefined);
  await running.stop();
  await hubSpot.close();
  expect(hubSpot.wrong).toEqual([]);
});
afterAll(async () => {
  globalThis.pitlaneCrm = undefined;
  setDeliveryPolicy(undefined);
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const asked = () => ({ idempotencyKey: randomUUID() });
const connected = async (account: { token: string } = hubSpot) => {
  const tenant = await buildTenant(admin, {});
  const desk = { ...contextOf(tenant, "admin"), origin: "http://garage.test" };
  const connection = await connectCrm(desk, { token: account.token, ...asked() });
  return { tenant, desk, connection, db: readDb({ tenantId: tenant.tenantId }) };
};
type Garage = Awaited<ReturnType<typeof connected>>;

const quiet = ({ tenant }: Pick<Garage, "tenant">) =>
  vi.waitFor(
    async () => {
      const owed = await admin.query(
        "select 1 from event_delivery where tenant_id = $1 and state in ('PENDING', 'RUNNING')",
        [tenant.tenantId],
      );
      expect(owed.rowCount).toBe(0);
    },
    { timeout: 40_000, interval: 30 },
  );
const syncs = ({ tenant, db }: Pick<Garage, "tenant" | "db">) =>
  runInTenant(tenant.tenantId, async () => (await list(db, null)).syncs);
const openTasks = async ({ tenant }: Pick<Garage, "tenant">) =>
  (
    await admin.query<{ kind: string; detail: string }>(
      "select kind, detail from manual_task where tenant_id = $1 and state <> 'RESOLVED' order by created_at",
      [tenant.tenantId],
    )
  ).rows;
const card = ({ tenant }: Pick<Garage, "tenant">) =>
  buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "2" }] });
const complete = ({ tenant }: Pick<Garage, "tenant">, jobCardId: string) =>
  completeJobCard(systemCtx(tenant.tenantId), { jobCardId, ...asked() });
const person = (name: string, email: string | null) => ({
  name,
  emails: email === null ? [] : [{ value: email, label: "" }],
  phones: [],
  addressLines: ["1 Dock Road"],
  note: "Never told",
});
const car = { make: "Ford", model: "Puma", year: 2021, vin: null };

test("what HubSpot publishes finds what is wrong: a path, a name, a type, a word, what must be there", () => {
  const property = { groupName: "g", name: "n", label: "l", type: "string", fieldType: "text" };
  expect(breaches("POST", "/crm/v3/properties/contacts", property)).toEqual([]);
  for (const [where, body] of [
    ["/crm/v3/properties", property],
    ["/crm/v3/properties/contacts", { ...property, colour: "red" }],
    ["/crm/v3/properties/contacts", { ...property, type: "text" }],
    ["/crm/v3/properties/contacts", { ...property, label: undefined }],
    ["/crm/v3/objects/contacts/batch/upsert", { inputs: [{ id: 1, properties: {} }] }],
  ] as const)
    expect(breaches("POST", where, body)).toHaveLength(1);
});

test("connected: a pipeline is proposed, vehicles are objects of their own, the token lies sealed and in no receipt", async () => {
  const { tenant, desk, connection } = await connected();
  expect(connection).toMatchObject({
    portalId: "24680",
    ownVehicles: true,
    mapping: {
      pipeline: "default",
      stages: { CHECKED_IN: "appointmentscheduled", COMPLETED: "closedwon", CANCELLED: "closedlost" },
    },
  });
  const { rows } = await admin.query(
    "select token, (select string_agg(coalesce(input::text, '') || coalesce(output::text, ''), '') from orchestration_run r where r.tenant_id = c.tenant_id) as runs from crm_connection c where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows).toMatchObject([{ token: expect.stringMatching(/^v1\./) }]);
  expect(JSON.stringify(rows)).not.toContain(hubSpot.token);
  const wrong = { token: "pat-eu1-0000-somebody-elses", ...asked() };
  await expect(connectCrm(desk, wrong)).rejects.toMatchObject({ code: "REFUSED_OUTSIDE" });
});

test("a customer, a car and a job stand there once each, belong together and follow what happens here", async () => {
  const garage = await connected();
  const { desk, tenant } = garage;
  const { customerId, version } = await createCustomer(desk, { ...person("Aoife Ní Bhriain", "a@b.test"), ...asked() });
  const { vehicleId } = await createVehicle(desk, { customerId, plate: "AB12 CDE", ...car, ...asked() });
  await quiet(garage);
  expect(hubSpot.contacts()).toMatchObject([
    {
      properties: {
        firstname: "Aoife Ní",
        lastname: "Bhriain",
        email: "a@b.test",
        address: "1 Dock Road",
        pitlane_id: customerId,
      },
    },
  ]);
  expect(hubSpot.vehicles()).toMatchObject([
    { properties: { plate: "AB12 CDE", make: "Ford", pitlane_id: vehicleId } },
  ]);
  await updateCustomer(desk, { ...person("Aoife Byrne", null), customerId, version, ...asked() });
  await updateVehicle(desk, { vehicleId, version: 1, ...car, model: "Fiesta", ...asked() });
  await quiet(garage);
  expect(hubSpot.contacts()).toMatchObject([{ properties: { lastname: "Byrne", email: "" } }]);
  expect(hubSpot.vehicles()).toMatchObject([{ properties: { model: "Fiesta" } }]);

  const { jobCardId } = await card(garage);
  await moveJobCard(desk, { jobCardId, from: "IN_PROGRESS", to: "AWAITING_PARTS", ...asked() });
  await quiet(garage);
  expect(hubSpot.deals()).toMatchObject([
    { properties: { pitlane_id: jobCardId, dealstage: "appointmentscheduled", closedate: "", pitlane_invoice: "" } },
  ]);
  await moveJobCard(desk, { jobCardId, from: "AWAITING_PARTS", to: "IN_PROGRESS", ...asked() });
  const { totalMinor, invoiceNumber } = await complete(garage, jobCardId);
  await quiet(garage);
  const amount = (totalMinor / 100).toFixed(2);
  expect(hubSpot.deals()).toMatchObject([
    {
      properties: {
        dealstage: "closedwon",
        amount,
        closedate: expect.stringMatching(/Z$/),
        pitlane_invoice: invoiceNumber,
      },
    },
  ]);
  await reopenJobCard(desk, { jobCardId, reason: "Wrong part", ...asked() });
  await quiet(garage);
  expect(hubSpot.deals()).toMatchObject([{ properties: { dealstage: "appointmentscheduled", amount, closedate: "" } }]);
  // The deal to its contact and vehicle, each vehicle to its owner.
  expect(hubSpot.associations.size).toBe(4);
  expect((await syncs(garage)).every(({ state }) => state === "DONE")).toBe(true);
  const events = await admin.query("select distinct type from outbox_event where tenant_id = $1", [tenant.tenantId]);
  expect(events.rows.map(({ type }) => type)).toEqual(expect.arrayContaining(["customer/changed", "job-card/changed"]));
});

const kinds = ["CONTACT", "VEHICLE", "DEAL"] as const;
/** Makes one of it, so that its own event alone is owed to the CRM. */
const make = async (garage: Garage, kind: CrmKind): Promise<string> => {
  const { desk, tenant } = garage;
  if (kind === "CONTACT")
    return (await createCustomer(desk, { ...person("Priya Raman", null), ...asked() })).customerId;
  const built = await card(garage);
  if (kind === "DEAL") {
    await moveJobCard(desk, { jobCardId: built.jobCardId, from: "IN_PROGRESS", to: "AWAITING_PARTS", ...asked() });
    return built.jobCardId;
  }
  const { rows } = await admin.query<{ id: string; version: number }>(
    "select v.id, v.version from vehicle v join job_card j on j.vehicle_id = v.id where j.id = $1 and j.tenant_id = $2",
    [built.jobCardId, tenant.tenantId],
  );
  const [vehicle] = rows;
  if (vehicle === undefined) throw new Error("The card has no vehicle.");
  await updateVehicle(desk, { vehicleId: vehicle.id, version: vehicle.version, ...car, ...asked() });
  return vehicle.id;
};
const there = (kind: CrmKind) =>
  ({ CONTACT: hubSpot.contacts, VEHICLE: hubSpot.vehicles, DEAL: hubSpot.deals })[kind]();

test.each(kinds.flatMap((kind) => (["ok", "500", "hang", "reset", "429"] as const).map((fault) => ({ kind, fault }))))(
  "$kind, $fault: one task after the third try, and Retry mends it",
  async ({ kind, fault }) => {
    const garage = await connected();
    if (fault === "429") hubSpot.fault(["429"]);
    else hubSpot.fault([], fault);
    const sourceId = await make(garage, kind);
    await quiet(garage);
    const fails = fault !== "ok" && fault !== "429";
    expect(await openTasks(garage)).toMatchObject(fails ? [{ kind: "delivery-dead" }] : []);
    const found = (await syncs(garage)).find((each) => each.sourceId === sourceId);
    expect(found).toMatchObject({ kind, state: fails ? "FAILED" : "DONE" });
    if (fails) expect(found).toMatchObject({ attempts: 3, error: expect.stringMatching(/^HubSpot /) });
    hubSpot.fault([]);
    await retryCrm(garage.desk, { kind, sourceId, ...asked() });
    await quiet(garage);
    expect(there(kind).map(({ properties }) => properties.pitlane_id)).toEqual([sourceId]);
    expect((await syncs(garage)).every(({ state, error }) => state === "DONE" && error === null)).toBe(true);
    expect(await openTasks(garage)).toEqual([]);
  },
);

test.each(kinds)("%s, taken and then cut, dead behind each answer, told twice: it stands there once", async (kind) => {
  const garage = await connected();
  hubSpot.fault(["taken-then-cut", "ok", "taken-then-cut", "ok", "taken-then-cut", "ok", "taken-then-cut"]);
  const deaths = new Set<string>();
  armCrashPoints(async (point) => {
    if (!/^crm\/(contact|vehicle|deal|associate):after$/.test(point) || deaths.has(point)) return;
    deaths.add(point);
    throw new Error("killed");
  });
  const sourceId = await make(garage, kind);
  await quiet(garage);
  // As often as a person would have to, and once more.
  for (let again = 0; again < 4; again += 1) {
    await retryCrm(garage.desk, { kind, sourceId, ...asked() });
    await quiet(garage);
  }
  expect(deaths.size).toBe({ CONTACT: 1, VEHICLE: 3, DEAL: 4 }[kind]);
  expect(there(kind).map(({ properties }) => properties.pitlane_id)).toEqual([sourceId]);
  expect(hubSpot.contacts()).toHaveLength(1);
  expect(await openTasks(garage)).toEqual([]);
});

test("somebody known there by the address is that customer; of two customers with one address one has it", async () => {
  const before = hubSpot.addContact({ email: "priya@raman.test", firstname: "P." });
  const garage = await connected();
  const { customerId } = await createCustomer(garage.desk, {
    ...person("Priya Raman", "priya@raman.test"),
    ...asked(),
  });
  await quiet(garage);
  expect(hubSpot.contacts()).toMatchObject([
    { id: before.id, properties: { pitlane_id: customerId, firstname: "Priya", email: "priya@raman.test" } },
  ]);
  const other = await createCustomer(garage.desk, { ...person("Arun Raman", "priya@raman.test"), ...asked() });
  await quiet(garage);
  expect(hubSpot.contacts()).toHaveLength(2);
  expect(hubSpot.contacts()[1]?.properties).toMatchObject({ pitlane_id: other.customerId, firstname: "Arun" });
  expect(hubSpot.contacts()[1]?.properties.email).toBeUndefined();
  expect(await openTasks(garage)).toEqual([]);
});

test("where an account has no objects of its own a vehicle stands on its jobs; a currency that it has not is said", async () => {
  const small = await startHubSpot({ enterprise: false, currencies: ["USD", "EUR"] });
  speakTo(small);
  try {
    const garage = await connected(small);
    expect(garage.connection.ownVehicles).toBe(false);
    const { jobCardId } = await card(garage);
    await complete(garage, jobCardId);
    await quiet(garage);
    expect((await syncs(garage)).find(({ kind }) => kind === "DEAL")?.error).toContain("keeps no amounts in GBP");
    await admin.query("update branch set currency = 'EUR' where tenant_id = $1", [garage.tenant.tenantId]);
    await retryCrm(garage.desk, { kind: "DEAL", sourceId: jobCardId, ...asked() });
    await quiet(garage);
    expect(small.deals()).toMatchObject([{ properties: { deal_currency_code: "EUR" } }]);
    expect(small.deals()[0]?.properties.pitlane_vehicle).not.toBe("");
    expect(small.vehicles()).toEqual([]);
    expect(small.wrong).toEqual([]);
  } finally {
    await small.close();
  }
});

test("a status without a stage says so, and is mended by choosing one", async () => {
  const garage = await connected();
  const { connection, desk } = garage;
  const { COMPLETED: _, ...stages } = connection.mapping.stages;
  const without = { ...connection.mapping, stages };
  const { version } = await mapStages(desk, {
    connectionId: connection.id,
    version: connection.version,
    mapping: without,
    ...asked(),
  });
  const { jobCardId } = await card(garage);
  await complete(garage, jobCardId);
  await quiet(garage);
  expect((await syncs(garage)).find(({ kind }) => kind === "DEAL")?.error).toBe(
    "Jobs in Completed have no stage yet. Choose it under Settings, Connections.",
  );
  const strange = { ...without, stages: { COMPLETED: "elsewhere" } };
  await expect(
    mapStages(desk, { connectionId: connection.id, version, mapping: strange, ...asked() }),
  ).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await mapStages(desk, { connectionId: connection.id, version, mapping: connection.mapping, ...asked() });
  await retryCrm(desk, { kind: "DEAL", sourceId: jobCardId, ...asked() });
  await quiet(garage);
  expect(hubSpot.deals()).toMatchObject([{ properties: { dealstage: "closedwon" } }]);
  expect(await openTasks(garage)).toEqual([]);
});

test("who is erased here is erased there, in name, plate and job", async () => {
  const garage = await connected();
  const { desk, tenant } = garage;
  const { jobCardId, customerId } = await card(garage);
  await admin.query("update customer set name = 'Priya Raman', email = 'priya@raman.test' where id = $1", [customerId]);
  const { invoiceId, totalMinor } = await complete(garage, jobCardId);
  await takePayment(desk, {
    invoiceId,
    amountMinor: totalMinor,
    method: "TERMINAL",
    tenderedMinor: null,
    reference: "",
    ...asked(),
  });
  await moveJobCard(desk, { jobCardId, from: "COMPLETED", to: "COLLECTED", ...asked() });
  await quiet(garage);
  const plate = hubSpot.vehicles()[0]?.properties.plate ?? "";
  expect(JSON.stringify([hubSpot.contacts(), hubSpot.deals()])).toContain("priya@raman.test");
  const { rows } = await admin.query<{ version: number }>("select version from customer where id = $1", [customerId]);
  await eraseCustomer(contextOf(tenant, "owner"), {
    customerId,
    version: rows[0]?.version ?? 0,
    name: "Priya Raman",
    ...asked(),
  });
  await quiet(garage);
  const left = JSON.stringify([hubSpot.contacts(), hubSpot.vehicles(), hubSpot.deals()]);
  for (const word of ["Priya", "Raman", "priya@", plate]) expect(left).not.toContain(word);
});

test("locked out there is one task, a new token mends it; disconnected, nothing is owed and nothing is written", async () => {
  const garage = await connected();
  const { desk, tenant } = garage;
  hubSpot.lockOut();
  const { customerId } = await createCustomer(desk, { ...person("Priya Raman", null), ...asked() });
  await quiet(garage);
  expect((await openTasks(garage)).filter(({ kind }) => kind === "connection-broken")).toHaveLength(1);
  hubSpot.letIn();
  const again = await connectCrm(desk, { token: hubSpot.token, ...asked() });
  await retryCrm(desk, { kind: "CONTACT", sourceId: customerId, ...asked() });
  await quiet(garage);
  expect(hubSpot.contacts()).toHaveLength(1);
  expect(await openTasks(garage)).toEqual([]);

  await disconnectCrm(desk, { connectionId: again.id, version: again.version, ...asked() });
  const { rows } = await admin.query("select token from crm_connection where tenant_id = $1", [tenant.tenantId]);
  expect(rows).toEqual([{ token: "" }]);
  const count = async () =>
    (
      await admin.query("select 1 from outbox_event where tenant_id = $1 and type = 'customer/changed'", [
        tenant.tenantId,
      ])
    ).rowCount;
  const before = await count();
  await createCustomer(desk, { ...person("Nobody Follows", null), ...asked() });
  expect(await count()).toBe(before);
  await expect(retryCrm(desk, { kind: "CONTACT", sourceId: customerId, ...asked() })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
  });
});
