import { expect, type Locator, type Page } from "@playwright/test";

/** One of the four facts at the head of a card: "Where is it", "What blocks it", "Next action", "Promised". */
export const fact = (page: Page, term: string): Locator =>
  page.locator("dl > div").filter({ has: page.getByRole("term").filter({ hasText: term }) });

/** The dialog that lists what stands in the way. */
export const preflight = (page: Page): Locator => page.getByRole("dialog", { name: /^Complete job card \d+$/ });

export async function openPreflight(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /^Complete( Alt C|, \d+ to fix)?$/ }).click();
  const dialog = preflight(page);
  await expect(dialog.getByRole("heading", { name: /stops? this$/ })).toBeVisible();
  return dialog;
}

/** Types into the field of "Add a line" and takes the offer that matches. */
export async function addLine(page: Page, typed: string, offer: RegExp): Promise<void> {
  await page.getByRole("button", { name: /^Add a line: / }).click();
  await page.getByRole("combobox", { name: "Add a line" }).fill(typed);
  await page.getByRole("option", { name: offer }).click();
  await expect(page.getByRole("combobox", { name: "Add a line" })).toBeHidden();
}
