import { afterAll, beforeAll, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import {
  type BuiltJobCard,
  type BuiltTenant,
  buildCustomerWithVehicle,
  buildJobCard,
  buildPart,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { signIn } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

let tenant: BuiltTenant;
let done: BuiltJobCard & { invoiceNumber: string };
let open: BuiltJobCard;
let find: Awaited<ReturnType<typeof finderOf>>;

const finderOf = async (role: keyof BuiltTenant["members"]) => {
  const cookie = await signIn(tenant.members[role].email);
  return (search: string) =>
    createCaller(createContext(new Headers({ host: "localhost:3000", cookie }))).search.find({ search });
};

beforeAll(async () => {
  tenant = await buildTenant(admin, {});
  const priya = await buildCustomerWithVehicle(admin, tenant, {
    name: "Priya Raman",
    email: "priya.raman@example.com",
    phone: "+447700900418",
    plate: "KX19 VBT",
  });
  await buildCustomerWithVehicle(admin, tenant, { name: "Raman Bakery 100%", plate: "VB70 KXT" });
  await buildPart(admin, tenant, { number: "OX 1232D", name: "Oil filter" });
  find = await finderOf("owner");
  const { jobCardId, ...card } = await buildJobCard(admin, tenant, { customer: priya });
  const cookie = await signIn(tenant.members.advisor.email);
  const { invoiceNumber } = await createCaller(
    createContext(new Headers({ host: "localhost:3000", cookie })),
  ).jobCard.complete({ jobCardId, idempotencyKey: uuidv7() });
  done = { jobCardId, ...card, invoiceNumber };
  open = await buildJobCard(admin, tenant, { customer: priya });
});

const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
const plates = (rows: readonly { plate: string }[]) => rows.map(({ plate }) => plate);

it("finds a car by any three signs of its plate, the whole plate first, with the card that is open", async () => {
  expect(plates((await find("kx19 vbt")).vehicles)).toEqual(["KX19 VBT"]);
  expect(plates((await find("vb")).vehicles)).toEqual(["VB70 KXT"]);
  expect(plates((await find("9vb")).vehicles)).toEqual(["KX19 VBT"]);
  expect((await find("KX19")).vehicles[0]).toMatchObject({ owner: "Priya Raman", openCard: { id: open.jobCardId } });
});

it("finds a customer by a part of the name, the beginning first, by e-mail, and by the end of the phone number", async () => {
  expect(names((await find("raman")).customers)).toEqual(["Raman Bakery 100%", "Priya Raman"]);
  expect(names((await find("pr")).customers)).toEqual(["Priya Raman"]);
  expect(names((await find("raman@exa")).customers)).toEqual(["Priya Raman"]);
  for (const phone of ["900418", "07700 900418", "0418"])
    expect(names((await find(phone)).customers), phone).toEqual(["Priya Raman"]);
  expect((await find("Priya")).customers[0]).toMatchObject({ phone: "07700 900418", plates: ["KX19 VBT"] });
});

it("takes the signs of a pattern as they are", async () => {
  expect(names((await find("100%")).customers)).toEqual(["Raman Bakery 100%"]);
  expect((await find("__")).customers).toEqual([]);
  expect((await find("%%")).customers).toEqual([]);
});

it("finds a card and an invoice by number, and a part by number or name", async () => {
  expect((await find(String(open.number))).cards.map(({ id }) => id)).toEqual([open.jobCardId]);
  for (const number of [done.invoiceNumber, done.invoiceNumber.toLowerCase().replace("-00", "-"), "1"])
    expect(
      (await find(number)).invoices.map((invoice) => invoice.number),
      number,
    ).toEqual([done.invoiceNumber]);
  for (const part of ["ox 12", "filter"]) expect(names((await find(part)).parts), part).toEqual(["Oil filter"]);
  expect(await find("99999999999")).toMatchObject({ cards: [], invoices: [] });
});

it("shows a technician cars, cards and parts, and nothing of customers and invoices", async () => {
  const technician = await finderOf("technician");
  const found = await technician("KX19 VBT");
  expect(found.vehicles[0]).not.toHaveProperty("owner");
  expect(await technician("Priya")).toEqual({ cards: [], vehicles: [], customers: [], invoices: [], parts: [] });
  expect((await technician("0418")).customers).toEqual([]);
  expect((await technician(done.invoiceNumber)).invoices).toEqual([]);
});

it("finds nothing of an archived customer", async () => {
  await admin.query(
    "update customer set archived_at = now(), archived_reason = 'gone' where name like 'Raman%' and tenant_id = $1",
    [tenant.tenantId],
  );
  expect(names((await find("raman")).customers)).toEqual(["Priya Raman"]);
});
