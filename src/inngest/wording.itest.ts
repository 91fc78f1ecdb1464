import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { noOwnWords, type OwnWords, type WordingKind, wordingKinds } from "#/domain/wording.ts";
import { previewMessage } from "#/inngest/preview.ts";
import { adminPool, startWorld } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { keepWording } from "#/server/orchestrators/keep-wording.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
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
