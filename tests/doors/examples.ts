import { z } from "zod";
import { defaultLimits, limitsView } from "#/domain/booking-limits.ts";
import { defaultRules } from "#/domain/booking-rules.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { businessView } from "#/domain/settings.ts";
import { isoDateIn } from "#/domain/time.ts";
import { formStamp, hashOfToken, linkToken } from "#/server/db/link-token.ts";
import { demoPassword } from "../../prisma/seed/cast.ts";
import { letStartCome } from "../booking/reminding.ts";
import { buildConnection, buildCrm, buildEndpoint, buildMessage, buildSync, hubSpotToken, listener } from "./hooks.ts";
import { buildLogo } from "./logo.ts";
import type { World } from "./world.ts";

/** An input that a procedure accepts in this world, without its idempotency key; it makes what it names, so it may be asked for again. */
export type Example = (world: World) => object | Promise<object>;

const number = () => `N-${performance.now().toString(36)}`;
const partFields = (partNumber: string) => ({
  number: partNumber,
  name: "Wiper blade",
  unit: "",
  bin: "B-02",
  priceMinor: 1900,
  costMinor: 1100,
  taxRateBp: 2000,
  reorderPoint: "2",
});
const labour = {
  kind: "LABOUR",
  description: "Check the brakes",
  packageTitle: null,
  quantity: "1",
  unit: "h",
  unitPriceMinor: 9000,
  discountBp: 0,
  taxRateBp: 2000,
  partId: null,
  technicianId: null,
} as const;

const supplier = () => ({
  name: `Marlow Parts ${number()}`,
  email: "orders@marlow.test",
  phone: "020 7946 0311",
  addressLines: ["Unit 4, Quay Trade Park"],
  accountNumber: "NM-4471",
});
const madeSupplier = async ({ asOwner }: World) => {
  const answer = await asOwner("mutation", "supplier.create", { ...supplier(), idempotencyKey: `made-${number()}` });
  const { id, version } = z.object({ id: z.string(), version: z.number() }).parse(answer);
  return { supplierId: id, version };
};
const orderSeen = z.object({ id: z.string(), version: z.number() });
/** A draft of a supplier of its own, with a part of its own on it: nobody else changes it. */
const draft = async (world: World, core: { coreMinor?: number } = {}) => {
  const { asOwner, tenant } = world;
  const { supplierId } = await madeSupplier(world);
  const fields = { branchId: tenant.branchId, ...partFields(number()), reorderPoint: "0", supplierId, ...core };
  const made = z
    .object({ id: z.string() })
    .parse(await asOwner("mutation", "part.create", { ...fields, idempotencyKey: `made-${number()}` }));
  const wanted = { branchId: tenant.branchId, partId: made.id, quantity: "4", idempotencyKey: `drafted-${number()}` };
  const { orders } = z
    .object({ orders: z.array(z.object({ purchaseOrderId: z.string() })) })
    .parse(await asOwner("mutation", "purchaseOrder.draftPart", wanted));
  const purchaseOrderId = orders[0]?.purchaseOrderId ?? "";
  const { version } = orderSeen.parse(await asOwner("query", "purchaseOrder.byId", { purchaseOrderId }));
  return { order: { purchaseOrderId, version }, partId: made.id, supplierId };
};
const sent = async (world: World, core: { coreMinor?: number } = {}) => {
  const { order, partId, supplierId } = await draft(world, core);
  const { version } = orderSeen.parse(
    await world.asOwner("mutation", "purchaseOrder.send", { ...order, by: "HAND", idempotencyKey: `sent-${number()}` }),
  );
  return { order: { ...order, version }, partId, supplierId };
};

const countSeen = z.object({ stockCountId: z.string() });
/** A count of its own; with `counted` one of its parts was counted. */
const openedCount = async ({ asOwner, tenant, part }: World, counted = false) => {
  const wanted = { branchId: tenant.branchId, idempotencyKey: `opened-${number()}` };
  const { stockCountId } = countSeen.parse(await asOwner("mutation", "stockCount.open", wanted));
  const line = {
    stockCountId,
    partId: part.partId,
    version: 1,
    counted: "5000",
    idempotencyKey: `counted-${number()}`,
  };
  if (counted) await asOwner("mutation", "stockCount.count", line);
  const { version } = z
    .object({ version: z.number() })
    .parse(await asOwner("query", "stockCount.byId", { stockCountId }));
  return { stockCountId, version };
};

const transferSeen = z.object({ id: z.string(), version: z.number() });
/** What a transfer of a part of its own to a branch of its own is asked for with. */
const wantedTransfer = async (world: World) => {
  const { asOwner, tenant } = world;
  const { branchId: toBranchId } = await newBranch(world);
  const fields = { branchId: tenant.branchId, ...partFields(number()), idempotencyKey: `made-${number()}` };
  const { id: partId } = z.object({ id: z.string() }).parse(await asOwner("mutation", "part.create", fields));
  const came = { partId, branchId: tenant.branchId, quantity: "9", reason: "", idempotencyKey: `came-${number()}` };
  await asOwner("mutation", "part.receive", came);
  return { fromBranchId: tenant.branchId, toBranchId, note: "", lines: [{ partId, quantity: "2" }] };
};
const requestedTransfer = async (world: World) => {
  const wanted = await wantedTransfer(world);
  const { id: stockTransferId, version } = transferSeen.parse(
    await world.asOwner("mutation", "stockTransfer.request", { ...wanted, idempotencyKey: `asked-${number()}` }),
  );
  return { transfer: { stockTransferId, version }, lines: wanted.lines };
};
const sentTransfer = async (world: World) => {
  const { transfer, lines } = await requestedTransfer(world);
  const { version } = transferSeen.parse(
    await world.asOwner("mutation", "stockTransfer.send", { ...transfer, lines, idempotencyKey: `sent-${number()}` }),
  );
  return { ...transfer, version, lines, missingReason: null };
};

const returnSeen = z.object({ id: z.string(), version: z.number() });
/** What a return of a part of its own is begun with. */
const wantedReturn = async (world: World) => {
  const { asOwner, tenant } = world;
  const { supplierId } = await madeSupplier(world);
  const fields = { branchId: tenant.branchId, ...partFields(number()), idempotencyKey: `made-${number()}` };
  const { id: partId } = z.object({ id: z.string() }).parse(await asOwner("mutation", "part.create", fields));
  const came = { partId, branchId: tenant.branchId, quantity: "9", reason: "", idempotencyKey: `came-${number()}` };
  await asOwner("mutation", "part.receive", came);
  const lines = [{ partId, quantity: "2", unitCostMinor: 1100, source: { from: "SHELF" } }];
  return { branchId: tenant.branchId, supplierId, reason: "Wrong part", lines };
};
const begunReturn = async (world: World) => {
  const wanted = { ...(await wantedReturn(world)), idempotencyKey: `begun-${number()}` };
  const { id: supplierReturnId, version } = returnSeen.parse(
    await world.asOwner("mutation", "supplierReturn.create", wanted),
  );
  return { supplierReturnId, version };
};
const sentReturn = async (world: World) => {
  const begun = await begunReturn(world);
  const { version } = returnSeen.parse(
    await world.asOwner("mutation", "supplierReturn.send", { ...begun, idempotencyKey: `sent-${number()}` }),
  );
  return { ...begun, version, creditedMinor: 2200, reference: "GS-71" };
};

