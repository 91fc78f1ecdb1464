import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { consumersOf, jobCardReopened, optionalConsumersOf, paymentShifted } from "#/domain/events.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { createXero } from "#/server/gateways/accounting/xero.ts";
import { createHubSpot } from "#/server/gateways/crm/hubspot.ts";
import { startBackfill } from "#/server/orchestrators/backfill.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { beginConnection, finishConnection, retrySync } from "#/server/orchestrators/connect-accounting.ts";
import { connectCrm } from "#/server/orchestrators/connect-crm.ts";
import { hearAnswer } from "#/server/orchestrators/hearing/hear-answer.ts";
import { startImport } from "#/server/orchestrators/imports/start.ts";
import { checkImport } from "#/server/orchestrators/imports/work-import.ts";
import { inviteMember } from "#/server/orchestrators/invite-member.ts";
import { createEndpoint } from "#/server/orchestrators/keep-webhooks.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { issueCreditNote } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import { askEmailChange, askPasswordLink } from "#/server/orchestrators/prove-mailbox.ts";
import { registerTenant } from "#/server/orchestrators/register-tenant.ts";
import { resendMessage } from "#/server/orchestrators/resend-message.ts";
import { emit } from "#/server/outbox/emit.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { type BuiltTenant, buildJobCard, buildPart, buildTenant, demoPassword } from "../../prisma/seed/builders.ts";
import {
  bookOnline,
  dayAhead,
  firstFree,
  type Garage,
  openGarage,
  place,
  stranger,
} from "../../tests/booking/garage.ts";
import { letReminderCome, letStartCome } from "../../tests/booking/reminding.ts";
import { startHubSpot } from "../../tests/connections/hubspot/server.ts";
import { startXero } from "../../tests/connections/xero/server.ts";
import { listener } from "../../tests/doors/hooks.ts";
import { contextOf } from "../../tests/harness/world.ts";
import { partsFile } from "../../tests/imports/files.ts";
import { openDesk } from "../../tests/procurement/desk.ts";
import { signUpOf } from "../../tests/registering/registering.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
const points: string[] = [];
let steps: string[] = [];
let consumers: string[] = [];
let world: Awaited<ReturnType<typeof startWorld>>;
let hubSpot: Awaited<ReturnType<typeof startHubSpot>>;
let xero: Awaited<ReturnType<typeof startXero>>;

