import type { Page } from "@playwright/test";
import { expectAccessible } from "./harness/axe.ts";
import { advisor, owner, partOnTheShelf, returningCar } from "./harness/demo.ts";
import { linesOfPdf, mailsTo } from "./harness/mailbox.ts";
import { demoPassword, expect, expectInvariantsHold, test } from "./harness/test.ts";
import { cardLink, column } from "./pages/board.ts";
import { addLine, fact, openPreflight } from "./pages/job-card.ts";

test.describe.configure({ mode: "parallel" });

/** Noon, so many days ahead, as the field of a date and a time takes it. */
const noonIn = (days: number): string => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T12:00`;

/** The plate typed and left with Tab, as at a desk with a customer in front of it. */
async function givePlate(page: Page, plate: string): Promise<void> {
  const field = page.getByLabel("Plate");
  await field.fill(plate);
  await field.press("Tab");
}

test("an advisor opens a card by its plate, completes it, and everything that follows arrives", async ({
  page,
  admin,
  signedIn,
}) => {
  test.setTimeout(120_000);
  const car = await returningCar(admin);
  const part = await partOnTheShelf(admin);
  const colleague = await signedIn(owner);
  const mileage = car.mileage + 1200;
  let number = "";
  let invoiceNumber = "";
  let total = "";

  await test.step("signs in with the form", async () => {
    await page.goto("/");
    await page.getByLabel("E-mail").fill(advisor);
    await page.getByLabel("Password", { exact: true }).fill(demoPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/board$/);
  });

  await test.step("gives the plate; Tab fills in the car, its owner and its history", async () => {
    await page.getByRole("link", { name: "New job card" }).click();
    await givePlate(page, car.plate.toLowerCase().replace(" ", ""));
    await expect(page.getByText(car.car).first()).toBeVisible();
    await expect(page.getByText(car.owner).first()).toBeVisible();
    await expect(page.getByText(/^(1 visit|last \d+ visits)$/)).toBeVisible();
  });

  await test.step("opens the card with the complaint and the mileage", async () => {
    await page.getByLabel("Complaint").fill("Rattles when cold");
    await page.getByLabel("Mileage in").fill(String(mileage));
    await page.getByRole("button", { name: "Open job card" }).click();
    await expect(page.getByRole("heading", { level: 1, name: car.car })).toBeVisible();
    await expect(fact(page, "Where is it")).toContainText("Checked in");
    number =
      /Job card (\d+), opened/.exec((await page.getByText(/^Job card \d+, opened/).textContent()) ?? "")?.[1] ?? "";
    expect(number).not.toBe("");
  });
  const cardUrl = page.url();

  await test.step("adds an hour and a half of labour and two of a part", async () => {
    await addLine(page, "Find the rattle", /^Labour “Find the rattle”$/);
    await page.getByLabel("Qty, Find the rattle").fill("1.5");
    await page.getByLabel("Qty, Find the rattle").press("Enter");
    await addLine(page, part.number, new RegExp(`^${part.name} ${part.number} `));
    await page.getByLabel(`Qty, ${part.name}`).fill("2");
    await page.getByLabel(`Qty, ${part.name}`).press("Enter");
    await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  });

  await test.step("records the approval, which reserves the part", async () => {
    await fact(page, "Next action").getByRole("button", { name: "Record approval" }).click();
    const dialog = page.getByRole("dialog", { name: `What has ${car.owner} agreed to?` });
    await dialog.getByRole("button", { name: "Record approval of 2 lines" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Approved", { exact: true })).toBeVisible();
  });

  await test.step("begins the work, gives it to a technician and places it on a bay", async () => {
    await fact(page, "Next action").getByRole("button", { name: "Move to In progress" }).click();
    await expect(fact(page, "Where is it")).toContainText("In progress");
    await page.getByRole("button", { name: "More to do with this card" }).click();
    await page.getByRole("menuitem", { name: "Assign" }).click();
    await page.getByRole("menuitemradio", { name: "Rosa Silva" }).click();
    await expect(fact(page, "Next action")).toContainText("Rosa Silva");
    await page.getByRole("button", { name: "More to do with this card" }).click();
    await page.getByRole("menuitem", { name: "Place on a bay" }).click();
    const dialog = page.getByRole("dialog", { name: "Place on which bay?" });
    await dialog.getByLabel("Bay").selectOption({ label: "Bay 2, lift" });
    await dialog.getByLabel("Start").fill(noonIn(40));
    await dialog.getByRole("button", { name: "Place" }).click();
    await expect(fact(page, "Where is it")).toContainText("In progress, Bay 2");
  });

  await test.step("a colleague's board shows it", async () => {
    await colleague.goto("/board");
    await expect(cardLink(column(colleague, "In progress"), car.plate)).toBeVisible();
    await colleague.evaluate(() => document.body.setAttribute("data-loaded", "once"));
  });

  const dialog = await test.step("the pre-flight names all that stops it", async () => {
    const open = await openPreflight(page);
    await expect(open.getByRole("heading", { name: "2 things stop this" })).toBeVisible();
    await expect(open.getByRole("button", { name: "Complete, 2 to fix" })).toBeDisabled();
    return open;
  });

  await test.step("what a colleague ticks vanishes from it at once", async () => {
    const other = await colleague.context().newPage();
    await other.goto(cardUrl);
    await other.getByRole("button", { name: "All done" }).click();
    await expect(dialog.getByRole("heading", { name: "1 thing stops this" })).toBeVisible();
    await other.close();
  });

  await test.step("the mileage is given in it, and nothing stops it any more", async () => {
    await dialog
      .getByRole("listitem")
      .filter({ hasText: /mileage|odometer/i })
      .getByRole("button")
      .click();
    await dialog.getByLabel("Mileage out").fill(String(mileage + 3));
    await dialog.getByLabel("Mileage out").press("Enter");
    await expect(dialog.getByRole("heading", { name: "Nothing stops this" })).toBeVisible();
    await expect(dialog.getByText(part.name)).toBeVisible();
  });

  await test.step("completes it", async () => {
    const complete = dialog.getByRole("button", { name: /^Complete and invoice/ });
    total = /£[\d,.]+/.exec((await complete.textContent()) ?? "")?.[0] ?? "";
    await complete.click();
    const done = page.getByRole("dialog", { name: `Job card ${number} is completed` });
    const said = await done.getByText(/^Invoice .* is issued\./).textContent();
    invoiceNumber = /Invoice (\S+) over (\S+) /.exec(said ?? "")?.[1] ?? "";
    expect(said).toContain(total);
  });

  await test.step("the colleague's board has moved it without being loaded again", async () => {
    await expect(cardLink(column(colleague, "Completed"), car.plate)).toBeVisible();
    await expect(cardLink(column(colleague, "In progress"), car.plate)).toBeHidden();
    await expect(colleague.locator("body")).toHaveAttribute("data-loaded", "once");
  });

  await test.step("the timeline shows each step and every effect arrived", async () => {
    await expect(page.getByRole("dialog").getByText(/^all \d+ arrived$/)).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press("Escape");
    const timeline = page.getByRole("region", { name: "Timeline" });
    await expect(timeline.getByText("Committed").first()).toBeVisible();
    await expect(timeline.getByText("Complete job card")).toBeVisible();
    // Of every run about the card, the one that reserved its parts included.
    await expect(timeline.getByText(/^\d+ of \d+ arrived$/)).toHaveCount(0);
    await expect(timeline.getByText(/^all \d+ arrived$/).first()).toBeVisible();
  });

  const attached = await test.step("the customer has the mail with the invoice as a PDF", async () => {
    await expect
      .poll(async () => (await mailsTo(page.request, car.email)).flatMap(({ attachments }) => attachments))
      .toContainEqual(expect.objectContaining({ filename: `${invoiceNumber}.pdf`, contentType: "application/pdf" }));
    const mails = await mailsTo(page.request, car.email);
    const named = `${invoiceNumber}.pdf`;
    const mail = mails.find(({ attachments }) => attachments.some(({ filename }) => filename === named));
    const attachment = mail?.attachments.find(({ filename }) => filename === named);
    const pdf = await (await page.request.get(attachment?.url ?? "")).body();
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    const text = linesOfPdf(pdf);
    for (const fact of [invoiceNumber, car.plate, total, "Find the rattle", part.name]) expect(text).toContain(fact);
    expect(mails.filter(({ subject }) => subject.includes(car.plate))).not.toEqual([]);
    const mailPage = await page.context().newPage();
    // As text: axe does not get into the frame of the other view, where no script runs.
    await mailPage.goto(`${mail?.url}?view=text`);
    await expect(mailPage.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(mailPage, "the mail's page");
    await mailPage.close();
    return pdf;
  });

  await test.step("the invoice's page and file say the same", async () => {
    await page.getByRole("link", { name: `Invoice ${invoiceNumber}` }).click();
    await expect(page.getByRole("heading", { level: 1, name: `Invoice ${invoiceNumber}` })).toBeVisible();
    await expect(page.getByRole("region", { name: "Lines and totals" })).toContainText(`To pay${total}`);
    const href = await page.getByRole("link", { name: "Open PDF" }).getAttribute("href");
    expect(attached.equals(await (await page.request.get(href ?? "")).body())).toBe(true);
  });

  await test.step("the part's ledger shows two issued for the card, and what is left", async () => {
    await page.goto(`/parts?search=${encodeURIComponent(part.number)}`);
    await page.getByRole("button", { name: part.number, exact: true }).click();
    const issued = page
      .getByRole("table", { name: "Stock movements" })
      .getByRole("row")
      .filter({ hasText: `Issued Job card ${number}` });
    await expect(issued.getByRole("cell").nth(1)).toHaveText("−2");
    await expect(issued.getByRole("cell").nth(2)).toHaveText(String(part.onHand - 2));
  });

  await test.step("the car's history has grown by this visit", async () => {
    await page.goto("/job-cards/new");
    await givePlate(page, car.plate);
    const visit = page.getByRole("listitem").filter({ hasText: (mileage + 3).toLocaleString("en-GB") });
    await expect(visit.getByRole("link")).toHaveAttribute("href", new URL(cardUrl).pathname);
  });

  await test.step("all invariants hold", expectInvariantsHold);
});

test("a plate that nobody knows adds the car and its owner with the card", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  const plate = `E2E ${Date.now().toString(36).slice(-5).toUpperCase()}`;
  await page.goto("/job-cards/new");
  await givePlate(page, plate);
  await page.getByLabel("Make").fill("Škoda");
  await page.getByLabel("Model").fill("Enyaq");
  await page.getByLabel("Year").fill("2024");
  await page.getByLabel("Name").fill("Łukasz Żak");
  await page.getByLabel("E-mail").fill("lukasz@example.com");
  await page.getByLabel("Phone").fill("07700 900418");
  await page.getByLabel("Complaint").fill("First service");
  await page.keyboard.press("Control+Enter");

  await expect(page.getByRole("heading", { level: 1, name: "Škoda Enyaq" })).toBeVisible();
  await expect(page.getByText("Łukasz Żak").first()).toBeVisible();
  await expect(page.getByRole("link", { name: /7700 ?900418/ })).toHaveAttribute("href", /^tel:/);

  await page.goto("/job-cards/new");
  await givePlate(page, plate);
  await expect(page.getByText("Škoda Enyaq, 2024")).toBeVisible();
  await expect(page.getByText("This car has an open job card")).toBeVisible();
});
