import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { env } from "#/env.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { sendError } from "#/server/gateways/send-error.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { recordConsent } from "#/server/orchestrators/record-consent.ts";
import { resendMessage } from "#/server/orchestrators/resend-message.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import * as messages from "#/server/services/messages.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { keepLogo, logoPicture } from "../../tests/doors/logo.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
const running: { stop(): Promise<void> }[] = [];
const startProcess = () => running.push(world.startProcess());

beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  armCrashPoints(undefined);
  setDeliveryPolicy(undefined);
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

type Row = { id: string; state: string; recipient: string; source_key: string; last_error: string | null };
const messagesOf = async ({ tenantId }: BuiltTenant, channel: "EMAIL" | "SMS", kind: string): Promise<Row[]> =>
  (
    await admin.query<Row>(
      `select id, state, recipient, source_key, last_error from message
        where tenant_id = $1 and channel = $2::message_channel and kind = $3 order by created_at`,
      [tenantId, channel, kind],
    )
  ).rows;

const eventually = <Result>(look: () => Promise<Result>) => vi.waitFor(look, { timeout: 50_000, interval: 30 });

/** Its deliveries, once nothing is owed any more. */
const settled = (tenant: BuiltTenant, consumer: string) =>
  eventually(async () => {
    const { rows } = await admin.query<{ id: string; state: string; reason: string | null; text: string | null }>(
      `select id, state, coalesce(closed_reason, last_error) as reason, result ->> 'text' as text
         from event_delivery where tenant_id = $1 and consumer = $2 order by created_at`,
      [tenant.tenantId, consumer],
    );
    if (rows.length === 0 || rows.some(({ state }) => state === "PENDING" || state === "RUNNING"))
      throw new Error(`${consumer} is still owed.`);
    return rows;
  });

/** A completed card of a customer with these addresses, once all of its messages have gone out or failed. */
const completed = async ({
  email = "simon@customer.test",
  phone = "+447700900418",
  tenant: given,
}: {
  email?: string;
  phone?: string;
  tenant?: BuiltTenant;
} = {}) => {
  const tenant = given ?? (await buildTenant(admin, { name: "Northside Motors" }));
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1.5" }] });
  await admin.query("update customer set phone = $2, email = $3 where id = $1", [card.customerId, phone, email]);
  await completeJobCard(systemCtx(tenant.tenantId), { jobCardId: card.jobCardId, idempotencyKey: randomUUID() });
  for (const consumer of ["notify-customer-email", "notify-customer-sms", "email-invoice"])
    await settled(tenant, consumer);
  return { tenant, card, ctx: systemCtx(tenant.tenantId) };
};

const only = <Each>([first, ...others]: readonly Each[]): Each => {
  if (first === undefined || others.length > 0) throw new Error("There is not one.");
  return first;
};
const mailsOf = async (deliveryId: string) =>
  (await world.mails()).filter(({ messageId }) => messageId.includes(deliveryId));

/** A consumer that is not there yet when its deliveries are looked for. */
const resent = async (tenant: BuiltTenant) => only(await settled(tenant, "resend-message"));

test("a double click sends one message more: the same words and the same file, as a message of its own", async () => {
  startProcess();
  const { tenant, ctx } = await completed();
  const first = only(await messagesOf(tenant, "EMAIL", "invoice"));
  const asked = { messageId: first.id, recipient: null, idempotencyKey: randomUUID() };
  const answers = await Promise.all([resendMessage(ctx, asked), resendMessage(ctx, asked)]);
  expect(answers).toEqual(Array(2).fill({ messageId: first.id, recipient: "simon@customer.test" }));

  const delivery = await resent(tenant);
  expect(delivery).toMatchObject({ state: "DONE", text: "Accepted for simon@customer.test" });
  const rows = await messagesOf(tenant, "EMAIL", "invoice");
  expect(rows.map(({ state, source_key }) => [state, source_key])).toEqual([
    ["SENT", first.source_key],
    ["SENT", `delivery:${delivery.id}`],
  ]);
  const before = only(await mailsOf(first.source_key.slice("delivery:".length)));
  const again = only(await mailsOf(delivery.id));
  expect(again).toMatchObject({
    subject: before.subject,
    html: before.html,
    text: before.text,
    attachments: before.attachments,
    to: before.to,
    deliveries: 1,
  });
  expect(again.attachments).toHaveLength(1);
});

