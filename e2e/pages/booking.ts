import { expect, type Locator, type Page } from "@playwright/test";
import type pg from "pg";
import { type BuiltTenant, buildRules, buildServices } from "../../prisma/seed/builders.ts";
import { leastFillSeconds } from "../../src/domain/booking-limits.ts";

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** What the workshop of a test lets be booked: a service, another, and one that is asked for first. */
export async function openForBooking(
  admin: pg.Pool,
  garage: BuiltTenant,
): Promise<{ page: string; serviceId: string }> {
  const [service] = await buildServices(admin, garage, [
    { name: "Full service", minutes: 120 },
    { name: "MOT", minutes: 60 },
    { name: "Noise or light", minutes: 60, mode: "REQUEST" },
  ]);
  if (!service) throw new Error("Nothing can be booked.");
  await buildRules(admin, garage, { leadMinutes: 0 });
  return { page: `/book/${garage.slug}`, serviceId: service.serviceId };
}

let people = 0;
export const somebody = () => {
  people += 1;
  const tail = `${people}${Date.now().toString(36)}`;
  return { name: "Priya Raman", email: `priya.${tail}@example.com`, plate: `PR${tail.slice(-6)}`.toUpperCase() };
};
export type Somebody = ReturnType<typeof somebody>;

/** The times offered first. */
export const nextTimes = (page: Page): Locator =>
  page
    .getByRole("heading", { name: /^(Next free times|The three nearest)$/ })
    .locator("xpath=../..")
    .getByRole("list")
    .first()
    .locator("a, button");

/** A time of a day that is still to come, so that no test meets the end of an afternoon. */
export async function openAnotherDay(page: Page): Promise<Locator> {
  await page
    .getByRole("listitem")
    .filter({ hasNotText: /full|shut|past|closed/ })
    .getByRole("link", { name: /^\w{3} ?\d/ })
    .nth(1)
    .click();
  return page.getByRole("region", { name: /^Free times on / }).getByRole("link");
}

/** Fills in the form as a person does: what comes quicker than that is answered as if it were a booking, and is none. */
export async function fillIn(page: Page, { name, email, plate }: Somebody): Promise<void> {
  await page.getByLabel("Number plate").fill(plate);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  const openedAt = Number.parseInt(await page.locator("input[name='formStamp']").inputValue(), 10);
  await expect.poll(() => Date.now() - openedAt).toBeGreaterThan(leastFillSeconds * 1000);
}

export const bookButton = (page: Page): Locator => page.getByRole("button", { name: /^Book \w/ });

/** The address of the visit that was just booked. */
export async function visitAddress(page: Page): Promise<string> {
  const address = await page.getByRole("link", { name: "this page" }).getAttribute("href");
  if (address === null) throw new Error("The booking has no page.");
  return address;
}
