import type { Page } from "@playwright/test";

export type NewWorkshop = {
  readonly workshop: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

/** Types a workshop and its owner into /sign-up, as far as the fields have no proposal. */
export async function typeWorkshop(page: Page, { workshop, name, email, password }: NewWorkshop): Promise<void> {
  await page.getByLabel("Workshop name").fill(workshop);
  await page.getByLabel("What an hour of work costs").fill("78.50");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
}

/** Signs a workshop up and ends on its board. */
export async function signUp(page: Page, workshop: NewWorkshop): Promise<void> {
  await page.goto("/sign-up");
  await typeWorkshop(page, workshop);
  await page.getByRole("button", { name: "Start the trial" }).click();
  await page.waitForURL(/\/board$/);
}