const coreSeen = z.object({ id: z.string(), version: z.number() });
/** A core of a delivery of its own, told of so far. */
const chargedCore = async (world: World, ...told: ("collect" | "send")[]) => {
  const { asOwner, tenant } = world;
  const { order, partId, supplierId } = await sent(world, { coreMinor: 4000 });
  const lines = [{ partId, quantity: "3", unitCostMinor: 700 }];
  const came = { ...order, deliveryNote: "LS-40019", lines, idempotencyKey: `came-${number()}` };
  await asOwner("mutation", "purchaseOrder.receive", came);
  const { cores } = z
    .object({ cores: z.array(coreSeen) })
    .parse(await asOwner("query", "core.list", { branchId: tenant.branchId, supplierId }));
  let { id: coreId, version } = coreSeen.parse(cores[0]);
  for (const verb of told) {
    const input = { coreId, version, quantity: "2", note: "", idempotencyKey: `${verb}-${number()}` };
    ({ version } = coreSeen.parse(await asOwner("mutation", `core.${verb}`, input)));
  }
  return { coreId, version };
};

let placed = 0;
const place = async ({ card, tenant }: World, minutes = 60) => ({
  jobCardId: (await card()).jobCardId,
  bayId: tenant.bays[0]?.id ?? "",
  // Each after the one before: two cards never want the bay at one time.
  startsAt: new Date(Date.now() + ++placed * 2 * minutes * 60_000),
  minutes,
});

const invited = z.object({ invitationId: z.string() });
/** Somebody is asked to join; gives the invitation's id. */
const invite = async ({ asOwner, tenant }: World): Promise<string> => {
  const asked = { email: `${number()}@invited.test`, role: "ADVISOR", branchIds: [tenant.branchId] };
  const done = await asOwner("mutation", "member.invite", { ...asked, idempotencyKey: `invited-${number()}` });
  return invited.parse(done).invitationId;
};
/** The token that the mail of a new invitation carries. */
const invitationLink = async (world: World): Promise<string> => linkToken("invitation", await invite(world), 1);
const changed = z.object({ customerId: z.string(), version: z.number() });
const made = z.object({ vehicleId: z.string(), version: z.number() });
let people = 0;
const customerFields = () => ({
  name: `Owen Pryce ${++people}`,
  emails: [{ value: `owen.${number().toLowerCase()}@example.com`, label: "Home" }],
  phones: [
    { value: "+447700900111", label: "Mobile" },
    { value: "+447700900222", label: "Work" },
  ],
  addressLines: ["4 Mill Road"],
  note: "",
});
const carFields = { make: "Ford", model: "Puma", year: 2022, vin: "WF0XXXGCDX1234567" };
const newCustomer = async ({ asOwner }: World) =>
  changed.parse(
    await asOwner("mutation", "customer.create", { ...customerFields(), idempotencyKey: `made-${number()}` }),
  );
const plate = () =>
  `T${number()
    .replaceAll(/[^0-9a-z]/gi, "")
    .slice(-10)}`;
const newVehicle = async (world: World) =>
  made.parse(
    await world.asOwner("mutation", "vehicle.create", {
      customerId: (await newCustomer(world)).customerId,
      plate: plate(),
      ...carFields,
      idempotencyKey: `made-${number()}`,
    }),
  );
const week = Array.from({ length: 7 }, () => ({ opens: "08:00", closes: "18:00" }));
let opened = 0;
const branchFields = () => ({
  name: number(),
  zone: "Europe/London",
  locale: "en-GB",
  country: "GB",
  currency: "GBP",
  taxName: "VAT",
  taxMode: "EXCLUSIVE",
  roundingRule: "LINE",
  taxRatesBp: [2000, 0],
  labourRateMinor: 7800,
  odometerUnit: "mi",
  addressLines: ["1 Quay Street"],
  phone: "01227 960014",
  email: "quay@example.com",
  weekHours: week,
  // No branch takes the prefix of another, in whichever process its world was built.
  invoicePrefix: `${(++opened).toString(36)}${Math.random().toString(36).slice(2, 7)}`.toUpperCase().slice(0, 8),
  paymentTermsDays: 14,
  paymentDetails: "",
  invoiceTerms: "",
});
const kept = z.object({ id: z.string(), version: z.number() });
const newBranch = async ({ asOwner }: World) => {
  const input = { ...branchFields(), idempotencyKey: `branch-${number()}` };
  const { id: branchId, version } = kept.parse(await asOwner("mutation", "settings.createBranch", input));
  return { branchId, version };
};
const newBay = async ({ asOwner, tenant }: World, branchId = tenant.branchId) => {
  const input = { branchId, name: number(), kind: "Lift", idempotencyKey: `bay-${number()}` };
  const { id: bayId, version } = kept.parse(await asOwner("mutation", "settings.createBay", input));
  return { bayId, version };
};

/** The token that a link to the mailbox of somebody new carries. */
const personLink = async ({ admin, colleague }: World, purpose: "password" | "email"): Promise<string> => {
  const { userId } = await colleague();
  const token = linkToken(purpose, userId, 1);
  await admin.query(
    `insert into person_link (id, user_id, purpose, generation, token_hash, email, created_at, expires_at)
     values ($1, $2, $3, 1, $4, $5, now(), now() + interval '1 hour')`,
    [uuidv7(), userId, purpose, hashOfToken(token), `${number().toLowerCase()}@moved.test`],
  );
  return token;
};

const endpointFields = (url: string) => ({ name: number(), url, events: ["payment.failed"] });
const templateFields = ({ part }: World) => ({
  name: number(),
  lines: [
    { kind: "LABOUR", description: "Change oil and filter", minutes: 40, rateName: null },
    { kind: "PART", description: "Oil filter", partId: part.partId, quantity: "1" },
  ],
});
const newTemplate = async (world: World) => {
  const input = { ...templateFields(world), idempotencyKey: `template-${number()}` };
  const { id: templateId, version } = kept.parse(await world.asOwner("mutation", "template.create", input));
  return { templateId, version };
};
const newRate = async ({ asOwner, tenant }: World) => {
  const input = { branchId: tenant.branchId, name: number(), priceMinor: 9500, idempotencyKey: `rate-${number()}` };
  const { id: rateId, version } = kept.parse(await asOwner("mutation", "template.createLabourRate", input));
  return { rateId, version };
};

// ── Booking ─────────────────────────────────────────────────────────────────────────────────────

let soughtFrom = 3;
/** Several who were told of a time before any of them took it would be in each other's way. */
const handedOut = new Set<string>();
/**
 * A start that nobody has, nor was told of: each example looks from another day on, from the day after tomorrow, since of
 * what is nearer no reminder would be planned.
 */
