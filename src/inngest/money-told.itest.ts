import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { readPdf } from "#/documents/pdf/read-pdf.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { env } from "#/env.ts";
import { creditNotePdfNow } from "#/inngest/credit-note-pdf.ts";
import { invoicePdfNow } from "#/inngest/invoice-pdf.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { issueCreditNote, reopenJobCard } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { settle } from "#/server/orchestrators/payments/settle.ts";
import { takeDeposit, takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { recordConsent } from "#/server/orchestrators/record-consent.ts";
import { resendMessage } from "#/server/orchestrators/resend-message.ts";
import * as payments from "#/server/repositories/payments.ts";
import { openLink, payPath } from "#/server/services/bills.ts";
import { creditNoteToDraw } from "#/server/services/credit-note-files.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../../tests/harness/world.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

/** A card of £90.00 with tax, and whom it is told. */
const opened = async () => {
  running.push(world.startProcess());
  const tenant = await buildTenant(admin, {});
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1" }] });
  const email = `${randomUUID()}@customer.test`;
  await admin.query("update customer set email = $2, phone = '+447700900418' where id = $1", [card.customerId, email]);
  return { tenant, card, email, desk: contextOf(tenant, "admin"), db: readDb({ tenantId: tenant.tenantId }) };
};
const invoiced = async () => {
  const garage = await opened();
  const { invoiceId, invoiceNumber } = await completeJobCard(systemCtx(garage.tenant.tenantId), {
    jobCardId: garage.card.jobCardId,
    idempotencyKey: randomUUID(),
  });
  for (const consumer of ["email-invoice", "notify-customer-sms"]) await settled(garage.tenant, consumer);
  const { totalMinor } = await runInTenant(garage.tenant.tenantId, () => invoiceToDraw(garage.db, invoiceId));
  return { ...garage, invoiceId, invoiceNumber, totalMinor };
};
type Invoiced = Awaited<ReturnType<typeof invoiced>>;

const byHand = { method: "CASH", tenderedMinor: null, reference: "" } as const;
const pay = ({ desk, invoiceId }: Invoiced, amountMinor: number, tenderedMinor: number | null = null) =>
  takePayment(desk, { ...byHand, invoiceId, amountMinor, tenderedMinor, idempotencyKey: randomUUID() });
const credit = ({ desk, invoiceId }: Invoiced, amountMinor: number) =>
  issueCreditNote(desk, {
    invoiceId,
    reason: "Goodwill",
    credit: { by: "amount", amountMinor },
    idempotencyKey: randomUUID(),
  });
const noGateway = (): never => {
  throw new Error("By hand no gateway is asked.");
};

/** The deliveries of a consumer once none is owed any more: how each ended. */
const settled = (tenant: BuiltTenant, consumer: string, count = 1) =>
  vi.waitFor(
    async () => {
      const { rows } = await admin.query<{ id: string; state: string; said: string }>(
        `select id, state, coalesce(closed_reason, last_error, result ->> 'text') as said from event_delivery
          where tenant_id = $1 and consumer = $2 and state not in ('PENDING', 'RUNNING') order by created_at, id`,
        [tenant.tenantId, consumer],
      );
      expect(rows).toHaveLength(count);
      return rows;
    },
    { timeout: 50_000, interval: 30 },
  );
const messageOf = async ({ tenant }: { tenant: BuiltTenant }, kind: string) => {
  const { rows } = await admin.query<{ id: string; body_text: string; about: (string | null)[]; attachments: unknown }>(
    "select id, body_text, array[customer_id, job_card_id, invoice_id]::text[] as about, attachments from message where tenant_id = $1 and kind = $2 and channel = 'EMAIL'",
    [tenant.tenantId, kind],
  );
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (row === undefined) throw new Error(`No message ${kind}.`);
  return row;
};
/** The mails of a delivery as they arrived. */
const mailOf = async (deliveryId: string) => {
  const mails = (await world.mails()).filter(({ messageId }) => messageId.includes(deliveryId));
  expect(mails.map(({ deliveries }) => deliveries)).toEqual([1]);
  const parsed = await simpleParser(await world.eml(mails[0]?.id ?? ""));
  const pdf = parsed.attachments.find(({ contentType }) => contentType === "application/pdf");
  const lines = pdf === undefined ? [] : readPdf(pdf.content).flatMap((page) => page.lines);
  return {
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    to: mails[0]?.to ?? [],
    pdf: pdf?.content ?? null,
    filename: pdf?.filename ?? null,
    paper: lines.join("\n"),
  };
};
const only = <Row>(rows: readonly Row[]): Row => {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`One was expected, there are ${rows.length}.`);
  return row;
};
const sha256 = (bytes: Uint8Array | null) =>
  createHash("sha256")
    .update(bytes ?? Buffer.of())
    .digest("hex");