/** One completion, an alert, a message asked for again, and all that follows them. */
beforeAll(async () => {
  world = await startWorld();
  xero = await startXero();
  hubSpot = await startHubSpot();
  const tenant = await buildTenant(admin, {});
  // One is left where two should be.
  const part = await buildPart(admin, tenant, { onHand: "3", reorderPoint: "2" });
  const card = await buildJobCard(admin, tenant, {
    lines: [
      { kind: "LABOUR", quantity: "1.5" },
      { kind: "PART", part, quantity: "2" },
    ],
  });
  await admin.query("update customer set email = 'a@customer.test' where id = $1", [card.customerId]);
  armCrashPoints(async (point) => void points.push(point));
  const ctx = systemCtx(tenant.tenantId);
  const alert = { severity: "URGENT", kind: "test", title: "A refund failed", detail: "", subject: null } as const;
  await executeInTransaction(ctx, "test.raise", (tx) => raiseTask(tx, { ...alert, sourceKey: "test:1" }));
  // The alert was there before: it is polled for. The completion is handed over by the process that commits it.
  const process = world.startProcess();
  const { memberId, userId, role, name } = tenant.members.owner;
  const registered = await registerTenant(ctx, signUpOf());
  await inviteMember(
    { ...ctx, actor: { kind: "member", memberId, userId, role, name } },
    { email: "nina@invited.test", role: "ADVISOR", branchIds: [], idempotencyKey: randomUUID() },
  );
  await askPasswordLink(ctx, { userId, idempotencyKey: randomUUID() });
  await askEmailChange(ctx, {
    userId,
    email: "moved@staff.test",
    password: demoPassword,
    idempotencyKey: randomUUID(),
  });
  const desk = { ...contextOf(tenant, "admin"), origin: "http://garage.test" };
  const { url } = xero;
  globalThis.pitlaneAccounting = createXero({
    clientId: "client",
    clientSecret: "secret",
    apiBase: url,
    loginBase: url,
    identityBase: url,
  });
  const login = await fetch(beginConnection(desk, "xero").url, { redirect: "manual" });
  const { searchParams } = new URL(login.headers.get("location") ?? "");
  const [code = "", state = ""] = [searchParams.get("code") ?? "", searchParams.get("state") ?? ""];
  await finishConnection(desk, { provider: "xero", code, state });
  globalThis.pitlaneCrm = createHubSpot({ apiBase: hubSpot.url });
  await connectCrm(desk, { token: hubSpot.token, idempotencyKey: "crm" });
  await startBackfill(desk, { system: "BOOKS", since: "2199-01-01", idempotencyKey: "before" });
  await createEndpoint(contextOf(tenant, "admin"), {
    name: "Listener",
    url: await listener(),
    events: ["invoice.generated"],
    idempotencyKey: "listened",
  });
  const { invoiceId } = await completeJobCard(ctx, { jobCardId: card.jobCardId, idempotencyKey: randomUUID() });
  await moneyMoved(tenant, invoiceId);
  await retrySync(desk, { invoiceId, idempotencyKey: "to-the-books" });
  const messageId = await vi.waitFor(
    async () => {
      const { rows } = await admin.query<{ id: string }>(
        "select id from message where tenant_id = $1 and kind = 'invoice' and state = 'SENT'",
        [tenant.tenantId],
      );
      if (rows[0] === undefined) throw new Error("The invoice is not sent yet.");
      return rows[0].id;
    },
    { timeout: 50_000, interval: 30 },
  );
  await vi.waitFor(() => resendMessage(ctx, { messageId, recipient: null, idempotencyKey: "asked-again" }), {
    timeout: 20_000,
    interval: 30,
  });
  const { importId } = await startImport(contextOf(tenant, "admin"), {
    noun: "PARTS",
    fileName: "parts.csv",
    bytes: partsFile(3),
    idempotencyKey: "brought-in",
  });
  const { branchId } = tenant;
  await checkImport(ctx, {
    importId,
    mapping: { number: 0, name: 1 },
    mode: "SKIP",
    branchId,
    idempotencyKey: "checked",
  });
  const garage = await appointmentsTold();
  const buyers = await openDesk(admin);
  const bought = await buildPart(admin, buyers.tenant);
  await buyers.boughtThere(bought);
  const wanted = { branchId: buyers.tenant.branchId, partId: bought.partId, quantity: "2" };
  const { orders } = await draftPart(buyers.owner, { ...wanted, idempotencyKey: "ordered" });
  for (const { purchaseOrderId } of orders) await buyers.send(purchaseOrderId, "EMAIL");
  await vi.waitFor(
    async () => {
      const { rows } = await admin.query<{ consumer: string; state: string }>(
        `select distinct e.type, d.consumer, d.state from event_delivery d
           join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id where d.tenant_id = any($1) and d.standing <> 'planned'
              and not (d.state = 'SKIPPED' and e.type = 'appointment/reminder-due')`,
        [[tenant.tenantId, registered.tenantId, garage.tenant.tenantId, buyers.tenant.tenantId]],
      );
      expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["DONE"]));
      // Their last points have been passed once the runner has their answers.
      expect((await admin.query("select 1 from runner_run where state = 'PENDING'")).rowCount).toBe(0);
      consumers = rows.map(({ consumer }) => consumer);
    },
    { timeout: 50_000, interval: 30 },
  );
  await process.stop();
  armCrashPoints(undefined);
  const { rows } = await admin.query<{ name: string }>(
    `select s.name from orchestration_step s join orchestration_run r on r.tenant_id = s.tenant_id and r.id = s.run_id
      where s.tenant_id = $1 and r.name = 'job-card.complete'`,
    [tenant.tenantId],
  );
  steps = rows.map(({ name }) => name);
}, 240_000);
afterAll(async () => {
  globalThis.pitlaneAccounting = undefined;
  globalThis.pitlaneCrm = undefined;
  await hubSpot.close();
  await xero.close();
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

/** A payment by hand, some of it given back, and a part of the invoice credited. */
const moneyMoved = async (tenant: BuiltTenant, invoiceId: string): Promise<void> => {
  const desk = contextOf(tenant, "admin");
  const hand = { method: "CASH", amountMinor: 1000, tenderedMinor: null, reference: "" } as const;
  const { paymentId } = await takePayment(desk, { ...hand, invoiceId, idempotencyKey: "paid" });
  const back = { paymentId, invoiceId, amountMinor: 400, back: "SAME", reason: "Too much" } as const;
  await refundPayment(desk, { ...back, idempotencyKey: "given-back" }, () => {
    throw new Error("Cash needs no gateway.");
  });
  const credit = { by: "amount", amountMinor: 300 } as const;
  await issueCreditNote(desk, { invoiceId, reason: "Goodwill", credit, idempotencyKey: "credited" });
  // Told as a gateway's refund and an opened card would: the card stays completed, or its other messages are not sent.
  const { rows } = await admin.query<{ id: string }>("select job_card_id as id from invoice where id = $1", [
    invoiceId,
  ]);
  const subject = { type: "invoice", id: invoiceId };
  await executeInTransaction(desk, "test.tell", async (tx) => {
    emit(tx, paymentShifted, subject, { paymentId });
    emit(tx, jobCardReopened, subject, { jobCardId: rows[0]?.id ?? "", invoiceId, completionNumber: 1 });
  });
};

/** One appointment booked, moved and called off, one asked for and offered, one that is reminded of, one nobody comes to. */
const appointmentsTold = async (): Promise<Garage> => {
  const own = await openGarage(admin, { bays: 4, services: [{}, { mode: "REQUEST" }] });
  const { tenant, services } = own;
  const told = (consumer: string, times = 1) =>
    vi.waitFor(
      async () => {
        const done = "select 1 from event_delivery where tenant_id = $1 and consumer = $2 and state = 'DONE'";
        expect((await admin.query(done, [tenant.tenantId, consumer])).rowCount).toBe(times);
      },
      { timeout: 50_000, interval: 30 },
    );
  const newest = async () => {
    const { rows } = await admin.query<{ appointmentId: string; version: number }>(
      'select id as "appointmentId", version from appointment where tenant_id = $1 order by created_at desc, id desc limit 1',
      [tenant.tenantId],
    );
    if (rows[0] === undefined) throw new Error("No appointment was written.");
    return rows[0];
  };
  const start = await firstFree(own, dayAhead(4));
  const { token } = await bookOnline(own, start);
  await told("confirm-booking");
  await own.ask("visit.reschedule", { token, startsAt: await firstFree(own, dayAhead(8)) });
  await told("tell-other-time");
  await own.ask("visit.cancel", { token, reason: "" });
  await told("tell-cancelled");

  const serviceIds = [services[1]?.serviceId];
  await own.ask("booking.request", { ...place(own), serviceIds, startsAt: null, ...stranger(), symptom: "It knocks." });
  await told("confirm-request");
  const offer = { minutes: 90, bufferMinutes: 0, startsAt: null, bayId: null };
  await own.desk("mutation", "appointment.confirmRequest", { ...(await newest()), ...offer });
  await told("offer-times");

  const who = stranger();
  await bookOnline(own, start, { ...who, contact: { ...who.contact, email: null, phone: "07700 900418" } });
  await told("confirm-booking", 2);
  await letReminderCome(admin, (await newest()).appointmentId, "DAY");
  await told("remind-customer");
  await hearAnswer({ providerId: "answered", from: "+447700900418", body: "R", stopped: false });
  await told("act-on-answer");
  await letStartCome(admin, (await newest()).appointmentId);
  await own.desk("mutation", "appointment.noShow", await newest());
  return own;
};

/** Of each place, what stands before it and what after, as far as it is missing. */
const missing = (places: readonly string[]) =>
  places.flatMap((place) => [`${place}:before`, `${place}:after`]).filter((point) => !points.includes(point));

test("each step of a completion, and its commit, has a crash point before and after", () => {
  expect(steps.length).toBeGreaterThanOrEqual(5);
  expect(missing([...steps, "commit"].map((step) => `job-card.complete/${step}`))).toEqual([]);
});

test("so has the way to the engine: what the relay and the runner write, and each call", () => {
  expect(missing(["claim", "send", "mark"].map((place) => `relay/${place}`))).toEqual([]);
  expect(missing(["accept", "claim", "call"].map((place) => `runner/${place}`))).toEqual([]);
});

test("so has each consumer: its claim, its effect, its end", () => {
  // Every consumer there is has been at work; one that is added must be brought into this file's story.
  const all: string[] = [consumersOf, optionalConsumersOf].flatMap((each) => Object.values(each).flat());
  expect(new Set(consumers)).toEqual(new Set(all));
  // What tells webhooks and a CRM, and what brings an invoice to the books, is one function under several events.
  const several = ["send-webhooks", "sync-accounting", "update-crm"];
  expect(consumers.filter((name) => !several.includes(name)).toSorted()).toEqual(
    all.filter((name) => !several.includes(name)).toSorted(),
  );
  expect(
    missing(consumers.flatMap((name) => ["claim", "effect", "finish"].map((place) => `${name}/${place}`))),
  ).toEqual([]);
});

test("so has each call that leaves the process", () => {
  expect(
    missing([
      "invoice-pdf/store",
      "webhook/send",
      "connection/exchange",
      "accounting/contact",
      "accounting/invoice",
      "accounting/payment",
      "accounting/credit-note",
      "accounting/settle",
      "crm/prepare",
      "crm/contact",
      "crm/vehicle",
      "crm/deal",
      "crm/associate",
      "invoice/mail",
      "receipt/mail",
      "refund/mail",
      "credit-note-pdf/store",
      "credit-note/mail",
      "job-card-ready/mail",
      "job-card-ready/sms",
      "alert/mail",
      "alert/sms",
      "invitation/mail",
      "account-password/mail",
      "account-email/mail",
      "welcome/mail",
      "shortage/mail",
      "appointment-booked/mail",
      "appointment-booked/sms",
      "appointment-moved/mail",
      "appointment-cancelled/mail",
      "appointment-requested/mail",
      "appointment-offered/mail",
      "appointment-reminder/sms",
    ]),
  ).toEqual([]);
});
