import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { buildCustomerWithVehicle } from "../prisma/seed/builders.ts";
import { advisor, owner, technician } from "./harness/demo.ts";
import { expect, test } from "./harness/test.ts";
import { openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

const rows = (page: Page) => page.getByRole("table", { name: "Job cards" }).getByRole("row");

test("the history is narrowed by keys, kept as a view, and its file says what the list says", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await openLive(page, "/history");

  await test.step("statuses by Space, all of it in the address", async () => {
    await page.getByRole("button", { name: "Status: any" }).press("Enter");
    await page.getByRole("checkbox", { name: "Awaiting approval" }).press("Space");
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/status=AWAITING_APPROVAL/);
    await expect(page.getByRole("button", { name: "Awaiting approval" })).toBeFocused();
    await expect(rows(page).nth(1)).toContainText("Awaiting approval");
  });

  await test.step("J goes to the first card", async () => {
    await page.getByRole("heading", { name: "History" }).click();
    await page.keyboard.press("j");
    await expect(page.locator("[data-row]:focus")).toBeVisible();
  });

  await test.step("the file holds the same cards in the same order", async () => {
    const shown = await page.locator("[data-row]").allTextContents();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV" }).click();
    const [head = "", ...lines] = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
    expect(head.replace("\uFEFF", "")).toMatch(/^Job,Status,Plate,/);
    expect(lines.map((line) => line.split(",")[0])).toEqual(shown);
  });

  await test.step("a view keeps it, and brings it back", async () => {
    await page.getByRole("button", { name: "Views" }).press("Enter");
    await page.getByLabel("Keep this view as").fill("Waiting for a yes");
    await page.getByRole("button", { name: "Keep view" }).press("Enter");
    await expect(page.getByRole("link", { name: "Waiting for a yes" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page).not.toHaveURL(/status=/);
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("link", { name: "Waiting for a yes" }).click();
    await expect(page).toHaveURL(/status=AWAITING_APPROVAL/);
  });
});

test("a page is turned and turned back, and the address leads to it", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await openLive(page, "/history?status=COLLECTED");
  const first = await page.locator("[data-row]").first().textContent();
  await page.getByRole("button", { name: "Older" }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(page.locator("[data-row]").first()).not.toHaveText(first ?? "");
  await page.getByRole("button", { name: "Newer" }).click();
  await expect(page.locator("[data-row]").first()).toHaveText(first ?? "");
});

test("Ctrl K finds a car and opens its card; / does what is named; a technician finds no customer", async ({
  signedIn,
}) => {
  const page = await signedIn(advisor);
  await openLive(page, "/board");
  // It loads when it is first asked for; meanwhile the letters are its own, and no keys of the board.
  const loads = Promise.withResolvers<void>();
  await page.route("**/_next/static/chunks/**", async (route) => {
    await loads.promise;
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  const find = page.getByRole("dialog", { name: "Find" });
  await page.keyboard.type("rx1");
  loads.resolve();
  await expect(find.getByRole("combobox")).toHaveValue("rx1");
  await expect(find.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("8");
  await expect(find.getByRole("option").first()).toContainText("RX18 TNV");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/job-cards\/[0-9a-f-]{36}/);

  await expect(page.getByText(/^Live, \d/).first()).toBeAttached();
  await page.keyboard.press("/");
  await find.getByRole("combobox").pressSequentially("new job");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/job-cards\/new/);

  const workshop = await signedIn(technician);
  await workshop.goto("/board");
  const theirs = workshop.getByRole("dialog", { name: "Find" });
  // Their own jobs do not say when they are live: the keys act once the page does.
  await expect(async () => {
    await workshop.keyboard.press("Control+k");
    await expect(theirs).toBeVisible({ timeout: 500 });
  }).toPass();
  await theirs.getByRole("combobox").pressSequentially("Priya");
  await expect(theirs.getByRole("status")).toHaveText("Nothing matches Priya.");
});

test("overdue invoices are a filter of the list, and open", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await openLive(page, "/invoices");
  await page.getByLabel("State").selectOption("paid");
  await expect(page).toHaveURL(/state=paid/);
  await page.locator("[data-row]").first().press("Enter");
  await expect(page).toHaveURL(/\/invoices\/[0-9a-f-]{36}/);
});

test("a view of the invoices is kept and brought back by keyboard; an advisor keeps their own", async ({
  signedIn,
  garage,
}) => {
  for (const [email, name] of [
    [garage.members.owner.email, "Paid, oldest first"],
    [garage.members.advisor.email, "Mine"],
  ] as const) {
    const page = await signedIn(email);
    await openLive(page, "/invoices?state=paid&order=oldest");
    await page.getByRole("button", { name: "Views" }).press("Enter");
    await page.getByLabel("Keep this view as").fill(name);
    await page.getByRole("button", { name: "Keep view" }).press("Enter");
    await expect(page.getByRole("link", { name })).toHaveAttribute("aria-current", "true");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page).not.toHaveURL(/state=/);
    await page.getByRole("button", { name: "Views" }).press("Enter");
    await page.getByRole("link", { name }).press("Enter");
    await expect(page).toHaveURL(/state=paid/);
    // Exactly: while the list closes, its button that removes the view is there too.
    await expect(page.getByRole("button", { name, exact: true })).toBeVisible();
  }
});

test("the palette adds a customer, and finds one by a further number", async ({ signedIn, garage, admin }) => {
  const { customerId } = await buildCustomerWithVehicle(admin, garage, {
    name: "Ottilie Marchbank",
    plate: "OM19 AAA",
  });
  await admin.query(
    "insert into customer_contact (tenant_id, id, customer_id, kind, value) values ($1, uuidv7(), $2, 'PHONE', '+441227960612')",
    [garage.tenantId, customerId],
  );
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, "/board");
  await page.keyboard.press("Control+k");
  const find = page.getByRole("dialog", { name: "Find" });
  await find.getByRole("combobox").fill("960612");
  await expect(find.getByRole("option").first()).toContainText("Ottilie Marchbank");
  await find.getByRole("combobox").fill("new cust");
  await expect(find.getByRole("option").first()).toContainText("New customer");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "New customer" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/customers$/);
});