test("money taken at the desk: the receipt comes by mail and on paper, with what is left and the page to pay it on", async () => {
  const garage = await invoiced();
  const { tenant, card, invoiceId, invoiceNumber, totalMinor, email, db } = garage;
  const { paymentId } = await pay(garage, 2000, 5000);
  const delivery = only(await settled(tenant, "send-receipt"));
  expect(delivery).toMatchObject({ state: "DONE", said: `Accepted for ${email}` });

  const { path } = await runInTenant(tenant.tenantId, () => payPath(db, invoiceId));
  const left = `£${((totalMinor - 2000) / 100).toFixed(2)}`;
  const mail = await mailOf(delivery.id);
  expect(mail.subject).toBe(`Receipt: £20.00, invoice ${invoiceNumber}`);
  expect(mail.text).toContain(`Your payment in cash for invoice ${invoiceNumber} has come in.`);
  expect(mail.text).toContain("£30.00 change was given.");
  expect(mail.text).toContain(`Pay the ${left} left: http://localhost`);
  expect(mail.text).toContain(path);
  expect(mail.filename).toBe(`R-${paymentId.slice(-8).toUpperCase()}.pdf`);
  expect(mail.paper).toContain(`Left to pay after it | ${left}`);
  expect(mail.paper).toContain("Handed over | £50.00\nChange | £30.00");

  const kept = await messageOf(garage, "receipt");
  expect(kept.about).toEqual([card.customerId, card.jobCardId, invoiceId]);
  expect(kept.body_text).toContain("/pay/(the link to pay is not kept)");

  // A later payment changes nothing of it: drawn anew for the resend it is the same file.
  await pay(garage, totalMinor - 2000);
  const [, last] = await settled(tenant, "send-receipt", 2);
  const full = await mailOf(last?.id ?? "");
  expect(full.text).toContain("To pay: Nothing more");
  expect(full.text).not.toContain("/pay/");
  expect(full.paper).toContain("Paid before | −£20.00");
  const again = { messageId: kept.id, recipient: null, idempotencyKey: randomUUID() };
  await resendMessage(systemCtx(tenant.tenantId), again);
  const repeated = await mailOf(only(await settled(tenant, "resend-message")).id);
  expect(sha256(repeated.pdf)).toBe(sha256(mail.pdf));
  expect(repeated.text).toBe(mail.text);
});

test("money through the gateway: one receipt, however often the events come", async () => {
  const garage = await invoiced();
  const { tenant, card, invoiceId, desk, email } = garage;
  const paymentId = uuidv7();
  const common = { id: paymentId, branchId: tenant.branchId, customerId: card.customerId, invoiceId } as const;
  const none = {
    appointmentId: null,
    jobCardId: null,
    tenderedMinor: null,
    receivedById: null,
    reference: "",
  } as const;
  const asked = { method: "CARD", gateway: "sandbox", state: "PENDING", amountMinor: 1500, currency: "GBP" } as const;
  await executeInTransaction(desk, "test.open", async (tx) => {
    await payments.insert(tx, { ...common, ...none, ...asked });
    await payments.setIntent(tx, paymentId, "pi_1");
  });
  await executeInTransaction(desk, "test.settle", (tx) => settle(tx, paymentId, "ch_1"));
  await executeInTransaction(desk, "test.settle", (tx) => settle(tx, paymentId, "ch_1"));
  await credit(garage, 300);
  const back = { paymentId, invoiceId, amountMinor: 500, back: "CASH", reason: "Paid too much" } as const;
  await refundPayment(desk, { ...back, idempotencyKey: randomUUID() }, noGateway);
  await admin.query(
    "update outbox_event set state = 'PENDING', sent_at = null, available_at = now() where tenant_id = $1",
    [tenant.tenantId],
  );
  const consumers = ["send-receipt", "send-refund-receipt", "store-credit-note", "email-credit-note"];
  for (const consumer of consumers) expect(await settled(tenant, consumer)).toMatchObject([{ state: "DONE" }]);
  const mails = (await world.mails()).filter(({ to }) => to.some((each) => each.includes(email)));
  expect(mails.map(({ deliveries }) => deliveries)).toEqual(mails.map(() => 1));
  expect(mails.map(({ subject }) => subject.split(/[ :]/)[0]).toSorted()).toEqual([
    "Credit",
    "Invoice",
    "Ready",
    "Receipt",
    "Refund",
  ]);
  const refund = await mailOf(only(await settled(tenant, "send-refund-receipt")).id);
  expect(refund.text).toContain("£5.00 paid back");
  expect(refund.text).toContain("How: In cash");
  expect((await messageOf(garage, "refund")).about).toEqual([card.customerId, card.jobCardId, invoiceId]);
});

