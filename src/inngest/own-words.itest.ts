import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { noOwnWords, type OwnWords, type WordingKind, wordingKinds } from "#/domain/wording.ts";
import { previewMessage } from "#/inngest/preview.ts";
import { adminPool, startWorld } from "#/inngest/testing.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { executeInTransaction, readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { keepWording } from "#/server/orchestrators/keep-wording.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import * as links from "#/server/repositories/link-tokens.ts";
import { openChoice } from "#/server/services/consents.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { bookOnline, firstFree, openGarage, stranger } from "../../tests/booking/garage.ts";
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

const key = () => ({ idempotencyKey: uuidv7() });
const keep = (tenant: BuiltTenant, kind: WordingKind, words: Partial<OwnWords>, version = 0) =>
  keepWording(contextOf(tenant, "owner"), { kind, ...noOwnWords, ...words, version, ...key() });

type Sent = { kind: string; channel: string; body_text: string; body_html: string | null };
const sent = (tenant: BuiltTenant, kind: string, count: number): Promise<Sent[]> =>
  vi.waitFor(
    async () => {
      const { rows } = await admin.query<Sent>(
        "select kind, channel, body_text, body_html from message where tenant_id = $1 and kind = $2 and state = 'SENT' order by channel",
        [tenant.tenantId, kind],
      );
      if (rows.length < count) throw new Error(`${kind} is not sent.`);
      return rows;
    },
    { timeout: 50_000, interval: 30 },
  );

test("mail and text go in the workshop's words, with the facts, the link and how to stop them left in", async () => {
  const tenant = await buildTenant(admin, { name: "Northside Motors" });
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1.5" }] });
  await admin.query(
    "update customer set name = 'Priya Shah', phone = '+447700900123', email = 'priya@example.com' where id = $1",
    [card.customerId],
  );
  await keep(tenant, "job-card-ready", {
    opening: "{first name}, {plate} is washed & waiting.\nCome when you like.",
    closing: "Park in the yard at {branch}.",
    text: "{plate} is done, {amount} to pay",
  });
  await completeJobCard(contextOf(tenant), { jobCardId: card.jobCardId, ...key() });
  running.push(world.startProcess());

  const [mail, text] = await sent(tenant, "job-card-ready", 2);
  const { rows } = await admin.query<{ plate: string; branch: string }>(
    "select v.plate, b.name as branch from job_card j join vehicle v on v.tenant_id = j.tenant_id and v.id = j.vehicle_id join branch b on b.tenant_id = j.tenant_id and b.id = j.branch_id where j.id = $1",
    [card.jobCardId],
  );
  const { plate = "", branch = "" } = rows[0] ?? {};
  expect(mail?.body_text).toContain(`Priya, ${plate} is washed & waiting.\nCome when you like.`);
  expect(mail?.body_text).toContain(`Park in the yard at ${branch}.`);
  expect(mail?.body_text).not.toContain("is finished. It waits for you");
  expect(mail?.body_text).toMatch(/To pay: .*\d/);
  expect(mail?.body_html).toContain("is washed &amp; waiting.");
  expect(text?.body_text).toMatch(new RegExp(`^(Northside Motors: )?${plate} is done, .*\\d\\.\\d\\d to pay http`));
  expect(text?.body_text).toContain("STOP");

  // What has no words of its own is as it always was.
  const [invoice] = await sent(tenant, "invoice", 1);
  expect(invoice?.body_text).toContain("is attached as a PDF");
});

test("a booking is confirmed in the workshop's words, and the preview of it says the same", async () => {
  const garage = await openGarage(admin);
  const words = { opening: "{first name}, see you {time}.", closing: "Bring {car} with the {work} in mind." };
  await keep(garage.tenant, "appointment-booked", words);
  await bookOnline(garage, await firstFree(garage), stranger());
  running.push(world.startProcess());
  const [mail] = await sent(garage.tenant, "appointment-booked", 1);
  const shown = await runInTenant(garage.tenant.tenantId, () =>
    previewMessage(readDb(garage.tenant), { kind: "appointment-booked", ...noOwnWords, ...words }),
  );
  const paragraphs = (text = "") => text.split("\n\n").filter((each) => !/https?:|link/.test(each));
  expect(paragraphs(shown?.plain)).toEqual(paragraphs(mail?.body_text));
  expect(mail?.body_text).toMatch(/, see you \w{3} \d/);
});

test("each kind can be shown once there is something to show it on, and on no other tenant's", async () => {
  const [tenant, other] = [await buildTenant(admin, {}), await buildTenant(admin, {})];
  const show = (of: BuiltTenant, kind: WordingKind) =>
    runInTenant(of.tenantId, () => previewMessage(readDb(of), { kind, ...noOwnWords, opening: "Hello {name}" }));
  for (const kind of wordingKinds) expect([kind, await show(tenant, kind)]).toEqual([kind, null]);
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR" }] });
  const { invoiceId } = await completeJobCard(contextOf(tenant), { jobCardId: card.jobCardId, ...key() });
  const paid = { invoiceId, method: "CASH", amountMinor: 100, tenderedMinor: null, reference: "" } as const;
  await takePayment(contextOf(tenant), { ...paid, ...key() });
  for (const kind of ["job-card-ready", "invoice", "receipt"] as const) {
    const shown = await show(tenant, kind);
    expect([kind, shown?.plain.includes("Hello ")]).toEqual([kind, true]);
    expect(await show(other, kind)).toBeNull();
  }
});

