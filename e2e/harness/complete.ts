import type { Page } from "@playwright/test";
import type pg from "pg";
import { type BuiltTenant, buildJobCard } from "../../prisma/seed/builders.ts";
import { uuidv7 } from "../../src/domain/ids.ts";
import { expect } from "./test.ts";

/** Completes a new card of an hour's labour as whoever is signed in, without the interface. */
export const completeByApi = async (page: Page, admin: pg.Pool, garage: BuiltTenant): Promise<void> => {
  const { jobCardId } = await buildJobCard(admin, garage, { lines: [{ kind: "LABOUR" }] });
  const { origin } = new URL(page.url());
  const answer = await page.request.post("/api/trpc/jobCard.complete", {
    data: { json: { jobCardId, idempotencyKey: uuidv7() } },
    headers: { origin },
  });
  expect(answer.status(), await answer.text()).toBe(200);
};