test("a credit note is stored once and mailed with that very file, says what follows, and is drawn the same anew", async () => {
  const garage = await invoiced();
  const { tenant, invoiceId, invoiceNumber, totalMinor, db, email } = garage;
  await pay(garage, totalMinor - 1000);
  const { creditNoteId, number } = await credit(garage, 3000);
  expect(only(await settled(tenant, "store-credit-note")).said).toMatch(/^1 page, \d+ kB$/);
  const delivery = only(await settled(tenant, "email-credit-note"));
  expect(delivery.said).toBe(`Accepted for ${email}`);
  const mail = await mailOf(delivery.id);
  expect(mail.subject).toBe(`Credit note ${number}: £30.00 off invoice ${invoiceNumber}`);
  const follows = `£10.00 is taken off what is due on invoice ${invoiceNumber}. Nothing is left to pay.`;
  for (const said of [follows, "£20.00 was paid above what is left of the invoice"]) {
    expect(mail.text).toContain(said);
    expect(mail.paper).toContain(said);
  }
  expect(mail.text).not.toContain("/pay/");
  const { rows } = await admin.query<{ sha256: string }>(
    "select sha256 from credit_note_file where credit_note_id = $1",
    [creditNoteId],
  );
  expect(only(rows).sha256).toBe(sha256(mail.pdf));

  // What comes later is not on it, and a file that is lost comes back with the same bytes.
  const { paymentId } = only((await runInTenant(tenant.tenantId, () => payments.sharesOf(db, invoiceId))).slice(0, 1));
  const back = { paymentId, invoiceId, amountMinor: 2000, back: "SAME", reason: "Paid too much" } as const;
  await refundPayment(garage.desk, { ...back, idempotencyKey: randomUUID() }, noGateway);
  await rm(join(env.DATA_DIR, "files", tenant.tenantId, "credit-notes"), { recursive: true });
  const note = await runInTenant(tenant.tenantId, () => creditNoteToDraw(db, creditNoteId));
  expect((await creditNotePdfNow(garage.desk, note)).sha256).toBe(sha256(mail.pdf));
});