test("of two who keep the words of one message at once the later is told", async () => {
  const tenant = await buildTenant(admin, {});
  for (const version of [0, 1]) {
    const ends = await Promise.allSettled(["A", "B"].map((closing) => keep(tenant, "invoice", { closing }, version)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [refused] = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(refused).toMatchObject({ code: "STALE_VERSION" });
  }
  await expect(keep(tenant, "invoice", { closing: "{time}" }, 2)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await expect(keep(tenant, "receipt", { text: "Thanks" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

// ── What the reader chooses ─────────────────────────────────────────────────────────────────────

/** The link in the mail that arrived, and the header that a mail program makes a button of. */
const choiceIn = async (email: string): Promise<{ token: string | null; header: string | null }> => {
  const mail = (await world.mails()).find(({ to }) => to.some((each) => each.includes(email)));
  const raw = mail === undefined ? "" : (await world.eml(mail.id)).toString("utf8").replaceAll(/=\r?\n/g, "");
  return {
    token: /\/m\/([\w-]{43})/.exec(raw)?.[1] ?? null,
    header: /^List-Unsubscribe:\s*<([^>]+)>/im.exec(raw)?.[1] ?? null,
  };
};
const anybody = createCaller(createContext(new Headers({ host: "localhost:3000" })));

test("a mail leads to its reader's choice, which the next message heeds, and the log keeps both", async () => {
  const tenant = await buildTenant(admin, {});
  const email = `reader-${uuidv7()}@example.com`;
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR" }] });
  await admin.query("update customer set email = $2, phone = null where id = $1", [card.customerId, email]);
  await completeJobCard(contextOf(tenant), { jobCardId: card.jobCardId, ...key() });
  running.push(world.startProcess());
  const [kept] = await sent(tenant, "job-card-ready", 1);
  const { token, header } = await vi.waitFor(async () => {
    const found = await choiceIn(email);
    if (found.token === null) throw new Error("The mail with the link is not here.");
    return found;
  });
  expect(header).toContain(`/m/${token}`);
  expect(kept?.body_text).toContain("(the link to choose messages is not kept)");
  expect(JSON.stringify(kept)).not.toContain(token);

  const asked = { token: token ?? "" };
  const all = await anybody.messageChoice.byToken(asked);
  if (all.found !== "open") throw new Error("The link has ended.");
  expect(all.view.choices.filter(({ given }) => !given).map(({ purpose }) => purpose)).toEqual([
    "MARKETING",
    "MARKETING",
  ]);
  const no = { channel: "EMAIL", purpose: "SERVICE", given: false } as const;
  const chosen = { ...asked, choices: [no, { ...no, purpose: "REMINDER", given: true } as const], ...key() };
  expect(await anybody.messageChoice.choose(chosen)).toEqual({ changed: 1 });
  expect(await anybody.messageChoice.choose(chosen)).toEqual({ changed: 1 });
  expect(await anybody.messageChoice.choose({ ...chosen, ...key() })).toEqual({ changed: 0 });
  const { rows } = await admin.query<{ how: string; by: string; given: boolean }>(
    "select how::text, recorded_by_name as by, given from customer_consent where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ how: "WEB", by: "The customer", given: false }]);

  const next = await buildJobCard(admin, tenant, { customer: card, lines: [{ kind: "LABOUR" }] });
  await completeJobCard(contextOf(tenant), { jobCardId: next.jobCardId, ...key() });
  await vi.waitFor(
    async () => {
      const { rows: told } = await admin.query<{ reason: string | null }>(
        `select closed_reason as reason from event_delivery
          where tenant_id = $1 and consumer = 'notify-customer-email' and state = 'SKIPPED'`,
        [tenant.tenantId],
      );
      expect(told).toEqual([{ reason: "The customer wants no e-mails about this." }]);
    },
    { timeout: 50_000, interval: 50 },
  );
});

test("an address that only a booking names leads to nobody's choice", async () => {
  const garage = await openGarage(admin);
  const who = stranger();
  const first = await bookOnline(garage, await firstFree(garage), who);
  const { rows } = await admin.query<{ customer_id: string; contact_email: string }>(
    "select customer_id, contact_email from appointment where reference = $1",
    [first.reference],
  );
  // The customer has another address by now: whoever reads the booking's has no say.
  await admin.query("update customer set email = 'their-own@example.com' where id = $1", [rows[0]?.customer_id]);
  running.push(world.startProcess());
  await sent(garage.tenant, "appointment-booked", 1);
  await vi.waitFor(async () => {
    expect(
      (await world.mails()).some(({ to }) => to.some((each) => each.includes(rows[0]?.contact_email ?? "-"))),
    ).toBe(true);
  });
  expect(await choiceIn(rows[0]?.contact_email ?? "-")).toEqual({ token: null, header: null });
});

test("no token, another link's token and an erased customer's choose nothing", async () => {
  const tenant = await buildTenant(admin, {});
  const { customerId } = await buildJobCard(admin, tenant, {});
  await executeInTransaction(contextOf(tenant), "test.link", (tx) => openChoice(tx, customerId));
  const token = linkToken("messages", customerId, 1);
  const choices = [{ channel: "SMS", purpose: "SERVICE", given: false } as const];
  for (const wrong of ["x".repeat(43), linkToken("invoice", customerId, 1)])
    await expect(anybody.messageChoice.choose({ token: wrong, choices, ...key() })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  await executeInTransaction(contextOf(tenant), "test.end", (tx) => links.end(tx, "messages", customerId));
  expect(await anybody.messageChoice.byToken({ token })).toEqual({ found: "gone" });
  await expect(anybody.messageChoice.choose({ token, choices, ...key() })).rejects.toMatchObject({
    message: "This link has ended. Call the workshop to be told less.",
  });
});
