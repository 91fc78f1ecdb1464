import type { Page } from "@playwright/test";
import { demoPassword, expect, test } from "./harness/test.ts";
import { totp } from "./harness/totp.ts";
import { giveRole, invite, join, linkIn } from "./pages/members.ts";

test.describe.configure({ mode: "parallel", timeout: 90_000 });

const password = "four words in a row";

const signInAs = async (page: Page, email: string, given: string): Promise<void> => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(given);
  await page.getByRole("button", { name: "Sign in" }).click();
};

const menuOf = (page: Page) => page.getByRole("button", { name: /, account$/ });

test("somebody is invited, joins from the mailbox, gets a role, and is out at once when disabled", async ({
  garage,
  signedIn,
  browser,
  baseURL,
  request,
}) => {
  const email = `nina@${garage.slug}.test`;
  const owner = await signedIn(garage.members.owner.email);
  await invite(owner, email, "Technician");

  const context = await browser.newContext({ baseURL });
  const nina = await context.newPage();
  const link = await linkIn(request, nina, email);
  await join(nina, link, "Nina Berg", password);

  // The link has done its work, and one that never was is told apart.
  expect((await request.get(link)).status()).toBe(410);
  expect((await request.get(`${baseURL}/invitations/${"x".repeat(43)}`)).status()).toBe(404);

  await expect(owner.getByRole("table", { name: "Members" })).toContainText(email);
  const row = await giveRole(owner, "Nina Berg", "Service advisor");
  await nina.goto("/parts");
  await expect(nina.getByRole("heading", { name: "Parts" })).toBeVisible();

  await owner.getByRole("button", { name: "What can be done with Nina Berg" }).click();
  await owner.getByRole("menuitem", { name: "Disable, signing them out" }).click();
  await expect(row).toContainText("Disabled");
  // Nobody touched that browser.
  await nina.waitForURL("**/sign-in**");
  await context.close();
});

test("a forgotten password is replaced from the mailbox, and the other browser is signed out", async ({
  garage,
  signedIn,
  page,
  request,
}) => {
  const { email } = garage.members.advisor;
  const other = await signedIn(email);
  await other.goto("/board");
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgotten password?" }).click();
  await expect(page.getByRole("heading", { name: "Forgotten password" })).toBeVisible();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("status")).toContainText("on its way");
  const link = await linkIn(request, page, email);
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.waitForURL("**/board");
  expect((await request.get(link)).status()).toBe(410);
  await other.reload();
  await expect(other).toHaveURL(/sign-in/);
  await signInAs(other, email, demoPassword);
  await expect(other.getByRole("main").getByRole("alert")).toContainText("do not match");
});

test("signing in asks for a code once the second step is on, and takes a backup code once", async ({
  garage,
  signedIn,
  browser,
  baseURL,
}) => {
  const { email } = garage.members.admin;
  const page = await signedIn(email);
  await page.goto("/account");
  const panel = page.getByRole("region", { name: "Second step" });
  await panel.getByRole("button", { name: "Set up" }).click();
  await panel.getByLabel("Your password").fill(demoPassword);
  await panel.getByRole("button", { name: "Continue" }).click();
  await expect(panel.getByRole("img", { name: /^QR code/ })).toBeVisible();
  const secret = ((await panel.getByText(/^Or type /).textContent()) ?? "").replace("Or type ", "");
  const backup = await panel.getByRole("list", { name: "Backup codes" }).getByRole("listitem").first().textContent();
  await panel.getByLabel("Code from the app").fill(totp(secret));
  await panel.getByRole("button", { name: "Turn on" }).click();
  await expect(panel).toContainText("On");

  /** A browser that knows nobody, in front of the second step. */
  const reachStep = async (): Promise<Page> => {
    const fresh = await (await browser.newContext({ baseURL })).newPage();
    await signInAs(fresh, email, demoPassword);
    await fresh.waitForURL("**/sign-in/second-step**");
    return fresh;
  };
  const first = await reachStep();
  await first.getByLabel("Code from the app").fill("000000");
  await first.getByRole("button", { name: "Sign in" }).click();
  await expect(first.getByRole("main").getByRole("alert")).toContainText("does not match");
  // A right password alone opens nothing.
  const inside = await first.context().newPage();
  await inside.goto("/board");
  await expect(inside).toHaveURL(/sign-in/);
  await first.getByLabel("Code from the app").fill(totp(secret));
  await first.getByRole("button", { name: "Sign in" }).click();
  await first.waitForURL("**/board");
  await first.context().close();

  for (const works of [true, false]) {
    const fresh = await reachStep();
    await fresh.getByRole("button", { name: "Use a backup code" }).click();
    await fresh.getByLabel("Backup code").fill(backup ?? "");
    await fresh.getByRole("button", { name: "Sign in" }).click();
    if (works) await fresh.waitForURL("**/board");
    else await expect(fresh.getByRole("main").getByRole("alert")).toContainText("has been used");
    await fresh.context().close();
  }
});

test("one person in two workshops goes from one to the other, and sees a role's view of it", async ({
  garage,
  signedIn,
  admin,
}) => {
  const { userId, name, email } = garage.members.owner;
  await admin.query(
    `insert into member (tenant_id, id, user_id, role, name, email)
     select id, uuidv7(), $1, 'ADMIN', $2, $3 from tenant where slug = 'rival'`,
    [userId, name, email],
  );
  const page = await signedIn(email);
  await page.goto("/board");
  await menuOf(page).click();
  await page.getByRole("list", { name: "Workshop" }).getByRole("button").nth(1).click();
  await page.waitForURL("**/board");
  await menuOf(page).click();
  await expect(page.locator("#member-menu")).toContainText("Admin, Rival");

  await page.goto("/settings/members");
  await page.getByRole("button", { name: "View as" }).click();
  await page.getByRole("menuitem", { name: "Technician" }).click();
  await page.waitForURL("**/board");
  const banner = page.getByRole("status").filter({ hasText: "as a technician sees it" });
  await expect(banner).toBeVisible();
  await expect(page.getByRole("link", { name: "Operations" })).toHaveCount(0);
  await page.goto("/settings/members");
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
  await page.getByRole("button", { name: "Leave the view" }).click();
  await expect(page.getByRole("link", { name: "Operations" }).first()).toBeVisible();
});
