import { buildCustomerWithVehicle, buildJobCard } from "../prisma/seed/builders.ts";
import { examineOpen, expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";
import { phone } from "./pages/booking.ts";
import { fact } from "./pages/job-card.ts";
import { billedCard, cardFrame, copiedLink, moreOf, openInvoice, payButton, takeCard } from "./pages/pay.ts";
import { openLive } from "./pages/workshop.ts";

// Customers on their phones and the desk beside them, in workshops of their own.
test.describe.configure({ mode: "parallel", timeout: 120_000 });

test("a customer pays a part by the link, then the rest; the desk sees both", async ({
  browser,
  admin,
  garage,
  signedIn,
  baseURL,
}) => {
  const desk = await signedIn(garage.members.owner.email);
  const billed = await billedCard(desk, admin, garage);
  const link = await copiedLink(desk, billed);
  const context = await browser.newContext({ ...phone, baseURL });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("£180.00 to pay");
  await expect(page.getByText(`Invoice ${billed.invoiceNumber}`)).toBeVisible();
  await expect(payButton(page, "£180.00")).toBeVisible();

  await test.step("an amount that is none, or too much, is refused where it was typed", async () => {
    await page.getByRole("radio", { name: "Another amount" }).check();
    const amount = page.getByLabel("Amount", { exact: false }).and(page.getByRole("textbox"));
    await expect(amount).toHaveValue("180.00");
    await amount.fill("180.01");
    await amount.press("Enter");
    await expect(page.getByText("£180.00 is left to pay. Type that or less.")).toBeVisible();
    await expect(amount).toBeFocused();
    await amount.fill("42");
  });

  await test.step("a part is paid, and its receipt stands there at once", async () => {
    await takeCard(page, "Pays");
    await payButton(page, "£42.00").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("£42.00 received");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    await expect(fact(page, "Left to pay")).toContainText("£138.00");
    await expect(fact(page, "How")).toContainText("Card, online");
    await expect(payButton(page, "£138.00")).toBeVisible();
    await expectAccessible(page, "a receipt with something left");
  });

  await test.step("after a reload the rest is due, and paying it ends the bill", async () => {
    await page.reload();
    await expect(page.getByText("£180.00, less £42.00 paid.")).toBeVisible();
    await takeCard(page, "Pays");
    await payButton(page, "£138.00").click();
    await expect(page.getByText("Paid, thank you")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Pay / })).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "Paid, thank you" })).toBeVisible();
  });

  await openInvoice(desk, billed);
  await expect(fact(desk, "State")).toContainText("Paid");
  const money = desk.getByRole("region", { name: "Payments and credit" });
  await expect(money.getByRole("listitem").filter({ hasText: "Card online" })).toHaveCount(2);
  await context.close();
  await expectInvariantsHold();
});

test("a declined card takes nothing and loses nothing; another one pays", async ({ page, admin, garage, signedIn }) => {
  const desk = await signedIn(garage.members.owner.email);
  const link = await copiedLink(desk, await billedCard(desk, admin, garage));
  await page.goto(link);
  await page.getByRole("radio", { name: "Another amount" }).check();
  const amount = page.getByRole("textbox", { name: /^Amount/ });
  await amount.fill("60.50");
  await takeCard(page, "Has no money on it");
  await payButton(page, "£60.50").click();
  const refusal = page.locator("#refusal");
  await expect(refusal).toHaveText(/\w/);
  await expect(refusal).toBeFocused();
  await expect(amount).toHaveValue("60.50");
  await expect(cardFrame(page).getByLabel("Card number")).toHaveValue(/9995$/);
  await examineOpen(page, "a declined card");
  await takeCard(page, "Pays");
  await payButton(page, "£60.50").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("£60.50 received");
  await expectInvariantsHold();
});

test("what the bank has not decided is waited for, over a reload too", async ({ page, admin, garage, signedIn }) => {
  const desk = await signedIn(garage.members.owner.email);
  const link = await copiedLink(desk, await billedCard(desk, admin, garage));
  await page.goto(link);
  await takeCard(page, "Needs some seconds, then pays");
  await payButton(page, "£180.00").click();
  await expect(page.getByRole("heading", { level: 1, name: "Confirming with your bank" })).toBeVisible();
  await expect(page.getByText("Please do not pay again")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("Paid, thank you")).toBeVisible({ timeout: 60_000 });
});

test("a bank that asks first gets its answer on its own page", async ({ page, admin, garage, signedIn }) => {
  const desk = await signedIn(garage.members.owner.email);
  const link = await copiedLink(desk, await billedCard(desk, admin, garage));
  await page.goto(link);
  await takeCard(page, "Its bank asks first");
  await payButton(page, "£180.00").click();
  await page.getByRole("button", { name: "Yes, pay" }).click();
  await expect(page).toHaveURL(link);
  await expect(page.getByText("Paid, thank you")).toBeVisible({ timeout: 60_000 });
});

