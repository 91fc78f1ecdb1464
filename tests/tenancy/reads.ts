import { isoDateIn } from "#/domain/time.ts";
import type { createCaller } from "#/server/api/root.ts";
import { linkToken } from "#/server/db/link-token.ts";

/** What one tenant's reads ask for. The tenants are twins: plates, numbers and names are the same in all of them. */
export type Twin = {
  tenantId: string;
  slug: string;
  branchId: string;
  openCardId: string;
  doneCardId: string;
  invoiceId: string;
  partId: string;
  purchaseOrderId: string;
  stockCountId: string;
  stockTransferId: string;
  supplierReturnId: string;
  coreId: string;
  supplierId: string;
  customerId: string;
  serviceId: string;
  appointmentId: string;
};
function nextWednesdayAt10(): Date {
  const day = new Date(Date.now() + 14 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((10 - day.getUTCDay()) % 7));
  day.setUTCHours(11, 0, 0, 0);
  return day;
}
export type Caller = ReturnType<typeof createCaller>;

/** A Wednesday morning to come. */
export const twinStart = nextWednesdayAt10();
export const twinPlate = "KX19 VBT";
export const twinName = "Priya Raman";
export const twinPart = "OX 1232D";

/** A token that was never a link is nowhere, for everybody alike. */
const mailboxLink = async (caller: Caller, { tenantId }: Twin) => {
  const token = "x".repeat(43);
  const asked = await Promise.allSettled([caller.account.passwordLink({ token }), caller.account.emailLink({ token })]);
  return [tenantId, ...asked.map(({ status }) => status)];
};

const allTime = { first: "2000-01-01", last: "2199-12-31" };
const visitToken = ({ appointmentId }: Twin): string => linkToken("appointment", appointmentId, 1);
/** What the public is told of a visit names no row: the desk's view of it does. */
const beside = (caller: Caller, { appointmentId }: Twin, asked: Promise<unknown>) =>
  Promise.all([asked, caller.appointment.byId({ appointmentId })]);
/** The first free times begin at this very minute, which two askings do not share: a day to come is asked for. */
const dayAhead = { fromDay: isoDateIn(twinStart, "Europe/London"), days: 1 };
const wanted = ({ branchId, serviceId }: Twin) => ({ branchId, serviceIds: [serviceId] });

