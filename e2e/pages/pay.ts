import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";
import type pg from "pg";
import { z } from "zod";
import {
  type BuiltJobCard,
  type BuiltTenant,
  buildCustomerWithVehicle,
  buildJobCard,
  buildPart,
} from "../../prisma/seed/builders.ts";
import { openLive } from "./workshop.ts";

export type Billed = BuiltJobCard & { invoiceId: string; invoiceNumber: string };
const completion = z.object({
  result: z.object({ data: z.object({ json: z.object({ invoiceId: z.string(), invoiceNumber: z.string() }) }) }),
});

/** An hour of labour at £100 and two of a part at £25, completed by who is signed in on the page: £180 with the tax. */
export async function billedCard(page: Page, admin: pg.Pool, garage: BuiltTenant): Promise<Billed> {
  await openLive(page, "/board");
  const customer = await buildCustomerWithVehicle(admin, garage, { email: `payer.${Date.now()}@example.com` });
  const part = await buildPart(admin, garage, { name: "Brake pad set", priceMinor: 2500, taxRateBp: 2000 });
  const card = await buildJobCard(admin, garage, {
    customer,
    lines: [
      { kind: "LABOUR", description: "Fit front pads", unitPriceMinor: 10_000, taxRateBp: 2000 },
      { kind: "PART", part, quantity: "2" },
    ],
  });
  const answer = await page.evaluate(async (jobCardId) => {
    const sent = await fetch("/api/trpc/jobCard.complete", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ json: { jobCardId, idempotencyKey: crypto.randomUUID() } }),
    });
    return await sent.text();
  }, card.jobCardId);
  const { json } = completion.parse(JSON.parse(answer)).result.data;
  return { ...card, ...json };
}

export const openInvoice = async (page: Page, { invoiceId, invoiceNumber }: Billed): Promise<void> => {
  await openLive(page, `/invoices/${invoiceId}`);
  await expect(page.getByRole("heading", { level: 1, name: `Invoice ${invoiceNumber}` })).toBeVisible();
};

export const moreOf = async (page: Page): Promise<Locator> => {
  await page.getByRole("button", { name: "More to do with this invoice" }).click();
  return page.getByRole("menu", { name: "This invoice" });
};

/** The link as somebody at the desk copies it, once the invoice's mail has brought it about. */
export async function copiedLink(page: Page, billed: Billed): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await expect(async () => {
    await openInvoice(page, billed);
    const item = (await moreOf(page)).getByRole("menuitem", { name: "Copy payment link" });
    await expect(item).not.toHaveAttribute("aria-disabled", "true", { timeout: 2000 });
    await item.click();
  }).toPass();
  await expect(page.getByText("The payment link is copied.")).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The sandbox's own frame, in which the card is typed. */
export const cardFrame = (page: Page): FrameLocator => page.frameLocator('iframe[title^="Card number"]');

/** Types nothing: takes one of the sandbox's test cards by what it shows. */
export const takeCard = (page: Page, shows: string): Promise<void> =>
  cardFrame(page)
    .getByRole("button", { name: new RegExp(`^${shows}: card `) })
    .click();

export const payButton = (page: Page, amount: string): Locator =>
  page.getByRole("button", { name: `Pay ${amount}`, exact: true });