const freeStart = async (world: World, days = { from: 2, of: 298 }): Promise<Date> => {
  const { asOwner, tenant, service } = world;
  for (let tries = 0; tries < 30; tries += 1) {
    const fromDay = isoDateIn(
      new Date(Date.now() + (days.from + (soughtFrom++ % days.of)) * 86_400_000),
      "Europe/London",
    );
    const asked = { branchId: tenant.branchId, serviceIds: [service.serviceId], minutes: null, fromDay, days: 14 };
    const { next } = z
      .object({ next: z.array(z.object({ startsAt: z.date() })) })
      .parse(await asOwner("query", "appointment.times", asked));
    const key = ({ startsAt }: { startsAt: Date }) => `${tenant.branchId} ${startsAt.toISOString()}`;
    const free = next.find((time) => !handedOut.has(key(time)));
    if (free === undefined) continue;
    handedOut.add(key(free));
    return free.startsAt;
  }
  throw new Error("Nothing is free.");
};
let drivers = 0;
const person = () => ({
  name: `Ines Duarte ${++drivers}`,
  email: `ines.${number().toLowerCase()}@example.com`,
  phone: null,
});
const car = () => ({ plate: plate(), make: "Kia", model: "Niro" });
const deskBooking = async (world: World) => ({
  branchId: world.tenant.branchId,
  serviceIds: [world.service.serviceId],
  minutes: 60,
  startsAt: await freeStart(world),
  bayId: null,
  technicianId: null,
  customer: { kind: "given", ...person() },
  vehicle: { kind: "given", ...car() },
  symptom: "",
  note: "",
  customerWaiting: false,
});
const booked = z.object({ appointment: z.object({ id: z.string(), version: z.number(), startsAt: z.date() }) });
const newAppointment = async (world: World) => {
  const input = { ...(await deskBooking(world)), idempotencyKey: `booked-${number()}` };
  const { appointment } = booked.parse(await world.asOwner("mutation", "appointment.book", input));
  return { appointmentId: appointment.id, version: appointment.version };
};
const newBlock = async (world: World) => {
  const { appointmentId } = await newAppointment(world);
  const view = z.object({
    allocations: z.array(z.object({ id: z.string(), bayId: z.string(), startsAt: z.date(), endsAt: z.date() })),
  });
  const [block] = view.parse(await world.asOwner("query", "appointment.byId", { appointmentId })).allocations;
  if (!block) throw new Error("The appointment has no bay.");
  return block;
};
/** An invoice with its link to be paid by, as its mail carries it. */
const payLink = async ({ admin, tenant, invoice }: World) => {
  const { invoiceId } = await invoice();
  const token = linkToken("invoice", invoiceId, 1);
  const expires = new Date(Date.now() + 86_400_000);
  await admin.query(
    `insert into link_token (tenant_id, id, purpose, subject_id, generation, token_hash, created_at, expires_at)
     values ($1, $2, 'invoice', $3, 1, $4, now(), $5) on conflict do nothing`,
    [tenant.tenantId, uuidv7(), invoiceId, hashOfToken(token), expires],
  );
  return { invoiceId, token };
};
/** A payment of the invoice that a link leads to. */
const paidByLink = async (world: World) => {
  const { token, invoiceId } = await payLink(world);
  const input = { invoiceId, method: "CASH", amountMinor: 100, reference: "", idempotencyKey: `paid-${number()}` };
  const { paymentId } = z
    .object({ paymentId: z.string() })
    .parse(await world.asOwner("mutation", "payment.take", input));
  return { token, paymentId };
};
const filledIn = () => ({ website: "", formStamp: formStamp(new Date(Date.now() - 60_000)) });
const publicBooking = async (world: World) => ({
  tenantSlug: world.tenant.slug,
  branchId: world.tenant.branchId,
  serviceIds: [world.service.serviceId],
  startsAt: await freeStart(world),
  hold: null,
  contact: person(),
  vehicle: car(),
  symptom: "",
  customerWaiting: false,
  ...filledIn(),
});
const holding = async (world: World) => ({
  tenantSlug: world.tenant.slug,
  branchId: world.tenant.branchId,
  serviceIds: [world.service.serviceId],
  // In days of its own: what others carry to tomorrow or book meanwhile comes to none of them.
  startsAt: await freeStart(world, { from: 320, of: 30 }),
  browserKey: "the-browser-of-the-example",
});
const publicRequest = ({ tenant, asked }: World) => ({
  tenantSlug: tenant.slug,
  branchId: tenant.branchId,
  serviceIds: [asked.serviceId],
  startsAt: null,
  contact: person(),
  vehicle: car(),
  symptom: "It knocks.",
  customerWaiting: false,
  ...filledIn(),
});
/** The token of a new visit's link. */
const visitLink = async (world: World): Promise<string> =>
  linkToken("appointment", (await newAppointment(world)).appointmentId, 1);
/** The link by which the world's customer chooses their messages. */
const choiceLink = async ({ tenant, customer: { customerId }, admin }: World): Promise<string> => {
  const token = linkToken("messages", customerId, 1);
  await admin.query(
    `insert into link_token (tenant_id, id, purpose, subject_id, generation, token_hash, created_at, expires_at)
     values ($1, $2, 'messages', $3, 1, $4, now(), now() + interval '1 day') on conflict do nothing`,
    [tenant.tenantId, uuidv7(), customerId, hashOfToken(token)],
  );
  return token;
};
/** A request that came over the public page and waits. */
const newRequest = async (world: World) => {
  const input = { ...publicRequest(world), idempotencyKey: `asked-${number()}` };
  const { reference } = z
    .object({ reference: z.string() })
    .parse(await world.asOwner("mutation", "booking.request", input));
  const { rows } = await world.admin.query<{ id: string; version: number }>(
    "select id, version from appointment where reference = $1",
    [reference],
  );
  const [row] = rows;
  if (!row) throw new Error("The request was not written.");
  return { appointmentId: row.id, version: row.version };
};
const serviceFields = () => ({
  name: number(),
  description: "",
  labourMinutes: 45,
  bufferMinutes: 15,
  priceFromMinor: 7900,
  capabilities: ["lift"],
  skill: null,
  mode: "INSTANT",
  bookableOnline: true,
});
const newService = async ({ asOwner, tenant }: World, branchId = tenant.branchId) => {
  const input = { branchId, ...serviceFields(), idempotencyKey: `service-${number()}` };
  const { id: serviceId, version } = kept.parse(await asOwner("mutation", "settings.createService", input));
  return { serviceId, version };
};
let closed = 0;
const closureFields = ({ tenant }: World) => {
  // Far behind what examples book.
  const day = new Date(Date.UTC(2040, 0, ++closed)).toISOString().slice(0, 10);
  return { branchId: tenant.branchId, kind: "HOLIDAY", name: "Founders' day", firstDay: day, lastDay: day };
};

