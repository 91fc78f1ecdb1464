import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { mailsTo } from "../harness/mailbox.ts";
import { expect } from "../harness/test.ts";

/** The link of the newest mail to an address, as its text has it. */
export const linkIn = async (request: APIRequestContext, page: Page, address: string): Promise<string> => {
  await expect(async () => expect(await mailsTo(request, address)).not.toEqual([])).toPass({ timeout: 20_000 });
  const [mail] = await mailsTo(request, address);
  await page.goto(mail?.url ?? "");
  const frame = page.frameLocator("iframe");
  const href = await frame.getByRole("link").first().getAttribute("href");
  return href ?? "";
};

/** Invites an address from /settings/members. */
export const invite = async (page: Page, email: string, role: string): Promise<void> => {
  await page.goto("/settings/members");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Role", { exact: true }).selectOption(role);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("table", { name: "Open invitations" })).toContainText(email);
};

/** Follows an invitation and ends on the board as its new member. */
export const join = async (page: Page, link: string, name: string, password: string): Promise<void> => {
  await page.goto(link);
  await expect(page.getByRole("heading", { name: /^Join / })).toBeVisible();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Choose a password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL("**/board");
};

/** Gives a member another role; returns their row. */
export const giveRole = async (page: Page, name: string, role: string): Promise<Locator> => {
  await page.getByRole("button", { name: `What can be done with ${name}` }).click();
  await page.getByRole("menuitem", { name: "Change role or branches" }).click();
  await page.getByLabel("Role", { exact: true }).selectOption(role);
  await page.getByRole("button", { name: "Save role" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText(role);
  return row;
};
