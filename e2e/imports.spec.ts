import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { owner, unpaidInvoiceId } from "./harness/demo.ts";
import { expect, test } from "./harness/test.ts";

const laptop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const narrow = { width: 320, height: 640 };
/** 1280 × 720 at 200 %. */
const zoomed = { width: 640, height: 360 };

const file = (text: string) => ({ name: "new-parts.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test("a file of parts with errors: mapped, checked, imported, seen and undone, by keyboard", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await page.goto("/settings/import");
  await page.getByLabel("What it holds").selectOption("Parts");
  await page
    .getByLabel("File")
    .setInputFiles(
      file("Article;Teil;Verkauf;Menge\nE2E-1;Wischer;12,50;4\nE2E-2;Birne;zwölf;\nE2E-3;Ölwanne;89;1,5\n"),
    );
  await page.getByRole("button", { name: "Read the file" }).press("Enter");

  // "Article" was guessed; the rest of the headings are in another language.
  await expect(page.getByRole("heading", { name: "new-parts.csv" })).toBeVisible();
  await expect(page.getByLabel("Part number")).toHaveValue("0");
  await page.getByLabel("Name (a new one needs it)").selectOption("Teil");
  await page.getByLabel("Price", { exact: true }).selectOption("Verkauf");
  await page.getByLabel("Opening quantity").selectOption("Menge");
  await page.getByRole("button", { name: "Check the rows" }).press("Enter");

  await expect(page.getByText("New 2 · Error 1")).toBeVisible();
  await expect(page.getByText("Price: “zwölf” is not a price.")).toBeVisible();
  await expectAccessible(page, "the check's report");
  for (const size of [phone, narrow, zoomed]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page, `${size.width} px`);
  }
  await page.setViewportSize(laptop);
  const errors = page.waitForEvent("download");
  await page.getByRole("link", { name: "Errors as CSV" }).click();
  expect((await errors).suggestedFilename()).toBe("errors-in-new-parts.csv");

  await page.getByRole("button", { name: "Import 2 rows" }).press("Enter");
  await expect(page.getByText("Added 2 · Error 1")).toBeVisible();
  await page.goto("/parts?search=E2E-");
  await expect(page.getByRole("row", { name: /E2E-3 Ölwanne/ })).toContainText("1.5");

  await page.goBack();
  await page.getByRole("button", { name: "Undo the import" }).press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Undo the import" }).press("Enter");
  await expect(page.getByText("Removed 2 · Error 1")).toBeVisible();
  await page.goto("/parts?search=E2E-");
  await expect(page.getByText("No part matches “E2E-”")).toBeVisible();
});

test("a customer's data are taken out from the customer's page", async ({ signedIn, admin }) => {
  const page = await signedIn(owner);
  await page.goto("/settings/export");
  await expectAccessible(page, "export");
  await page.goto(`/invoices/${await unpaidInvoiceId(admin)}`);
  await page.locator('a[href^="/customers/"]').first().click();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "More about this customer" }).click();
  await page.getByRole("menuitem", { name: "Export their data" }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.zip$/);
});