/** Every query of the router; a read that is missing here fails the test beside this file. */
export const reads: Readonly<Record<string, (caller: Caller, twin: Twin) => Promise<unknown>>> = {
  "account.emailLink": (caller, twin) => mailboxLink(caller, twin),
  // A person precedes every tenant: only what is named beside shows whose it is.
  "account.me": (caller) => Promise.all([caller.account.me(), caller.account.workshops()]),
  "account.passwordLink": (caller, twin) => mailboxLink(caller, twin),
  "account.sessions": (caller) => Promise.all([caller.account.sessions(), caller.account.workshops()]),
  "account.workshops": (caller) => caller.account.workshops(),
  "appointment.byId": (caller, { appointmentId }) => caller.appointment.byId({ appointmentId }),
  "appointment.explain": (caller, twin) =>
    caller.appointment.explain({ ...wanted(twin), minutes: null, startsAt: twinStart }),
  "appointment.list": (caller, { branchId }) =>
    caller.appointment.list({ branchId, fromDay: isoDateIn(twinStart, "Europe/London"), days: 1 }),
  "appointment.services": (caller, { branchId }) => caller.appointment.services({ branchId }),
  "appointment.times": (caller, twin) =>
    beside(
      caller,
      twin,
      caller.appointment.times({ ...wanted(twin), ...dayAhead, minutes: null }).then(({ days }) => days),
    ),
  "appointment.warnings": async (caller, { customerId }) => {
    const { vehicles } = await caller.customer.byId({ customerId });
    return Promise.all(vehicles.map(({ id }) => caller.appointment.warnings({ vehicleId: id, customerId })));
  },
  "audit.list": (caller) => caller.audit.list({}),
  "audit.people": (caller) => caller.audit.people(),
  // Figures of the chain name no row: the list beside them does.
  "audit.seal": (caller) => Promise.all([caller.audit.seal(), caller.audit.list({})]),
  "booking.availability": (caller, twin) =>
    beside(
      caller,
      twin,
      caller.booking.availability({ tenantSlug: twin.slug, ...wanted(twin), ...dayAhead }).then(({ days }) => days),
    ),
  // A page is stamped with when it was given out, which two askings do not share.
  "booking.page": async (caller, { slug }) => ({ ...(await caller.booking.page({ tenantSlug: slug })), formStamp: "" }),
  "booking.recognise": (caller, twin) =>
    beside(
      caller,
      twin,
      caller.booking.recognise({ tenantSlug: twin.slug, plate: twinPlate, tokens: [visitToken(twin)] }),
    ),
  "customer.byId": (caller, { customerId }) => caller.customer.byId({ customerId }),
  // Twins have no doubles of their own: the list beside it names rows.
  "customer.duplicates": (caller) => Promise.all([caller.customer.duplicates({}), caller.customer.list({})]),
  "customer.list": (caller) => caller.customer.list({ search: twinName }),
  "customer.search": (caller) => caller.customer.search({ search: twinName }),
  "invitation.byToken": async (caller) => {
    // What a link leads to names no row: the list beside it does.
    const { invitations, ...everybody } = await caller.member.list();
    return Promise.all([
      everybody,
      ...invitations.map(({ id }) => caller.invitation.byToken({ token: linkToken("invitation", id, 1) })),
    ]);
  },
  // A count names no row: the list beside it does.
  "history.count": (caller) => Promise.all([caller.history.count({}), caller.history.list({})]),
  "history.list": (caller) => caller.history.list({ by: "completed" }),
  // Names without their ids: the list of what they narrow names them.
  "history.names": (caller, { customerId, partId }) =>
    Promise.all([caller.history.names({ customerId, partId }), caller.history.list({ customerId })]),
  "history.people": (caller) => caller.history.people(),
  "import.byId": async (caller) => {
    const { imports } = await caller.import.list();
    return Promise.all(imports.map(({ id }) => caller.import.byId({ importId: id })));
  },
  "import.list": (caller) => caller.import.list(),
  "import.rows": async (caller) => {
    const { imports } = await caller.import.list();
    return Promise.all(imports.map(({ id }) => caller.import.rows({ importId: id })));
  },
  "invoice.byId": (caller, { invoiceId }) => caller.invoice.byId({ invoiceId }),
  // An address names no row: the invoice beside it does.
  "invoice.payLink": (caller, twin) => beside(caller, twin, caller.invoice.payLink({ invoiceId: twin.invoiceId })),
  "invoice.list": (caller) => caller.invoice.list({}),
  // Sums name no row: the list of what they sum does.
  "invoice.owed": (caller) => Promise.all([caller.invoice.owed(), caller.invoice.list({ state: "open" })]),
  "jobCard.board": (caller, { branchId }) => caller.jobCard.board({ branchId }),
  "jobCard.byId": (caller, { openCardId }) => caller.jobCard.byId({ jobCardId: openCardId }),
  "jobCard.notes": (caller, { openCardId }) => caller.jobCard.notes({ jobCardId: openCardId }),
  "jobCard.preflight": (caller, { openCardId }) => caller.jobCard.preflight({ jobCardId: openCardId }),
  "pay.byToken": (caller, twin) =>
    beside(caller, twin, caller.pay.byToken({ token: linkToken("invoice", twin.invoiceId, 1) })),
  "payment.till": (caller, { branchId }) => caller.payment.till({ branchId, day: null }),
  "customer.statement": (caller, { customerId }) => caller.customer.statement({ customerId }),
  "member.branches": (caller) => caller.member.branches(),
  "member.list": (caller) => caller.member.list(),
  "member.me": (caller) => caller.member.me(),
  "member.technicians": (caller) => caller.member.technicians(),
  "message.byId": async (caller, { customerId }) => {
    const { messages } = await caller.message.list({ customerId });
    return Promise.all(messages.map(({ id }) => caller.message.byId({ messageId: id })));
  },
  "message.list": (caller, { doneCardId }) => caller.message.list({ jobCardId: doneCardId }),
  "operation.invariants": (caller) => caller.operation.invariants(),
  "operation.byId": async (caller) => {
    const { runs } = await caller.operation.list({});
    return Promise.all(runs.slice(0, 1).map(({ id }) => caller.operation.byId({ runId: id })));
  },
  // Figures name no row: the list beside them does.
  "operation.figures": (caller) => Promise.all([caller.operation.figures(), caller.operation.list({})]),
  "operation.list": (caller) => caller.operation.list({}),
  "operation.timeline": (caller, { doneCardId }) =>
    caller.operation.timeline({ subjectType: "jobCard", subjectId: doneCardId }),
  "part.byId": (caller, { partId, branchId }) => caller.part.byId({ partId, branchId }),
  "part.ledger": (caller, { partId, branchId }) => caller.part.ledger({ partId, branchId }),
  "part.list": (caller, { branchId }) => caller.part.list({ branchId }),
  "part.standing": (caller, { partId }) => caller.part.standing({ partId }),
  "part.search": (caller, { branchId }) => caller.part.search({ branchId, search: twinPart }),
  "purchaseOrder.byId": (caller, { purchaseOrderId }) => caller.purchaseOrder.byId({ purchaseOrderId }),
  "purchaseOrder.list": (caller, { branchId }) => caller.purchaseOrder.list({ branchId }),
  "stockCount.byId": (caller, { stockCountId }) => caller.stockCount.byId({ stockCountId }),
  "stockCount.lines": (caller, { stockCountId }) => caller.stockCount.lines({ stockCountId }),
  "stockCount.list": (caller, { branchId }) => caller.stockCount.list({ branchId }),
  "stockCount.sheet": (caller, { stockCountId }) => caller.stockCount.sheet({ stockCountId }),
  "stockTransfer.byId": (caller, { stockTransferId }) => caller.stockTransfer.byId({ stockTransferId }),
  "stockTransfer.list": (caller, { branchId }) => caller.stockTransfer.list({ branchId }),
  "stockTransfer.places": (caller) => caller.stockTransfer.places(),
  "core.byId": (caller, { coreId }) => caller.core.byId({ coreId }),
  "core.list": (caller, { branchId }) => caller.core.list({ branchId }),
  "supplierReturn.byId": (caller, { supplierReturnId }) => caller.supplierReturn.byId({ supplierReturnId }),
  "supplierReturn.list": (caller, { branchId }) => caller.supplierReturn.list({ branchId }),
  "supplierReturn.offers": (caller, { branchId, supplierId }) =>
    Promise.all([caller.supplierReturn.offers({ branchId, supplierId }), caller.supplier.list()]),
  "supplier.list": (caller) => caller.supplier.list(),
  "settings.bays": (caller) => caller.settings.bays(),
  "settings.bookingHealth": async (caller) => {
    const { branches, ...health } = await caller.settings.bookingHealth();
    // How much is free from this very minute on changes with it.
    const still = branches.map(({ services, ...branch }) => ({
      ...branch,
      services: services.map(({ nextFree: _, freeStarts: __, ...service }) => service),
    }));
    return { ...health, branches: still };
  },
  // Numbers name no row: whose they are, the business beside them says.
  "settings.bookingLimits": (caller) => Promise.all([caller.settings.bookingLimits(), caller.settings.business()]),
  "settings.bookingRules": (caller) => caller.settings.bookingRules(),
  "settings.branch": (caller, { branchId }) => caller.settings.branch({ branchId }),
  "settings.branches": (caller) => caller.settings.branches(),
  "settings.business": (caller) => caller.settings.business(),
  "settings.closures": (caller, { branchId }) => caller.settings.closures({ branchId }),
  "settings.services": (caller) => caller.settings.services(),
  "settings.technicianHours": (caller) => caller.settings.technicianHours(),
  // Sums name no row: the rows beside them do.
  "report.figures": (caller, { branchId }) =>
    Promise.all([
      caller.report.figures({ branchId, ...allTime }),
      caller.report.rows({ branchId, ...allTime, figure: "sales" }),
    ]),
  "report.owed": (caller, { branchId }) =>
    Promise.all([
      caller.report.owed({ branchId, ...allTime }),
      caller.report.rows({ branchId, ...allTime, figure: "owed" }),
    ]),
  "report.rows": (caller, { branchId }) => caller.report.rows({ branchId, ...allTime, figure: "cars" }),
  "report.stock": (caller, { branchId }) =>
    Promise.all([
      caller.report.stock({ branchId, ...allTime }),
      caller.report.rows({ branchId, ...allTime, figure: "stock" }),
    ]),
  "savedView.list": (caller) => caller.savedView.list({ page: "history" }),
  "search.find": async (caller) =>
    Promise.all([twinPlate, twinName, twinPart].map((search) => caller.search.find({ search }))),
  "task.byId": async (caller) => {
    const { tasks } = await caller.task.list({});
    return Promise.all(tasks.map(({ id }) => caller.task.byId({ taskId: id })));
  },
  "task.list": (caller) => caller.task.list({}),
  "task.people": (caller) => caller.task.people(),
  "task.summary": (caller) => caller.task.summary({}),
  "settings.wordings": (caller) => caller.settings.wordings(),
  "template.labourRates": (caller) => caller.template.labourRates(),
  "template.list": (caller) => caller.template.list(),
  "template.offers": (caller, { branchId }) => caller.template.offers({ branchId, search: "" }),
  "vehicle.byId": async (caller, { customerId }) => {
    const { vehicles } = await caller.customer.byId({ customerId });
    return Promise.all(vehicles.map(({ id }) => caller.vehicle.byId({ vehicleId: id })));
  },
  "vehicle.duplicates": (caller) => Promise.all([caller.vehicle.duplicates({}), caller.customer.list({})]),
  "vehicle.lookUpPlate": (caller) => caller.vehicle.lookUpPlate({ plate: twinPlate }),
  "connection.accounting": (caller) => caller.connection.accounting(),
  "connection.backfills": (caller) => caller.connection.backfills(),
  "connection.crm": (caller) => caller.connection.crm(),
  "connection.crmSyncs": (caller) => caller.connection.crmSyncs({}),
  "connection.syncs": (caller) => caller.connection.syncs({}),
  "webhook.endpoints": (caller) => caller.webhook.endpoints(),
  "webhook.list": (caller) => caller.webhook.list({ endpointId: null }),
  "messageChoice.byToken": (caller, twin) =>
    beside(caller, twin, caller.messageChoice.byToken({ token: linkToken("messages", twin.customerId, 1) })),
  "visit.byToken": (caller, twin) => beside(caller, twin, caller.visit.byToken({ token: visitToken(twin) })),
  "visit.times": async (caller, twin) => {
    const asked = { token: visitToken(twin), ...dayAhead };
    return beside(
      caller,
      twin,
      caller.visit.times(asked).then(({ days }) => days),
    );
  },
};