test("who has said no to texts is not texted by hand either; the invoice is sent again in any case", async () => {
  startProcess();
  const { tenant, card, ctx } = await completed();
  const consent = { customerId: card.customerId, purpose: "SERVICE", given: false, how: "PHONE" } as const;
  for (const channel of ["SMS", "EMAIL"] as const)
    await recordConsent(ctx, { ...consent, channel, idempotencyKey: randomUUID() });
  const text = only(await messagesOf(tenant, "SMS", "job-card-ready"));
  const again = { messageId: text.id, recipient: null, idempotencyKey: randomUUID() };
  await expect(resendMessage(ctx, again)).rejects.toThrow(/The customer wants no texts/);
  const mail = only(await messagesOf(tenant, "EMAIL", "job-card-ready"));
  await expect(
    resendMessage(ctx, { messageId: mail.id, recipient: null, idempotencyKey: randomUUID() }),
  ).rejects.toThrow(/The customer wants no e-mails/);
  const invoice = only(await messagesOf(tenant, "EMAIL", "invoice"));
  await resendMessage(ctx, { messageId: invoice.id, recipient: null, idempotencyKey: randomUUID() });
  expect(await resent(tenant)).toMatchObject({ state: "DONE" });

  await recordConsent(ctx, { ...consent, channel: "SMS", given: true, idempotencyKey: randomUUID() });
  await expect(resendMessage(ctx, { ...again, idempotencyKey: randomUUID() })).resolves.toMatchObject({
    messageId: text.id,
  });
  await settled(tenant, "resend-message");
});

test("a text that a landline refused goes to the corrected number, and what was wrong is closed by it", async () => {
  startProcess();
  const { tenant, ctx } = await completed({ phone: "+442079460418" });
  const failed = only(await messagesOf(tenant, "SMS", "job-card-ready"));
  expect(failed.state).toBe("FAILED");
  await resendMessage(ctx, { messageId: failed.id, recipient: "07700 900 555", idempotencyKey: randomUUID() });
  expect(await resent(tenant)).toMatchObject({ state: "DONE", text: "Accepted for 07700 900555" });
  expect((await messagesOf(tenant, "SMS", "job-card-ready")).map(({ state, recipient }) => [state, recipient])).toEqual(
    [
      ["FAILED", "+442079460418"],
      ["SENT", "+447700900555"],
    ],
  );
  expect(only(await settled(tenant, "notify-customer-sms"))).toMatchObject({
    state: "SKIPPED",
    reason: "Sent again to 07700 900555.",
  });
  const { rows } = await admin.query("select state, resolution from manual_task where tenant_id = $1", [
    tenant.tenantId,
  ]);
  expect(rows).toEqual([{ state: "RESOLVED", resolution: "Sent again to 07700 900555." }]);
});

test.each([
  ["EMAIL", "invoice", "not an address"],
  ["SMS", "job-card-ready", "077"],
] as const)("%s to what cannot be a recipient is refused, and nothing is sent", async (channel, kind, recipient) => {
  startProcess();
  const { tenant, ctx } = await completed();
  const { id } = only(await messagesOf(tenant, channel, kind));
  await expect(resendMessage(ctx, { messageId: id, recipient, idempotencyKey: randomUUID() })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    details: { field: "recipient" },
  });
  expect(await messagesOf(tenant, channel, kind)).toHaveLength(1);
});