/** Of whoever signs a workshop up by the example. */
export const newcomersPassword = "four words in a row";

/** Every procedure once. */
export const examples: Readonly<Record<string, Example>> = {
  "appointment.book": deskBooking,
  "appointment.byId": async (world) => ({ appointmentId: (await newAppointment(world)).appointmentId }),
  "appointment.cancel": async (world) => ({ ...(await newAppointment(world)), reason: "Sold the car" }),
  "appointment.carryToTomorrow": async (world) => ({ allocationId: (await newBlock(world)).id }),
  "appointment.checkIn": async (world) => ({
    ...(await newAppointment(world)),
    odometerIn: 48_000,
    promisedAt: null,
    technicianId: world.tenant.members.technician.memberId,
  }),
  "appointment.confirmRequest": async (world) => ({
    ...(await newRequest(world)),
    minutes: 60,
    bufferMinutes: 0,
    startsAt: await freeStart(world),
    bayId: null,
  }),
  "appointment.explain": async (world) => ({
    branchId: world.tenant.branchId,
    serviceIds: [world.service.serviceId],
    minutes: null,
    startsAt: await freeStart(world),
  }),
  "appointment.list": ({ tenant }) => ({
    branchId: tenant.branchId,
    fromDay: isoDateIn(new Date(), "Europe/London"),
    days: 7,
  }),
  "appointment.moveAllocation": async (world) => {
    const { id: allocationId, bayId } = await newBlock(world);
    // What is free at a day's beginning is free on some bay: this one has nothing in an hour of years to come.
    const startsAt = new Date(Date.UTC(2041, 0, 7, 10) + soughtFrom++ * 3_600_000);
    return { allocationId, bayId, startsAt, endsAt: new Date(startsAt.getTime() + 30 * 60_000) };
  },
  "appointment.noShow": async (world) => {
    const appointment = await newAppointment(world);
    await letStartCome(world.admin, appointment.appointmentId);
    return appointment;
  },
  "appointment.reschedule": async (world) => ({
    ...(await newAppointment(world)),
    startsAt: await freeStart(world),
    minutes: null,
    bayId: null,
  }),
  "appointment.services": ({ tenant }) => ({ branchId: tenant.branchId }),
  "appointment.setDayFull": ({ tenant }) => ({ branchId: tenant.branchId, day: "2040-06-01", full: true }),
  "appointment.split": async (world) => {
    const { id: allocationId, startsAt } = await newBlock(world);
    return { allocationId, at: new Date(startsAt.getTime() + 30 * 60_000) };
  },
  "appointment.times": ({ tenant, service }) => ({
    branchId: tenant.branchId,
    serviceIds: [service.serviceId],
    minutes: null,
  }),
  "appointment.update": async (world) => ({
    ...(await newAppointment(world)),
    symptom: "Squeals",
    note: "",
    customerWaiting: true,
  }),
  "appointment.warnings": ({ customer }) => ({ vehicleId: customer.vehicleId, customerId: customer.customerId }),
  "booking.availability": ({ tenant, service }) => ({
    tenantSlug: tenant.slug,
    branchId: tenant.branchId,
    serviceIds: [service.serviceId],
  }),
  "booking.book": publicBooking,
  "booking.hold": holding,
  "booking.page": ({ tenant }) => ({ tenantSlug: tenant.slug }),
  "booking.recognise": async (world) => ({
    tenantSlug: world.tenant.slug,
    plate: world.plate,
    tokens: [await visitLink(world)],
  }),
  "booking.release": async (world) => {
    const hold = { ...(await holding(world)), idempotencyKey: `held-${number()}` };
    const { holdId } = z.object({ holdId: z.string() }).parse(await world.asOwner("mutation", "booking.hold", hold));
    return { tenantSlug: world.tenant.slug, holdId, browserKey: hold.browserKey };
  },
  "booking.request": publicRequest,
  "settings.addClosure": closureFields,
  "settings.wordings": () => ({}),
  "settings.keepWording": async ({ admin, tenant }) => {
    const { rows } = await admin.query<{ version: number }>(
      "select version from message_wording where tenant_id = $1 and kind = 'invoice'",
      [tenant.tenantId],
    );
    return {
      kind: "invoice",
      opening: "{first name}, thank you for your visit.",
      closing: number(),
      text: "",
      version: rows[0]?.version ?? 0,
    };
  },
  "settings.bookingHealth": () => ({}),
  "settings.bookingLimits": () => ({}),
  "settings.bookingRules": () => ({}),
  "settings.closeService": newService,
  "settings.closures": ({ tenant }) => ({ branchId: tenant.branchId }),
  "settings.createService": ({ tenant }) => ({ branchId: tenant.branchId, ...serviceFields() }),
  "settings.orderServices": async (world) => {
    const { branchId } = await newBranch(world);
    const made = await Promise.all([1, 2].map(() => newService(world, branchId)));
    return { branchId, serviceIds: made.map(({ serviceId }) => serviceId).reverse() };
  },
  "settings.removeClosure": async (world) => {
    const input = { ...closureFields(world), idempotencyKey: `closed-${number()}` };
    return {
      closureId: z.object({ id: z.string() }).parse(await world.asOwner("mutation", "settings.addClosure", input)).id,
    };
  },
  "settings.reopenService": async (world) => {
    const service = await newService(world);
    await world.asOwner("mutation", "settings.closeService", { ...service, idempotencyKey: `closed-${number()}` });
    return { ...service, version: 2 };
  },
  "settings.services": () => ({}),
  "settings.technicianHours": () => ({}),
  "settings.updateBookingLimits": async ({ asOwner }) => {
    const { version } = limitsView.parse(await asOwner("query", "settings.bookingLimits", {}));
    return { version, ...defaultLimits, bookingsOfContact: 4 };
  },
  "settings.updateBookingRules": async (world) => ({
    branchId: (await newBranch(world)).branchId,
    version: 0,
    ...defaultRules,
    leadMinutes: 60,
  }),
  "settings.updateService": async (world) => ({ ...(await newService(world)), ...serviceFields() }),
  "settings.updateTechnicianHours": async (world) => ({
    branchId: world.tenant.branchId,
    memberId: (await world.colleague()).memberId,
    version: 0,
    weekHours: week,
    skills: ["hybrid"],
  }),
  "messageChoice.byToken": async (world) => ({ token: await choiceLink(world) }),
  "messageChoice.choose": async (world) => ({
    token: await choiceLink(world),
    choices: [{ channel: "SMS", purpose: "REMINDER", given: false }],
  }),
  "visit.byToken": async (world) => ({ token: await visitLink(world) }),
  "visit.cancel": async (world) => ({ token: await visitLink(world), reason: "" }),
  "visit.reschedule": async (world) => ({ token: await visitLink(world), startsAt: await freeStart(world) }),
  "visit.times": async (world) => ({ token: await visitLink(world) }),
  "customer.erase": async (world) => {
    const fields = customerFields();
    const created = await world.asOwner("mutation", "customer.create", {
      ...fields,
      idempotencyKey: `made-${number()}`,
    });
    return { ...changed.parse(created), name: fields.name };
  },
  "jobCard.applyTemplate": async (world) => ({
    jobCardId: (await world.card()).jobCardId,
    version: 1,
    templateId: (await newTemplate(world)).templateId,
    leaveOutUnstocked: false,
  }),
  "connection.accounting": () => ({}),
  "connection.backfill": async (world) => {
    await buildConnection(world);
    await world.admin.query(
      "update backfill set state = 'DONE', finished_at = now() where tenant_id = $1 and state = 'RUNNING'",
      [world.tenant.tenantId],
    );
    return { system: "BOOKS", since: "2199-01-01" };
  },
  "connection.backfills": () => ({}),
  "connection.begin": () => ({ provider: "xero" }),
  "connection.connectCrm": async () => ({ token: await hubSpotToken() }),
  "connection.crm": () => ({}),
  "connection.crmSyncs": () => ({}),
  "connection.disconnectCrm": async (world) => {
    const { connectionId, version } = await buildCrm(world);
    return { connectionId, version };
  },
  "connection.mapCrm": (world) => buildCrm(world),
  "connection.retryCrm": async (world) => {
    await buildCrm(world);
    return { kind: "CONTACT", sourceId: world.customer.customerId };
  },
  "connection.disconnect": async (world) => {
    const { connectionId, version } = await buildConnection(world);
    return { connectionId, version };
  },
  "connection.map": (world) => buildConnection(world),
  "connection.retry": async (world) => {
    const { invoiceId } = await world.invoice();
    await buildSync(world, invoiceId);
    return { invoiceId };
  },
  "connection.syncs": () => ({}),
  "webhook.create": async () => endpointFields(await listener()),
  "webhook.endpoints": () => ({}),
  "webhook.list": () => ({ endpointId: null }),
  "webhook.remove": (world) => buildEndpoint(world),
  "webhook.replay": async (world) => ({ webhookDeliveryId: await buildMessage(world) }),
  "webhook.rotate": (world) => buildEndpoint(world),
  "webhook.turnOff": (world) => buildEndpoint(world),
  "webhook.turnOn": (world) => buildEndpoint(world, true),
  "webhook.update": async (world) => ({ ...(await buildEndpoint(world)), ...endpointFields(await listener()) }),
  "template.create": (world) => templateFields(world),
  "template.createLabourRate": ({ tenant }) => ({ branchId: tenant.branchId, name: number(), priceMinor: 9500 }),
  "template.labourRates": () => ({}),
  "template.list": () => ({}),
  "template.offers": ({ tenant }) => ({ branchId: tenant.branchId, search: "" }),
  "template.remove": (world) => newTemplate(world),
  "template.removeLabourRate": (world) => newRate(world),
  "template.update": async (world) => ({ ...(await newTemplate(world)), ...templateFields(world) }),
  "template.updateLabourRate": async (world) => ({ ...(await newRate(world)), name: number(), priceMinor: 9900 }),
  "audit.list": () => ({}),
  "audit.people": () => ({}),
  "audit.seal": () => ({}),
  "customer.archive": async (world) => ({ ...(await newCustomer(world)), reason: "Moved away" }),
  "account.askEmailChange": () => ({ email: `${number()}@moved.test`, password: demoPassword }),
  "account.askPasswordLink": ({ tenant }) => ({ email: tenant.members.technician.email }),
  "account.changePassword": () => ({ currentPassword: demoPassword, newPassword: demoPassword }),
  "account.confirmEmail": async (world) => ({ token: await personLink(world, "email") }),
  "account.emailLink": async (world) => ({ token: await personLink(world, "email") }),
  "account.endOtherSessions": () => ({}),
  "account.endSession": () => ({ key: "a session that has ended" }),
  "account.me": () => ({}),
  "account.passwordLink": async (world) => ({ token: await personLink(world, "password") }),
  "account.resetPassword": async (world) => ({ token: await personLink(world, "password"), newPassword: demoPassword }),
  "account.sessions": () => ({}),
  "account.switchTenant": ({ tenant }) => ({ tenantId: tenant.tenantId }),
  "account.update": () => ({ name: "Sam Field", phone: "+447700900123", language: "en-GB" }),
  "account.workshops": () => ({}),
  "customer.byId": ({ customer }) => ({ customerId: customer.customerId }),
  "customer.consent": ({ customer }) => ({
    customerId: customer.customerId,
    channel: "SMS",
    purpose: "REMINDER",
    given: true,
    how: "PHONE",
  }),
  "customer.create": () => customerFields(),
  "customer.dismissDuplicate": async (world) => ({
    customerIds: [(await newCustomer(world)).customerId, (await newCustomer(world)).customerId],
  }),
  "customer.duplicates": () => ({}),
  "customer.list": () => ({ search: "raman" }),
  "customer.merge": async (world) => ({
    kept: await newCustomer(world),
    gone: await newCustomer(world),
    take: { name: "kept", email: "gone", phone: "kept", addressLines: "gone", note: "kept" },
  }),
  "customer.restore": async (world) => {
    const archived = { ...(await newCustomer(world)), reason: "Moved away" };
    const now = changed.parse(
      await world.asOwner("mutation", "customer.archive", { ...archived, idempotencyKey: `archived-${number()}` }),
    );
    return { ...now, reason: "Is back" };
  },
  "customer.search": () => ({ search: "Priya" }),
  "invitation.accept": async (world) => ({
    token: await invitationLink(world),
    name: "Nina Berg",
    password: demoPassword,
  }),
  "invitation.byToken": async (world) => ({ token: await invitationLink(world) }),
  "customer.undoMerge": async (world) => {
    const pair = {
      kept: await newCustomer(world),
      gone: await newCustomer(world),
      take: { name: "gone", email: "gone", phone: "kept", addressLines: "kept", note: "kept" },
    };
    const merged = await world.asOwner("mutation", "customer.merge", { ...pair, idempotencyKey: `merged-${number()}` });
    return z.object({ mergeId: z.string() }).parse(merged);
  },
  "customer.update": async (world) => ({ ...(await newCustomer(world)), ...customerFields() }),
  "history.count": ({ tenant }) => ({ branchId: tenant.branchId }),
  "history.list": ({ tenant }) => ({
    branchId: tenant.branchId,
    statuses: ["COMPLETED"],
    by: "completed",
    leastMinor: 1,
  }),
  "history.names": ({ customer, part }) => ({ ...customer, partId: part.partId }),
  "history.people": () => ({}),
  "report.figures": ({ tenant }) => ({ branchId: tenant.branchId, first: "2026-01-01", last: "2026-12-31" }),
  "report.owed": ({ tenant }) => ({ branchId: tenant.branchId, first: "2026-01-01", last: "2026-12-31" }),
  "report.rows": ({ tenant }) => ({
    branchId: tenant.branchId,
    first: "2026-01-01",
    last: "2026-12-31",
    figure: "sales",
  }),
  "report.stock": ({ tenant }) => ({ branchId: tenant.branchId, first: "2026-01-01", last: "2026-12-31" }),
  "import.byId": async ({ upload }) => ({ importId: await upload("READ") }),
  "import.check": async ({ tenant, upload }) => ({
    importId: await upload("READ"),
    mapping: { number: 0, name: 1 },
    mode: "UPDATE",
    branchId: tenant.branchId,
  }),
  "import.list": () => ({}),
  "import.rows": async ({ upload }) => ({ importId: await upload("CHECKED"), state: "NEW" }),
  "import.run": async ({ upload }) => ({ importId: await upload("CHECKED") }),
  "import.undo": async ({ upload }) => ({ importId: await upload("DONE") }),
  "invoice.byId": async ({ invoice }) => ({ invoiceId: (await invoice()).invoiceId }),
  "invoice.list": ({ tenant }) => ({ branchId: tenant.branchId, state: "overdue" }),
  "invoice.owed": () => ({}),
  "jobCard.addLines": async ({ card, part, tenant }) => ({
    jobCardId: (await card()).jobCardId,
    version: 1,
    lines: [
      { ...labour, technicianId: tenant.members.technician.memberId },
      { ...labour, kind: "PART", partId: part.partId },
    ],
  }),
  "jobCard.approve": async ({ card }) => {
    const { jobCardId, lineIds, totalMinor } = await card({ authorised: false });
    return {
      jobCardId,
      version: 1,
      lineIds,
      givenBy: "Priya Raman",
      method: "PHONE",
      totalMinor,
      note: "",
    };
  },
  "jobCard.assign": async ({ card, tenant }) => ({
    jobCardId: (await card()).jobCardId,
    technicianId: tenant.members.technician.memberId,
  }),
  "jobCard.board": ({ tenant }) => ({ branchId: tenant.branchId }),
  "jobCard.byId": async ({ card }) => ({ jobCardId: (await card()).jobCardId }),
  "jobCard.complete": async ({ card }) => ({ jobCardId: (await card()).jobCardId }),
  "jobCard.create": ({ tenant, customer }) => ({
    branchId: tenant.branchId,
    vehicle: { kind: "existing", vehicleId: customer.vehicleId },
    complaint: "Service due",
    odometerIn: 42_000,
    promisedAt: null,
    customerWaiting: false,
    technicianId: tenant.members.technician.memberId,
  }),
  "jobCard.move": async ({ card }) => ({
    jobCardId: (await card()).jobCardId,
    from: "IN_PROGRESS",
    to: "QUALITY_CHECK",
  }),
  "jobCard.notes": async ({ card }) => ({ jobCardId: (await card()).jobCardId }),
  "jobCard.addNote": async ({ card }) => ({
    jobCardId: (await card()).jobCardId,
    audience: "INTERNAL",
    body: "The wheel nut key is in the boot",
  }),
  "jobCard.removeNote": async ({ card, admin, tenant }) => {
    const { jobCardId } = await card();
    const noteId = uuidv7();
    // A technician takes away their own; whoever edits cards takes away all.
    await admin.query(
      `insert into job_card_note (tenant_id, id, job_card_id, audience, body, author_id, author_name, created_at)
       values ($1, $2, $3, 'INTERNAL', 'Written by a technician', $4, 'Ben', now())`,
      [tenant.tenantId, noteId, jobCardId, tenant.members.technician.memberId],
    );
    return { jobCardId, noteId };
  },
  "jobCard.place": (world) => place(world),
  "jobCard.preflight": async ({ card }) => ({ jobCardId: (await card()).jobCardId }),
  "jobCard.removeLines": async ({ card }) => {
    const { jobCardId, lineIds } = await card({ authorised: false });
    return { jobCardId, version: 1, lineIds: lineIds.slice(0, 1) };
  },
  "jobCard.setLinesDone": async ({ card }) => {
    const { jobCardId, lineIds } = await card();
    return { jobCardId, lineIds, done: false };
  },
  "jobCard.unplace": async (world) => {
    const given = await place(world);
    await world.asOwner("mutation", "jobCard.place", { ...given, idempotencyKey: `placed-${number()}` });
    return { jobCardId: given.jobCardId };
  },
  "jobCard.update": async ({ card }) => ({ jobCardId: (await card()).jobCardId, version: 1, odometerOut: 43_000 }),
  "jobCard.updateLine": async ({ card }) => {
    const { jobCardId, lineIds } = await card({ authorised: false });
    return { jobCardId, version: 1, lineId: lineIds[0], line: { ...labour, quantity: "2" } };
  },
  "member.branches": () => ({}),
  "member.disable": async ({ colleague }) => ({ memberId: (await colleague()).memberId }),
  "member.enable": async ({ asOwner, colleague }) => {
    const { memberId } = await colleague();
    await asOwner("mutation", "member.disable", { memberId, idempotencyKey: `disabled-${number()}` });
    return { memberId };
  },
  "member.invite": ({ tenant }) => ({
    email: `${number()}@invited.test`,
    role: "ADVISOR",
    branchIds: [tenant.branchId],
  }),
  "member.list": () => ({}),
  "member.me": () => ({}),
  "member.resendInvitation": async (world) => ({ invitationId: await invite(world) }),
  "member.revokeInvitation": async (world) => ({ invitationId: await invite(world) }),
  "member.technicians": () => ({}),
  "member.update": async ({ colleague, tenant }) => ({
    memberId: (await colleague()).memberId,
    role: "ADVISOR",
    branchIds: [tenant.branchId],
  }),
  "member.viewAs": () => ({ role: null }),
  "message.byId": async ({ message }) => ({ messageId: await message() }),
  "message.list": ({ customer }) => ({ customerId: customer.customerId }),
  "message.resend": async ({ message }) => ({ messageId: await message(), recipient: "priya@example.com" }),
  "operation.assign": async ({ dead, tenant }) => ({
    deliveryId: (await dead()).deliveryId,
    memberId: tenant.members.admin.memberId,
  }),
  "operation.byId": async ({ asOwner, invoice }) => {
    await invoice();
    const { runs } = z
      .object({ runs: z.array(z.object({ id: z.string() })) })
      .parse(await asOwner("query", "operation.list", {}));
    return { runId: runs[0]?.id };
  },
  "operation.figures": () => ({}),
  "operation.invariants": () => ({}),
  "operation.list": ({ tenant }) => ({ branchId: tenant.branchId }),
  "operation.retry": async ({ dead }) => ({ deliveryId: (await dead()).deliveryId }),
  "operation.skip": async ({ dead }) => ({ deliveryId: (await dead()).deliveryId, reason: "Told by phone." }),
  "operation.timeline": async ({ invoice }) => ({
    subjectType: "jobCard",
    subjectId: (await invoice()).jobCardId,
  }),
  "operation.verify": async ({ admin, tenant }) => {
    // A workshop may ask once a minute: the last time was a while ago.
    await admin.query(
      "update invariant_check set started_at = started_at - interval '5 minutes', finished_at = finished_at - interval '5 minutes' where tenant_id = $1",
      [tenant.tenantId],
    );
    return {};
  },
  "part.adjust": ({ part, tenant }) => ({
    partId: part.partId,
    branchId: tenant.branchId,
    change: "-1",
    reason: "Counted",
  }),
  "part.byId": ({ part, tenant }) => ({ partId: part.partId, branchId: tenant.branchId }),
  "part.create": ({ tenant }) => ({ branchId: tenant.branchId, ...partFields(number()) }),
  "part.ledger": ({ part, tenant }) => ({ partId: part.partId, branchId: tenant.branchId }),
  "part.list": ({ tenant }) => ({ branchId: tenant.branchId }),
  "part.receive": ({ part, tenant }) => ({
    partId: part.partId,
    branchId: tenant.branchId,
    quantity: "4",
    reason: "Delivery",
  }),
  "part.search": ({ tenant }) => ({ branchId: tenant.branchId, search: "OX" }),
  "part.standing": ({ part }) => ({ partId: part.partId }),
  "part.update": async ({ asOwner, tenant }) => {
    const fields = { branchId: tenant.branchId, ...partFields(number()) };
    const made = z
      .object({ id: z.string(), version: z.number() })
      .parse(await asOwner("mutation", "part.create", { ...fields, idempotencyKey: `made-${number()}` }));
    return { ...fields, partId: made.id, version: made.version, priceMinor: 2100 };
  },
  "purchaseOrder.byId": async (world) => ({ purchaseOrderId: (await draft(world)).order.purchaseOrderId }),
  "purchaseOrder.close": async (world) => ({ ...(await sent(world)).order, reason: "Never came" }),
  "purchaseOrder.draftLine": async (world) => {
    const wanted = [{ kind: "PART", part: world.part, quantity: "9000" }] as const;
    const { jobCardId, lineIds } = await world.card({ lines: wanted, authorised: false });
    return { jobCardId, lineId: lineIds[0] ?? "" };
  },
  "purchaseOrder.draftLow": ({ tenant }) => ({ branchId: tenant.branchId }),
  "purchaseOrder.draftPart": ({ part, tenant }) => ({ branchId: tenant.branchId, partId: part.partId, quantity: "4" }),
  "purchaseOrder.drop": async (world) => (await draft(world)).order,
  "purchaseOrder.list": ({ tenant }) => ({ branchId: tenant.branchId }),
  "purchaseOrder.receive": async (world) => {
    const { order, partId } = await sent(world);
    return { ...order, deliveryNote: "LS-40018", lines: [{ partId, quantity: "1", unitCostMinor: 700 }] };
  },
  "purchaseOrder.send": async (world) => ({ ...(await draft(world)).order, by: "EMAIL" }),
  "purchaseOrder.update": async (world) => {
    const { order, partId, supplierId } = await draft(world);
    const lines = [{ partId, quantity: "6", unitCostMinor: 690 }];
    return { ...order, supplierId, expectedOn: "2030-01-07", note: "By the back door", lines };
  },
  "stockCount.add": async (world) => {
    const { stockCountId } = await openedCount(world);
    const fields = { branchId: world.tenant.branchId, ...partFields(number()), idempotencyKey: `found-${number()}` };
    const { id } = z.object({ id: z.string() }).parse(await world.asOwner("mutation", "part.create", fields));
    return { stockCountId, partId: id };
  },
  "stockCount.byId": async (world) => ({ stockCountId: (await openedCount(world)).stockCountId }),
  "stockCount.cancel": (world) => openedCount(world),
  "stockCount.count": async (world) => ({
    ...(await openedCount(world)),
    partId: world.part.partId,
    version: 1,
    counted: "12",
  }),
  "stockCount.lines": async (world) => ({ stockCountId: (await openedCount(world, true)).stockCountId }),
  "stockCount.list": ({ tenant }) => ({ branchId: tenant.branchId }),
  "stockCount.open": ({ tenant }) => ({ branchId: tenant.branchId }),
  "stockCount.post": (world) => openedCount(world, true),
  "stockCount.sheet": async (world) => ({ stockCountId: (await openedCount(world)).stockCountId }),
  "stockTransfer.byId": async (world) => ({
    stockTransferId: (await requestedTransfer(world)).transfer.stockTransferId,
  }),
  "stockTransfer.cancel": async (world) => (await requestedTransfer(world)).transfer,
  "stockTransfer.list": ({ tenant }) => ({ branchId: tenant.branchId }),
  "stockTransfer.places": () => ({}),
  "stockTransfer.receive": sentTransfer,
  "stockTransfer.request": wantedTransfer,
  "stockTransfer.send": async (world) => {
    const { transfer, lines } = await requestedTransfer(world);
    return { ...transfer, lines };
  },
  "core.byId": async (world) => ({ coreId: (await chargedCore(world)).coreId }),
  "core.collect": async (world) => ({ ...(await chargedCore(world)), quantity: "1", note: "" }),
  "core.credit": async (world) => ({
    ...(await chargedCore(world, "collect", "send")),
    ...{ quantity: "2", creditedMinor: 8000, note: "GS-71" },
  }),
  "core.lapse": async (world) => ({ ...(await chargedCore(world)), quantity: "1", note: "The customer kept it" }),
  "core.list": ({ tenant }) => ({ branchId: tenant.branchId }),
  "core.send": async (world) => ({ ...(await chargedCore(world, "collect")), quantity: "2", note: "" }),
  "core.takeBack": (world) => chargedCore(world, "collect"),
  "supplierReturn.byId": async (world) => ({ supplierReturnId: (await begunReturn(world)).supplierReturnId }),
  "supplierReturn.cancel": begunReturn,
  "supplierReturn.create": wantedReturn,
  "supplierReturn.credit": sentReturn,
  "supplierReturn.list": ({ tenant }) => ({ branchId: tenant.branchId }),
  "supplierReturn.offers": async (world) => ({
    branchId: world.tenant.branchId,
    supplierId: (await madeSupplier(world)).supplierId,
  }),
  "supplierReturn.send": begunReturn,
  "supplier.create": () => supplier(),
  "supplier.list": () => ({}),
  "supplier.setArchived": async (world) => ({ ...(await madeSupplier(world)), archived: true }),
  "supplier.update": async (world) => ({ ...(await madeSupplier(world)), ...supplier() }),
  "pay.byToken": async (world) => ({ token: (await payLink(world)).token }),
  "pay.look": paidByLink,
  "pay.pay": async (world) => ({
    token: (await payLink(world)).token,
    amountMinor: 100,
    confirmationToken: await world.cardToken(),
  }),
  "pay.stop": paidByLink,
  "invoice.credit": async ({ invoice }) => ({
    invoiceId: (await invoice()).invoiceId,
    reason: "Goodwill",
    credit: { by: "amount", amountMinor: 100 },
  }),
  "invoice.openPayLink": async ({ invoice }) => ({ invoiceId: (await invoice()).invoiceId }),
  "invoice.payLink": async (world) => ({ invoiceId: (await payLink(world)).invoiceId }),
  "invoice.void": async ({ invoice }) => ({ invoiceId: (await invoice()).invoiceId, reason: "Issued twice" }),
  "jobCard.reopen": async ({ invoice }) => ({ jobCardId: (await invoice()).jobCardId, reason: "A bolt was missing" }),
  "payment.refund": async ({ invoice, asOwner }) => {
    const { invoiceId } = await invoice();
    const input = { invoiceId, method: "CASH", amountMinor: 200, reference: "", idempotencyKey: `paid-${number()}` };
    const { paymentId } = z.object({ paymentId: z.string() }).parse(await asOwner("mutation", "payment.take", input));
    return { paymentId, invoiceId, amountMinor: 100, back: "SAME", reason: "Too much" };
  },
  "payment.till": ({ tenant }) => ({ branchId: tenant.branchId, day: null }),
  "customer.statement": ({ customer }) => ({ customerId: customer.customerId }),
  "payment.takeDeposit": async ({ card }) => ({
    subject: { type: "jobCard", id: (await card()).jobCardId },
    method: "CASH",
    amountMinor: 5000,
    reference: "",
  }),
  "payment.take": async ({ invoice }) => {
    const { invoiceId, totalMinor } = await invoice();
    return { invoiceId, method: "CASH", amountMinor: totalMinor, reference: "" };
  },
  "settings.bays": () => ({}),
  "settings.branch": ({ tenant }) => ({ branchId: tenant.branchId }),
  "settings.branches": () => ({}),
  "settings.business": () => ({}),
  "settings.closeBay": newBay,
  "settings.closeBranch": newBranch,
  "settings.createBay": ({ tenant }) => ({ branchId: tenant.branchId, name: number(), kind: "Lift" }),
  "settings.createBranch": () => branchFields(),
  "settings.orderBays": async (world) => {
    const { branchId } = await newBranch(world);
    const made = await Promise.all([1, 2].map(() => newBay(world, branchId)));
    return { branchId, bayIds: made.map(({ bayId }) => bayId).reverse() };
  },
  "settings.removeLogo": async ({ admin, tenant }) => ({ sha256: await buildLogo(admin, tenant) }),
  "settings.reopenBay": async (world) => {
    const bay = await newBay(world);
    await world.asOwner("mutation", "settings.closeBay", { ...bay, idempotencyKey: `closed-${number()}` });
    return { ...bay, version: 2 };
  },
  "settings.reopenBranch": async (world) => {
    const branch = await newBranch(world);
    await world.asOwner("mutation", "settings.closeBranch", { ...branch, idempotencyKey: `closed-${number()}` });
    return { ...branch, version: 2 };
  },
  "settings.updateBay": async (world) => ({ ...(await newBay(world)), name: number(), kind: "MOT" }),
  "settings.updateBranch": async (world) => ({ ...(await newBranch(world)), ...branchFields() }),
  "settings.updateBusiness": async ({ asOwner }) => {
    const { id: _, ...business } = businessView.parse(await asOwner("query", "settings.business", {}));
    return { ...business, name: "Twin Motors", legalName: "Twin Motors Ltd", jobCardTerm: "Job card" };
  },
  "savedView.list": () => ({ page: "invoices" }),
  "savedView.remove": async ({ asOwner }) =>
    z.object({ viewId: z.string() }).parse(
      await asOwner("mutation", "savedView.save", {
        page: "invoices",
        name: number(),
        address: "",
        shared: true,
        idempotencyKey: `kept-${number()}`,
      }),
    ),
  "savedView.save": () => ({
    page: "invoices",
    name: "Overdue",
    address: "state=overdue",
    shared: true,
  }),
  "search.find": () => ({ search: "Priya" }),
  "task.assign": async ({ task, tenant }) => ({ taskId: await task(), memberId: tenant.members.admin.memberId }),
  "task.byId": async ({ task }) => ({ taskId: await task() }),
  "task.list": () => ({ show: "open" }),
  "task.people": () => ({}),
  "task.release": async ({ asOwner, task }) => {
    const taskId = await task();
    await asOwner("mutation", "task.take", { taskId, idempotencyKey: `taken-${number()}` });
    return { taskId };
  },
  "task.resolve": async ({ task }) => ({ taskId: await task(), resolution: "Called." }),
  "task.summary": () => ({}),
  "task.take": async ({ task }) => ({ taskId: await task() }),
  "tenant.register": () => ({
    tenantName: "Harbour Motors",
    country: "GB",
    zone: "Europe/London",
    language: "en-GB",
    branchName: "Dock Road",
    bays: 2,
    labourRate: "75",
    name: "Olivia Hart",
    email: `${number().toLowerCase()}@harbour.test`,
    phone: "07700 900301",
    password: newcomersPassword,
  }),
  "vehicle.archive": async (world) => ({ ...(await newVehicle(world)), reason: "Scrapped" }),
  "vehicle.byId": ({ customer }) => ({ vehicleId: customer.vehicleId }),
  "vehicle.changePlate": async (world) => ({ ...(await newVehicle(world)), plate: plate(), on: "2026-01-05" }),
  "vehicle.create": async (world) => ({
    customerId: (await newCustomer(world)).customerId,
    plate: plate(),
    ...carFields,
  }),
  "vehicle.dismissDuplicate": async (world) => ({
    vehicleIds: [(await newVehicle(world)).vehicleId, (await newVehicle(world)).vehicleId],
  }),
  "vehicle.duplicates": () => ({}),
  "vehicle.merge": async (world) => ({
    kept: await newVehicle(world),
    gone: await newVehicle(world),
    take: { plate: "gone", make: "kept", model: "gone", year: "kept", vin: "gone", owner: "kept" },
  }),
  "vehicle.undoMerge": async (world) => {
    const pair = {
      kept: await newVehicle(world),
      gone: await newVehicle(world),
      take: { plate: "kept", make: "kept", model: "kept", year: "gone", vin: "kept", owner: "gone" },
    };
    const merged = await world.asOwner("mutation", "vehicle.merge", { ...pair, idempotencyKey: `merged-${number()}` });
    return z.object({ mergeId: z.string() }).parse(merged);
  },
  "vehicle.lookUpPlate": (world) => ({ plate: world.plate }),
  "vehicle.restore": async (world) => {
    const archived = { ...(await newVehicle(world)), reason: "Sold" };
    const now = made.parse(
      await world.asOwner("mutation", "vehicle.archive", { ...archived, idempotencyKey: `archived-${number()}` }),
    );
    return { ...now, reason: "Bought back" };
  },
  "vehicle.transfer": async (world) => ({
    ...(await newVehicle(world)),
    customerId: world.customer.customerId,
    on: "2026-01-05",
  }),
  "vehicle.update": async (world) => ({ ...(await newVehicle(world)), ...carFields, model: "Puma ST" }),
};
