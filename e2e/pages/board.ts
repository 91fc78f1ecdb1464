import type { Locator, Page } from "@playwright/test";

/** A column of the board with its cards. */
export const column = (page: Page, status: string): Locator =>
  page.getByRole("region", { name: new RegExp(`^${status}`) });

/** The link that a card is, wherever it stands inside `place`. */
export const cardLink = (place: Page | Locator, plate: string): Locator =>
  place.getByRole("link", { name: new RegExp(`^${plate}, `) });
