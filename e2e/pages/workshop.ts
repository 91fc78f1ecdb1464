import { expect, type Page } from "@playwright/test";

/** Opens a page of the workshop and waits until it is live: from then on its keys act. */
export async function openLive(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText(/^Live, \d/).first()).toBeAttached();
}
