import type { Locator, Page } from "@playwright/test";
import superjson from "superjson";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { addDays, instantOf, isoDateIn } from "#/domain/time.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { expect } from "../harness/test.ts";

export const zone = "Europe/London";

/** The Wednesday of the week after next: open, and with nothing on it. */
export const quietDay = (): string => {
  const today = isoDateIn(new Date(), zone);
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(today, 14 - weekday + 2);
};

export const momentOf = (day: string, time: string): Date => {
  const at = instantOf(day, time, zone);
  if (at === null) throw new Error(`${day} has no ${time}.`);
  return at;
};

/** Calls a procedure with dates in its input, as the page would. */
export async function call(page: Page, procedure: string, input: object): Promise<unknown> {
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`/api/trpc/${procedure}`, {
    headers: { origin, "content-type": "application/json" },
    data: JSON.stringify(superjson.serialize({ idempotencyKey: uuidv7(), ...input })),
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { result } = z
    .object({ result: z.object({ data: z.object({ json: z.unknown() }) }) })
    .parse(await answer.json());
  return result.data.json;
}

/** Books for somebody new, as an advisor does on the phone. */
export const bookAt = async (
  page: Page,
  { branchId, bays }: BuiltTenant,
  {
    plate,
    startsAt,
    bay = 1,
    minutes = 60,
    serviceIds = [],
  }: { plate: string; startsAt: Date; bay?: number; minutes?: number; serviceIds?: string[] },
): Promise<void> => {
  await call(page, "appointment.book", {
    branchId,
    serviceIds,
    minutes,
    startsAt,
    bayId: bays[bay - 1]?.id ?? null,
    technicianId: null,
    customer: { kind: "given", name: `Owner of ${plate}`, email: null, phone: null },
    vehicle: { kind: "given", plate, make: "Ford", model: "Fiesta" },
    symptom: "Brake judder",
    note: "",
    customerWaiting: false,
  });
};

/** The link that a block is, wherever it stands inside `place`. */
export const block = (place: Page | Locator, plate: string): Locator =>
  place.getByRole("link", { name: new RegExp(`^${plate}, `) });

/** The box of a block; that of its flight home, which stands beside it for a moment, is another. */
export const boxOf = (link: Locator): Locator => link.page().locator("article[id]").filter({ has: link });

/** A bay of the day with its blocks. */
export const bay = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });

/** Where a time stands on a bay, in pixels of the page. */
export async function placeOf(page: Page, bayName: string, time: string): Promise<{ x: number; y: number }> {
  const hour = `${time.slice(0, 2)}:00`;
  const mark = await page.getByRole("button", { name: `Who is free at ${hour}?` }).boundingBox();
  const column = await bay(page, bayName).boundingBox();
  if (mark === null || column === null) throw new Error(`${bayName} at ${time} is not on screen.`);
  return { x: column.x + column.width / 2, y: mark.y + mark.height / 2 + (Number(time.slice(3)) / 60) * 70 };
}

/** Presses at one place, goes in steps to another, and lets go. */
export async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** The middle of an element. */
export async function middleOf(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error("It is not on screen.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Beside a block and inside the window: neither over it nor in a corner of the page. */
export async function expectBeside(popup: Locator, link: Locator): Promise<void> {
  const page = popup.page();
  await expect(async () => {
    const [one, other, window] = [await popup.boundingBox(), await boxOf(link).boundingBox(), page.viewportSize()];
    if (one === null || other === null || window === null) throw new Error("It is not on screen.");
    const gap = Math.max(one.x - (other.x + other.width), other.x - (one.x + one.width));
    expect(gap, "from edge to edge").toBeGreaterThanOrEqual(0);
    expect(gap, "from edge to edge").toBeLessThan(8);
    expect(one.y, "it begins no lower than the block ends").toBeLessThan(other.y + other.height);
    expect(one.y + one.height, "nor ends before that begins").toBeGreaterThan(other.y);
    expect(one.y).toBeGreaterThanOrEqual(0);
    expect(one.y + one.height).toBeLessThanOrEqual(window.height);
  }).toPass({ timeout: 10_000 });
}