test("a deposit has its receipt, stands on the invoice that it pays, and one that is paid has no code to pay by", async () => {
  const garage = await opened();
  const { tenant, card, desk, email, db } = garage;
  const subject = { type: "jobCard", id: card.jobCardId } as const;
  await takeDeposit(desk, { ...byHand, subject, amountMinor: 50_000, idempotencyKey: randomUUID() });
  const mail = await mailOf(only(await settled(tenant, "send-receipt")).id);
  expect(mail.text).toContain("paid in cash, has come in.");
  expect(mail.paper).toContain("For | Deposit for job card");
  expect((await messageOf(garage, "receipt")).about).toEqual([card.customerId, card.jobCardId, null]);

  const { invoiceId } = await completeJobCard(systemCtx(tenant.tenantId), {
    jobCardId: card.jobCardId,
    idempotencyKey: randomUUID(),
  });
  const invoice = await mailOf(only(await settled(tenant, "email-invoice")).id);
  expect(invoice.to).toEqual([expect.stringContaining(email)]);
  expect(invoice.paper).toMatch(/Paid ahead, \d+ \w+ \d{4} \| −£/);
  expect(invoice.paper).toMatch(/To pay\n?.*£0\.00/);
  expect(invoice.paper).not.toContain("Pay online");
  expect(invoice.text).not.toContain("/pay/");
  await expect(runInTenant(tenant.tenantId, () => payPath(db, invoiceId))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("an invoice to be paid leads to its page from paper, mail and text, and its paper is drawn the same once it is paid", async () => {
  const garage = await invoiced();
  const { tenant, invoiceId, totalMinor, db, desk } = garage;
  const { path } = await runInTenant(tenant.tenantId, () => payPath(db, invoiceId));
  const mail = await mailOf(only(await settled(tenant, "email-invoice")).id);
  expect(mail.text).toContain(`Pay online: http://localhost:${env.PORT}${path}`);
  expect(Buffer.from(mail.pdf ?? "").toString("latin1")).toContain(`/URI (http://localhost:${env.PORT}${path})`);
  const ready = await mailOf(only(await settled(tenant, "notify-customer-email")).id);
  expect(ready.text).toContain(`Pay online: http://localhost:${env.PORT}${path}`);
  expect((await messageOf(garage, "job-card-ready")).body_text).not.toContain(path);
  const text = (await world.texts()).find((each) => each.text.includes(path));
  expect(text?.text).toContain(" to pay.");

  await pay(garage, totalMinor);
  await settled(tenant, "send-receipt");
  await rm(join(env.DATA_DIR, "files", tenant.tenantId, "invoices"), { recursive: true });
  const invoice = await runInTenant(tenant.tenantId, () => invoiceToDraw(db, invoiceId));
  expect((await invoicePdfNow({ ...desk, origin: null }, invoice)).sha256).toBe(sha256(mail.pdf));
});

test("those who open a link at once get the same one, and none of them fails", async () => {
  const { tenant, invoiceId, desk } = await invoiced();
  await admin.query("delete from link_token where tenant_id = $1 and purpose = 'invoice'", [tenant.tenantId]);
  const open = () => executeInTransaction(desk, "test.open", (tx) => openLink(tx, invoiceId));
  expect(await Promise.all(Array.from({ length: 6 }, open))).toEqual([1, 1, 1, 1, 1, 1]);
});

test("work that goes on: the note takes back the invoice and says that what was paid is kept", async () => {
  const garage = await invoiced();
  const { tenant, card, desk, invoiceNumber } = garage;
  await pay(garage, 2500);
  await reopenJobCard(desk, { jobCardId: card.jobCardId, reason: "A noise is back", idempotencyKey: randomUUID() });
  const mail = await mailOf(only(await settled(tenant, "email-credit-note")).id);
  expect(mail.paper).toContain(`This takes back the whole of invoice ${invoiceNumber}`);
  expect(mail.paper).toContain("The £25.00 that you paid is kept and taken off the new one.");
});

test("nobody is written to without an address, or against their word; a credit note has to be delivered all the same", async () => {
  const garage = await invoiced();
  const { tenant, card, desk } = garage;
  const consent = {
    customerId: card.customerId,
    purpose: "SERVICE",
    channel: "EMAIL",
    given: false,
    how: "PHONE",
  } as const;
  await recordConsent(desk, { ...consent, idempotencyKey: randomUUID() });
  const { paymentId } = await pay(garage, 1000);
  const back = {
    paymentId,
    invoiceId: garage.invoiceId,
    amountMinor: 1000,
    back: "SAME",
    reason: "Wrong card",
  } as const;
  await refundPayment(desk, { ...back, idempotencyKey: randomUUID() }, noGateway);
  await credit(garage, 100);
  const unwanted = [{ state: "SKIPPED", said: "The customer wants no e-mails about this." }];
  expect(await settled(tenant, "send-receipt")).toMatchObject(unwanted);
  expect(await settled(tenant, "send-refund-receipt")).toMatchObject(unwanted);
  expect(await settled(tenant, "email-credit-note")).toMatchObject([{ state: "DONE" }]);

  await admin.query("update customer set email = null where id = $1", [card.customerId]);
  const { paymentId: second } = await pay(garage, 1000);
  await refundPayment(desk, { ...back, paymentId: second, idempotencyKey: randomUUID() }, noGateway);
  await credit(garage, 100);
  const nowhere = { state: "SKIPPED", said: "No e-mail address on file." };
  for (const consumer of ["send-receipt", "send-refund-receipt", "email-credit-note"])
    expect((await settled(tenant, consumer, 2))[1]).toMatchObject(nowhere);
  expect(await settled(tenant, "store-credit-note", 2)).toMatchObject([{ state: "DONE" }, { state: "DONE" }]);
});

test("whoever the customer turned out to be is written to", async () => {
  const garage = await invoiced();
  const { tenant, card } = garage;
  const other = await buildJobCard(admin, tenant, {});
  await admin.query("update customer set email = 'the-one@customer.test' where id = $1", [other.customerId]);
  await admin.query("update customer set merged_into_id = $2, archived_at = now() where id = $1", [
    card.customerId,
    other.customerId,
  ]);
  await pay(garage, 1000);
  await credit(garage, 100);
  const said = [{ state: "DONE", said: "Accepted for the-one@customer.test" }];
  expect(await settled(tenant, "send-receipt")).toMatchObject(said);
  expect(await settled(tenant, "email-credit-note")).toMatchObject(said);
  expect((await messageOf(garage, "receipt")).about[0]).toBe(other.customerId);
});