test("another tenant's message, and one to a member of staff, are not there", async () => {
  startProcess();
  const [{ tenant, ctx }, theirs] = [await completed(), await completed()];
  const { id } = only(await messagesOf(theirs.tenant, "EMAIL", "invoice"));
  const staff = uuidv7();
  await insertRows(admin, "message", [
    {
      tenant_id: tenant.tenantId,
      id: staff,
      channel: "EMAIL",
      state: "FAILED",
      kind: "alert",
      recipient: "owner@northside.test",
      subject: "Urgent",
      body_text: "Urgent",
      source_key: "alert:1",
      tries: 1,
    },
  ]);
  for (const messageId of [id, staff, uuidv7()])
    await expect(
      resendMessage(ctx, { messageId, recipient: null, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await messagesOf(theirs.tenant, "EMAIL", "invoice")).toHaveLength(1);
});

test("what is still being tried is not sent twice: refused, until it has failed", async () => {
  setDeliveryPolicy({ backoffMs: [60_000] });
  armCrashPoints(async (point) => {
    if (point === "job-card-ready/sms:before") throw sendError("Nobody answers.", false);
  });
  startProcess();
  const tenant = await buildTenant(admin, {});
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1.5" }] });
  await admin.query("update customer set phone = '+447700900418' where id = $1", [card.customerId]);
  const ctx = systemCtx(tenant.tenantId);
  await completeJobCard(ctx, { jobCardId: card.jobCardId, idempotencyKey: randomUUID() });
  const queued = await eventually(async () => {
    const row = only(await messagesOf(tenant, "SMS", "job-card-ready"));
    expect(row.last_error).toBe("Nobody answers.");
    return row;
  });
  expect(queued.state).toBe("QUEUED");
  await expect(
    resendMessage(ctx, { messageId: queued.id, recipient: null, idempotencyKey: randomUUID() }),
  ).rejects.toMatchObject({ code: "TRANSITION_REFUSED", message: expect.stringContaining("still being tried") });
});

test("an invoice whose file is gone is not sent without it: given up in words, with a task", async () => {
  startProcess();
  const { tenant, ctx } = await completed();
  const { id } = only(await messagesOf(tenant, "EMAIL", "invoice"));
  await rm(join(env.DATA_DIR, "files", tenant.tenantId), { recursive: true });
  await resendMessage(ctx, { messageId: id, recipient: null, idempotencyKey: randomUUID() });
  expect(await resent(tenant)).toMatchObject({
    state: "DEAD",
    reason: expect.stringContaining("is no longer kept"),
  });
  expect(await messagesOf(tenant, "EMAIL", "invoice")).toHaveLength(1);
});

const places = [
  ...["claim:before", "claim:after", "effect:before", "commit:before", "finish:before", "finish:after"].map(
    (place) => `resend-message/${place}`,
  ),
  "invoice/mail:before",
  "invoice/mail:after",
];
test.each(places)("an error thrown once at %s: it arrives, under one key, without a task", async (here) => {
  setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
  startProcess();
  const { tenant, ctx } = await completed();
  const { id } = only(await messagesOf(tenant, "EMAIL", "invoice"));
  let hits = 0;
  armCrashPoints(async (point) => {
    if (point !== here) return;
    hits += 1;
    if (hits === 1) throw new Error(`broken at ${point}`);
  });
  await resendMessage(ctx, { messageId: id, recipient: null, idempotencyKey: randomUUID() });
  const delivery = await resent(tenant);
  expect(delivery.state).toBe("DONE");
  expect(hits).toBeGreaterThan(0);
  // Only an error between the server's answer and our note of it can send it again; the mailbox knows the repeat.
  const times = here === "invoice/mail:after" || here === "resend-message/finish:before" ? 2 : 1;
  expect((await mailsOf(delivery.id)).map(({ deliveries }) => deliveries)).toEqual([times]);
  expect((await messagesOf(tenant, "EMAIL", "invoice")).map(({ state }) => state)).toEqual(["SENT", "SENT"]);
  expect((await admin.query("select 1 from manual_task where tenant_id = $1", [tenant.tenantId])).rowCount).toBe(0);
});

test("a mail wears the logo of its invoice; sent again after another one came, it wears the same", async () => {
  startProcess();
  const tenant = await buildTenant(admin, { name: "Northside Motors" });
  const first = await keepLogo(tenant, await logoPicture("#7a1f1b"));
  const { ctx } = await completed({ tenant });
  const pictureIn = (html: string | null) =>
    /<img[^>]*alt="Northside Motors"[^>]*src="(data:image\/png[^"]+)"/.exec(html ?? "")?.[1];
  const invoice = only(await settled(tenant, "email-invoice"));
  const mail = only(await mailsOf(invoice.id));
  expect(pictureIn(mail.html)).toBeDefined();
  // It is no file for the customer to save.
  expect(mail.attachments.map(({ contentType }) => contentType)).toEqual(["application/pdf"]);

  await keepLogo(tenant, await logoPicture("#0000ff"), first);
  const message = only(await messagesOf(tenant, "EMAIL", "invoice"));
  const again = await resendMessage(ctx, { messageId: message.id, recipient: null, idempotencyKey: uuidv7() });
  expect(again.messageId).toBe(message.id);
  const resent = only(await settled(tenant, "resend-message"));
  const repeated = only(await mailsOf(resent.id));
  expect(pictureIn(repeated.html)).toBe(pictureIn(mail.html));

  // Looked at in the workshop it is shown from its address: nothing travels along there.
  const { bodyHtml } = await runInTenant(tenant.tenantId, () => messages.byId(readDb(ctx), message.id));
  expect(bodyHtml).toMatch(new RegExp(`src="/api/files/logos/${tenant.tenantId}/[0-9a-f]{64}"`));
});

test("a mail whose logo is lost goes all the same, with the name in its place", async () => {
  startProcess();
  const tenant = await buildTenant(admin, { name: "Northside Motors" });
  await keepLogo(tenant, await logoPicture("#7a1f1b"));
  const { ctx } = await completed({ tenant });
  const message = only(await messagesOf(tenant, "EMAIL", "job-card-ready"));
  await rm(join(env.DATA_DIR, "files", tenant.tenantId, "logos"), { recursive: true });
  await resendMessage(ctx, { messageId: message.id, recipient: null, idempotencyKey: uuidv7() });
  const resent = only(await settled(tenant, "resend-message"));
  expect(resent.state).toBe("DONE");
  expect(only(await mailsOf(resent.id)).html).toMatch(/<img[^>]*alt="Northside Motors"[^>]*src="cid:/);
});