test("a bank's question is left, and another card pays", async ({ page, admin, garage, signedIn }) => {
  const desk = await signedIn(garage.members.owner.email);
  const link = await copiedLink(desk, await billedCard(desk, admin, garage));
  await page.goto(link);
  await takeCard(page, "Its bank asks first");
  await payButton(page, "£180.00").click();
  await expect(page.getByRole("button", { name: "Yes, pay" })).toBeVisible();
  // Back without an answer, as by the phone's own button.
  await page.goto(link);
  await page.getByRole("button", { name: "Pay another way" }).click();
  await expect(page.getByText("You ended this payment. Nothing was taken.")).toBeVisible();
  await expectAccessible(page, "a payment that was left");
  await takeCard(page, "Pays");
  await payButton(page, "£180.00").click();
  await expect(page.getByText("Paid, thank you")).toBeVisible({ timeout: 60_000 });
  await expectInvariantsHold();
});

test("a link that never was one is not found", async ({ page }) => {
  const answer = await page.goto(`/pay/${"x".repeat(43)}`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "This link does not open an invoice" })).toBeVisible();
});

test("the desk splits a payment, gives change, gives some back and credits a part", async ({
  admin,
  garage,
  signedIn,
}) => {
  const page = await signedIn(garage.members.owner.email);
  const billed = await billedCard(page, admin, garage);
  await openInvoice(page, billed);
  await examineOpen(page, "an invoice that nothing was paid on");

  await test.step("a part by the terminal, the rest in cash", async () => {
    await page.getByRole("button", { name: "Take payment" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Amount").fill("100");
    await dialog.getByRole("button", { name: "Take £100.00" }).click();
    await expect(dialog.getByRole("listitem")).toHaveText(/Card terminal\s*£100.00/);
    await expect(dialog.getByLabel("Amount")).toHaveValue("80.00");
    await dialog.getByRole("radio", { name: "Cash" }).check();
    await dialog.getByLabel("Cash given").fill("100");
    await expect(dialog.getByText("£20.00")).toBeVisible();
    await expectAccessible(page, "taking cash");
    await dialog.getByRole("button", { name: "Take £80.00" }).click();
    await expect(dialog.getByText("Change to give")).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(fact(page, "State")).toContainText("Paid");
  });

  const money = page.getByRole("region", { name: "Payments and credit" });
  await test.step("a credit note by line: one pad set comes back to the shelf", async () => {
    await (await moreOf(page)).getByRole("menuitem", { name: "Issue credit note" }).click();
    const dialog = page.getByRole("dialog", { name: `Credit note for ${billed.invoiceNumber}` });
    await dialog.getByRole("checkbox", { name: /^Brake pad set/ }).check();
    await dialog.getByLabel("Taken back of Brake pad set").fill("1");
    await expect(dialog.getByText("Then to give back")).toBeVisible();
    await expect(dialog.getByRole("combobox", { name: "Where Brake pad set goes" })).toHaveValue("SHELF");
    await expectAccessible(page, "a credit note");
    await dialog.getByLabel("Reason").fill("One set was not needed");
    await dialog.getByRole("button", { name: "Issue credit note over £30.00" }).click();
    await expect(dialog).toBeHidden();
    await expect(fact(page, "State")).toContainText("£30.00 to give back");
  });

  await test.step("what is paid above it goes back in cash", async () => {
    await money
      .getByRole("listitem")
      .filter({ hasText: "Cash" })
      .getByRole("button", { name: /^Give back/ })
      .click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Amount")).toHaveValue("30.00");
    await dialog.getByRole("button", { name: "Give back £30.00" }).click();
    await expect(dialog.getByText("Say why.")).toBeVisible();
    await dialog.getByLabel("Reason").fill("One set came back");
    await expectAccessible(page, "giving back");
    await dialog.getByRole("button", { name: "Give back £30.00" }).click();
    await expect(dialog).toBeHidden();
    await expect(fact(page, "State")).toContainText("Paid");
    await expect(money.getByText("Given back")).toBeVisible();
  });
  await examineOpen(page, "an invoice with payments, a refund and a credit note");

  await test.step("the till of the day and the customer's statement tell the same", async () => {
    await page.goto("/till");
    const totals = page.getByText("In all").locator("..");
    await expect(totals).toContainText("£150.00");
    await expect(page.getByRole("table", { name: /^Money of/ }).getByRole("row")).toHaveCount(4);
    await expectAccessible(page, "the till");
    await page.getByRole("link", { name: "The day before" }).click();
    await expect(page.getByText("No money came in or went out")).toBeVisible();
    await page.getByRole("link", { name: "The day after" }).click();
    await page.getByRole("table").getByRole("link").first().click();
    await page.getByRole("link", { name: "Statement" }).click();
    await expect(page.getByText("Nothing is owed")).toBeVisible();
    await expect(page.getByRole("table", { name: "Statement in GBP" }).getByRole("row")).toHaveCount(6);
    await expectAccessible(page, "a statement");
  });
  await expectInvariantsHold();
});

test("a card payment goes back to its card, and a paid invoice cannot be voided", async ({
  browser,
  admin,
  garage,
  signedIn,
  baseURL,
}) => {
  const desk = await signedIn(garage.members.owner.email);
  const billed = await billedCard(desk, admin, garage);
  const link = await copiedLink(desk, billed);
  const context = await browser.newContext({ ...phone, baseURL });
  const page = await context.newPage();
  await page.goto(link);
  await expectNoSidewaysScroll(page, "the bill on a phone");
  await takeCard(page, "Pays");
  await payButton(page, "£180.00").click();
  await expect(page.getByText("Paid, thank you")).toBeVisible();

  await openInvoice(desk, billed);
  await expect((await moreOf(desk)).getByRole("menuitem", { name: /^Void invoice/ })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await desk.keyboard.press("Escape");
  await desk.getByRole("button", { name: /^Give back/ }).click();
  const dialog = desk.getByRole("dialog");
  await dialog.getByLabel("Amount").fill("50");
  await dialog.getByLabel("Reason").fill("Goodwill");
  await expect(dialog.getByText(/^£50.00 becomes due on/)).toBeVisible();
  await dialog.getByRole("button", { name: "Give back £50.00" }).click();
  await expect(dialog).toBeHidden();
  await expect(desk.getByRole("region", { name: "Payments and credit" }).getByText("Given back")).toBeVisible();
  await context.close();
  await expectInvariantsHold();
});

test("a completed card is opened again, and what was paid stands for it", async ({ admin, garage, signedIn }) => {
  const page = await signedIn(garage.members.owner.email);
  const billed = await billedCard(page, admin, garage);
  await openInvoice(page, billed);
  await page.getByRole("button", { name: "Take payment" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take £180.00" }).click();
  await expect(fact(page, "State")).toContainText("Paid");

  await openLive(page, `/job-cards/${billed.jobCardId}`);
  await page.getByRole("button", { name: "More to do with this card" }).click();
  await page.getByRole("menuitem", { name: "Reopen job card" }).click();
  const dialog = page.getByRole("alertdialog", { name: `Reopen job card ${billed.number}?` });
  await expect(dialog).toContainText("£180.00 paid stand for this card");
  await dialog.getByLabel("Reason").fill("The pads squeal");
  await expectAccessible(page, "reopening a card");
  await dialog.getByRole("button", { name: "Reopen job card" }).click();
  await expect(dialog).toBeHidden();
  await expect(fact(page, "Where is it")).toContainText("In progress");
  await expect(page.getByText("Deposit held £180.00.")).toBeVisible();
  await expectInvariantsHold();
});

test("a deposit is taken on a card in work", async ({ admin, garage, signedIn }) => {
  const page = await signedIn(garage.members.advisor.email);
  const { jobCardId } = await buildJobCard(admin, garage);
  await openLive(page, `/job-cards/${jobCardId}`);
  await page.getByRole("button", { name: "More to do with this card" }).click();
  await page.getByRole("menuitem", { name: "Take deposit" }).click();
  const dialog = page.getByRole("dialog", { name: /^Take a deposit/ });
  await dialog.getByLabel("Amount").fill("40");
  await expectAccessible(page, "a deposit");
  await dialog.getByRole("button", { name: "Take £40.00" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Deposit held £40.00.")).toBeVisible();
  await expectInvariantsHold();
});

test("what is kept for a customer is given back from their statement", async ({ admin, garage, signedIn }) => {
  const page = await signedIn(garage.members.owner.email);
  const customer = await buildCustomerWithVehicle(admin, garage, { name: "Dora Klein" });
  const { jobCardId } = await buildJobCard(admin, garage, { customer });
  await openLive(page, `/job-cards/${jobCardId}`);
  await page.getByRole("button", { name: "More to do with this card" }).click();
  await page.getByRole("menuitem", { name: "Take deposit" }).click();
  const taking = page.getByRole("dialog", { name: /^Take a deposit/ });
  await taking.getByLabel("Amount").fill("40");
  await taking.getByRole("button", { name: "Take £40.00" }).click();
  await expect(taking).toBeHidden();

  await page.goto(`/customers/${customer.customerId}/statement`);
  const kept = page.getByRole("region", { name: "Kept for the customer" });
  await expect(kept).toContainText("£40.00");
  const giving = page.getByRole("dialog", { name: "Give money back to Dora Klein?" });
  // Nothing on this page says that its script has come.
  await expect(async () => {
    await kept.getByRole("button", { name: "Give back £40.00" }).click();
    await expect(giving).toBeVisible({ timeout: 1000 });
  }).toPass();
  await giving.getByRole("button", { name: "Give back £40.00" }).click();
  await expect(giving.getByText("Say why.")).toBeVisible();
  await giving.getByLabel("Amount").fill("15");
  await giving.getByLabel("Reason").fill("The car was sold");
  await expectAccessible(page, "giving back what is kept");
  await page.keyboard.press("Control+Enter");
  await expect(giving).toBeHidden();
  await expect(kept).toContainText("£25.00");
  await expectInvariantsHold();
});
