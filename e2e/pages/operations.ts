import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, type Locator, type Page } from "@playwright/test";
import type pg from "pg";
import {
  type BuiltJobCard,
  type BuiltTenant,
  buildCustomerWithVehicle,
  buildJobCard,
} from "../../prisma/seed/builders.ts";
import { readEnvFile } from "../../scripts/lib/env-file.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { mutate } from "./workshop.ts";

/** A figure at the top of the page. */
export const figure = (page: Page, name: string): Locator =>
  page.getByRole("region", { name: "How it stands" }).getByRole("button", { name: new RegExp(`^${name}`) });

/** A row of the list of runs, by what stands in it. */
export const runRow = (page: Page, text: string | RegExp): Locator =>
  page.getByRole("table", { name: "Runs" }).getByRole("row").filter({ hasText: text });

/** The run that is open beside the list. */
export const runPane = (page: Page): Locator => page.getByRole("complementary", { name: "Run" });

/** An entry of a timeline. */
export const entry = (place: Page | Locator, title: string): Locator =>
  place.getByRole("listitem").filter({ hasText: title });

/** A card whose customer has an address that the mail server refuses for good, completed by its advisor. */
export async function completeForNobody(
  page: Page,
  admin: pg.Pool,
  garage: BuiltTenant,
): Promise<BuiltJobCard & { customerId: string }> {
  const customer = await buildCustomerWithVehicle(admin, garage, { email: "nobody@refused.invalid" });
  const card = await buildJobCard(admin, garage, { customer, lines: [{ kind: "LABOUR" }] });
  expect((await mutate(page, "jobCard.complete", { jobCardId: card.jobCardId })).status).toBe(200);
  return { ...card, customerId: customer.customerId };
}

/** What the desk does once the customer has given the right one. */
export async function correctAddress(admin: pg.Pool, customerId: string): Promise<string> {
  const email = `mended-${customerId.slice(-12)}@example.com`;
  await admin.query("UPDATE customer SET email = $2 WHERE id = $1", [customerId, email]);
  return email;
}

/** An alert, raised by the product's own code in a process beside the instance. */
export async function raiseAlert({ tenantId }: BuiltTenant, title: string): Promise<void> {
  const folder = process.env.E2E_DATA_DIR ?? "";
  await promisify(execFile)(process.execPath, [path.join(root, "e2e/harness/raise-alert.ts"), tenantId, title], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      ...readEnvFile(folder),
      DATA_DIR: folder,
      SMTP_URL: "smtp://127.0.0.1:1",
      LOG_LEVEL: "error",
    },
  });
}

/** A task of the garage's own, told to open browsers as its commit would tell them. */
export async function raise(admin: pg.Pool, { tenantId }: BuiltTenant, title: string): Promise<void> {
  await admin.query(
    `WITH raised AS (
       INSERT INTO manual_task (tenant_id, id, severity, kind, title, detail, source_key)
       VALUES ($1, uuidv7(), 'NORMAL', 'test', $2, 'It is out of paper.', $2) RETURNING tenant_id, id)
     SELECT pg_notify('pitlane_changes', json_build_object('tenantId', tenant_id, 'subjectType', 'task', 'subjectId', id)::text) FROM raised`,
    [tenantId, title],
  );
}
