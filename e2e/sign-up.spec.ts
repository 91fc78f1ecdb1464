import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { mailsTo } from "./harness/mailbox.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";
import { fact } from "./pages/job-card.ts";
import { signUp, typeWorkshop } from "./pages/sign-up.ts";

const workshopOf = (name: string) => ({
  workshop: `${name} Motors`,
  name: "Nora Quist",
  email: `nora.${name.toLowerCase()}@quist.test`,
  password: "four words in a row",
});

test("a workshop signs up and opens its first job card", async ({ page }) => {
  test.setTimeout(120_000);
  const given = workshopOf("Quist");
  await signUp(page, given);
  await expect(page.getByRole("banner").getByText("Main workshop")).toBeVisible();

  await page.getByRole("link", { name: "New job card" }).first().click();
  await page.getByLabel("Plate").fill("NQ26 CAR");
  await page.getByLabel("Plate").press("Tab");
  await page.getByLabel("Make").fill("Volvo");
  await page.getByLabel("Model").fill("V60");
  await page.getByLabel("Name", { exact: true }).fill("Ingrid Dahl");
  await page.getByLabel("Complaint").fill("Brakes squeal");
  await page.getByRole("button", { name: "Open job card" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Volvo V60/ })).toBeVisible();
  await expect(fact(page, "Where is it")).toContainText("Checked in");

  await expect
    .poll(async () => (await mailsTo(page.request, given.email)).map(({ subject }) => subject))
    .toContain("Quist Motors is ready");
  await expectInvariantsHold();
});

test("the sign-up page by keyboard, on a phone, refused, and after a reload", async ({ page }) => {
  test.setTimeout(120_000);
  const given = workshopOf("Keys");
  await page.goto("/sign-up");
  await page.getByLabel("Workshop name").focus();
  await page.keyboard.press("Enter");
  // The first field that fails has the focus, and says why.
  await expect(page.getByLabel("Workshop name")).toBeFocused();
  await expect(page.getByText("The name of the workshop is missing.")).toBeVisible();
  await expectAccessible(page, "with errors");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectContrast(page, "with errors, dark");
  await page.emulateMedia({ colorScheme: "light" });
  for (const width of [320, 390, 640]) {
    await page.setViewportSize({ width, height: 640 });
    await expectNoSidewaysScroll(page, `${width} px`);
  }

  // The owner of the demo has an account under another password: nothing is made, and all that was typed stays.
  await typeWorkshop(page, { ...given, email: "owner@northside.test" });
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("do not go together");
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await expect(page.getByLabel("Workshop name")).toHaveValue(given.workshop);
  await expect(page.getByLabel("E-mail")).toHaveValue("owner@northside.test");

  await page.reload();
  await expect(page.getByLabel("Workshop name")).toHaveValue(given.workshop);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  await page.getByLabel("E-mail").fill(given.email);
  await page.getByLabel("Password", { exact: true }).fill(given.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/board$/);
});

test("the trial's last days and its end are said on every page, and then nothing changes", async ({ page, admin }) => {
  test.setTimeout(120_000);
  const given = workshopOf("Ending");
  await signUp(page, given);
  const ends = (when: string) =>
    admin.query(
      `update tenant set trial_ends_at = now() + $2::interval
        where id = (select m.tenant_id from member m where m.email = $1)`,
      [given.email, when],
    );
  await ends("30 hours");
  await page.reload();
  await expect(page.getByText("2 days of the trial are left.")).toBeVisible();
  await expectAccessible(page, "before the end");

  await ends("-1 hour");
  await page.goto("/parts");
  await expect(page.getByText(/^The trial ended on/)).toBeVisible();
  await expectAccessible(page, "after the end");
});
