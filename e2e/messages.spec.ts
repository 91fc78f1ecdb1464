import type { Locator, Page } from "@playwright/test";
import { buildCustomerWithVehicle, buildJobCard } from "../prisma/seed/builders.ts";
import { insertRows } from "../prisma/seed/write.ts";
import { uuidv7 } from "../src/domain/ids.ts";
import { examineOpen, expectAccessible } from "./harness/axe.ts";
import { rival } from "./harness/demo.ts";
import { mailsTo } from "./harness/mailbox.ts";
import { expect, test } from "./harness/test.ts";
import { mutate, openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 150_000 });

/** What the engine brings about has its time on a busy machine. */
const patient = { timeout: 30_000 };
const panel = (page: Page): Locator => page.getByRole("region", { name: "Messages" });
const sent = (page: Page, text: string | RegExp): Locator =>
  panel(page)
    .getByRole("listitem")
    .filter({ hasText: text, has: page.getByText("Sent", { exact: true }) });

/** The page and a message on it, in every size and theme. */
const examine = async (page: Page, path: string): Promise<void> => {
  await openLive(page, path);
  await expect(panel(page).getByRole("listitem").first()).toBeVisible();
  await examineOpen(page, path, async (where) => {
    await panel(page).getByRole("button").first().click();
    await expect(page.getByRole("dialog").getByRole("form", { name: "Send again" })).toBeVisible();
    await expectAccessible(page, `a message ${where}, light`);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  });
};

test("what a customer was sent stands on card, invoice and customer, and is sent again from there", async ({
  signedIn,
  admin,
  garage,
  request,
}) => {
  const email = `messages-${garage.slug}@example.com`;
  const customer = await buildCustomerWithVehicle(admin, garage, { name: "Simon Hallett", email });
  await admin.query("UPDATE customer SET phone = '+442079460418' WHERE id = $1", [customer.customerId]);
  const card = await buildJobCard(admin, garage, { customer, lines: [{ kind: "LABOUR" }] });
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/job-cards/${card.jobCardId}`);
  await expect(panel(page)).toContainText("Nothing has been sent yet.");

  await test.step("after the completion they come by themselves: two mails, and a text that a landline refuses", async () => {
    expect((await mutate(page, "jobCard.complete", { jobCardId: card.jobCardId })).status).toBe(200);
    await expect(sent(page, "Invoice by e-mail")).toContainText(email, patient);
    await expect(sent(page, "Car ready by e-mail")).toBeVisible(patient);
    const failed = panel(page).getByRole("listitem").filter({ hasText: "Car ready by SMS" });
    await expect(failed).toContainText("Failed", patient);
    await expect(failed).toContainText("020 7946 0418 cannot receive texts: it is a landline.");
  });

  const dialog = page.getByRole("dialog");
  await test.step("a mail opens as it looked, and as plain text, with its file named", async () => {
    await sent(page, "Invoice by e-mail").getByRole("button").click();
    await expect(dialog).toContainText(/Attached.*\.pdf/);
    const words = dialog
      .frameLocator("iframe")
      .getByRole("paragraph")
      .filter({ hasText: "Simon Hallett, the invoice" });
    await expect(words).toBeVisible();
    await dialog.getByRole("radio", { name: "Plain text" }).click();
    await expect(dialog.locator("pre")).toContainText("Simon");
  });

  await test.step("sent again to where it went: a second mail, and a row of its own", async () => {
    await expect(dialog.getByLabel("Send again to this address")).toHaveValue(email);
    await dialog.getByRole("button", { name: "Send again" }).dblclick();
    await expect(dialog).toBeHidden();
    await expect(sent(page, "Invoice by e-mail")).toHaveCount(2, patient);
    const invoices = (await mailsTo(request, email)).filter(({ attachments }) => attachments.length === 1);
    expect(invoices.map(({ subject }) => subject)).toEqual([invoices[0]?.subject, invoices[0]?.subject]);
  });

  await test.step("a number that cannot be is refused in words; the corrected one gets the text", async () => {
    await panel(page)
      .getByRole("button", { name: /^Car ready by SMS/ })
      .click();
    const number = dialog.getByLabel("Send again to this number");
    await expect(number).toHaveValue("020 7946 0418");
    await number.fill("077");
    await dialog.getByRole("button", { name: "Send again" }).click();
    await expect(dialog.getByText("Digits are missing from the phone number.")).toBeVisible();
    await number.fill("07700 900418");
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toBeHidden();
    await expect(sent(page, "07700 900418")).toBeVisible(patient);
    expect(await mailsTo(request, "+447700900418")).not.toEqual([]);
    // What failed is settled by it, and says so.
    await expect(panel(page).getByRole("listitem").filter({ hasText: "Sent again to 07700 900418." })).toContainText(
      "Not sent",
    );
    await expect(panel(page).getByText("1 failed")).toBeHidden();
  });

  await test.step("the customer's name leads to their page, with car, card, invoice and the same messages", async () => {
    await page.getByRole("link", { name: "Simon Hallett" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Simon Hallett" })).toBeVisible();
    await expect(page.getByRole("link", { name: "020 7946 0418" }).first()).toHaveAttribute(
      "href",
      "tel:+442079460418",
    );
    await expect(page.getByRole("link", { name: email }).first()).toHaveAttribute("href", `mailto:${email}`);
    await expect(panel(page).getByRole("listitem")).toHaveCount(5);
    await page.getByRole("region", { name: "Invoices" }).getByRole("link").first().click();
    await expect(page.getByRole("heading", { level: 1, name: /^Invoice / })).toBeVisible();
    await expect(panel(page).getByRole("listitem")).toHaveCount(5);
  });

  await test.step("a technician sees no messages and no customer; another workshop finds nobody", async () => {
    const workshop = await signedIn(garage.members.technician.email);
    await workshop.goto(`/job-cards/${card.jobCardId}`);
    await expect(workshop.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(panel(workshop)).toBeHidden();
    for (const person of [workshop, await signedIn(rival)])
      expect((await person.request.get(`/customers/${customer.customerId}`)).status()).toBe(404);
  });
});

test("messages that arrived and failed can be read by everyone, on the card and on the customer", async ({
  signedIn,
  admin,
  garage,
}) => {
  const customer = await buildCustomerWithVehicle(admin, garage, {
    name: "Simon Hallett",
    email: "hallett@example.com",
  });
  const card = await buildJobCard(admin, garage, { customer, lines: [{ kind: "LABOUR" }] });
  const message = (kind: string, channel: "EMAIL" | "SMS", state: "SENT" | "FAILED", recipient: string) => ({
    tenant_id: garage.tenantId,
    id: uuidv7(),
    channel,
    state,
    kind,
    recipient,
    subject: "Built",
    body_text: "Simon Hallett, the invoice is attached.",
    customer_id: customer.customerId,
    job_card_id: card.jobCardId,
    source_key: `built:${kind}`,
    last_error: state === "FAILED" ? "It is a landline." : null,
    sent_at: state === "SENT" ? new Date() : null,
  });
  await insertRows(admin, "message", [
    message("invoice", "EMAIL", "SENT", "hallett@example.com"),
    message("job-card-ready", "SMS", "FAILED", "+442079460418"),
  ]);
  const page = await signedIn(garage.members.advisor.email);
  await examine(page, `/job-cards/${card.jobCardId}`);
  await examine(page, `/customers/${customer.customerId}`);
});
