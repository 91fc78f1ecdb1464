import type { Locator, Page } from "@playwright/test";
import { buildCustomerWithVehicle, buildJobCard, buildPart } from "../prisma/seed/builders.ts";
import { demoPassword, expect, test } from "./harness/test.ts";
import { cardLink, column } from "./pages/board.ts";
import { preflight } from "./pages/job-card.ts";
import { completeForNobody, entry, runPane } from "./pages/operations.ts";
import { openLive } from "./pages/workshop.ts";

/** Tab until it has the focus, as somebody without a mouse gets there; more than `most` presses is no way to get there. */
async function tabTo(page: Page, target: Locator, most: number): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target, `reached by ${most} presses of Tab`).toBeFocused();
}

test("the keyboard alone signs in, moves a card on the board, opens it and completes it", async ({
  page,
  admin,
  garage,
}) => {
  const part = await buildPart(admin, garage, { name: "Oil filter", onHand: "5" });
  const customer = await buildCustomerWithVehicle(admin, garage, {
    plate: "NL22 FKD",
    make: "Hyundai",
    model: "Tucson",
  });
  const { number } = await buildJobCard(admin, garage, {
    customer,
    lines: [
      { kind: "LABOUR", description: "Full service" },
      { kind: "PART", part, quantity: "1" },
    ],
    odometerOut: null,
  });
  await buildJobCard(admin, garage, { status: "CHECKED_IN", authorised: false });
  const press = (key: string) => page.keyboard.press(key);
  const notices = page.getByRole("region", { name: "Notices" });

  await test.step("signs in", async () => {
    await page.goto("/sign-in");
    await tabTo(page, page.getByLabel("E-mail"), 4);
    await page.keyboard.type(garage.members.advisor.email);
    await press("Tab");
    await page.keyboard.type(demoPassword);
    await press("Enter");
    await expect(page).toHaveURL(/\/board$/);
  });

  const card = cardLink(page, "NL22 FKD");
  await test.step("reaches the card: J goes from card to card", async () => {
    await expect(card).toBeVisible();
    await expect(async () => {
      await press("j");
      await expect(card).toBeFocused({ timeout: 200 });
    }).toPass();
  });

  await test.step("picks it up with Space, carries it with the arrows, drops it with Space", async () => {
    await press("Space");
    await expect(page.getByText(/^Picked up NL22 FKD\. It is in In progress\./)).toBeAttached();
    await press("ArrowRight");
    await expect(page.getByText("Quality check, allowed.")).toBeAttached();
    await press("Space");
    await expect(cardLink(column(page, "Quality check"), "NL22 FKD")).toBeFocused();
    await expect(notices).toContainText("NL22 FKD moved to Quality check");
  });

  await test.step("takes the move back with Ctrl Z", async () => {
    await press("Control+z");
    await expect(cardLink(column(page, "In progress"), "NL22 FKD")).toBeFocused();
    await expect(notices).toContainText("NL22 FKD moved to In progress");
  });

  await test.step("moves it with the menu that M opens", async () => {
    // A letter that comes when the menu is there and has not the focus yet is no key of the board: A would open the technicians.
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        if (document.querySelector("[role=menu][data-open]") === null) return;
        observer.disconnect();
        const letter = { key: "a", code: "KeyA", bubbles: true, cancelable: true };
        document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", letter));
      }).observe(document.body, { attributes: true, childList: true, subtree: true });
    });
    await press("m");
    const menu = page.getByRole("menu", { name: "Move NL22 FKD to" });
    await expect(menu).toBeVisible();
    await expect.poll(() => menu.evaluate((open) => open.contains(document.activeElement))).toBe(true);
    await page.keyboard.type("Qual");
    await expect(menu.getByRole("menuitem", { name: "Quality check" })).toBeFocused();
    await press("Enter");
    await expect(cardLink(column(page, "Quality check"), "NL22 FKD")).toBeFocused();
  });

  await test.step("opens it with Enter, and the pre-flight with Alt C", async () => {
    await press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: /^Hyundai Tucson/ })).toBeVisible();
    await press("Alt+c");
  });

  const dialog = preflight(page);
  await test.step("mends what stops it without leaving the dialog", async () => {
    await expect(dialog.getByRole("heading", { name: "1 thing stops this" })).toBeVisible();
    await expect(dialog.locator("button:focus")).toHaveAccessibleName(/odometer|mileage/i);
    await press("Enter");
    await expect(dialog.getByLabel("Mileage out")).toBeFocused();
    await page.keyboard.type("48310");
    await press("Enter");
    await expect(dialog.getByRole("heading", { name: "Nothing stops this" })).toBeVisible();
  });

  await test.step("completes it, and lands on the invoice", async () => {
    await tabTo(page, dialog.getByRole("button", { name: /^Complete and invoice £/ }), 6);
    await press("Enter");
    await expect(page.getByRole("dialog", { name: `Job card ${number} is completed` })).toBeVisible();
    await expect(page.getByRole("link", { name: "Open invoice" })).toBeFocused();
    await press("Escape");
    await expect(page.getByText("Lines are closed")).toBeVisible();
  });
});

test("the keyboard alone skips what died with a reason, and takes and resolves a task", async ({
  signedIn,
  admin,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  const press = (key: string) => page.keyboard.press(key);
  await openLive(page, "/operations");
  await completeForNobody(page, admin, garage);

  await test.step("J and Enter open the run; Tab reaches Skip", async () => {
    await expect(page.getByText("2 dead")).toBeVisible({ timeout: 30_000 });
    await press("j");
    await press("Enter");
    const skip = runPane(page).getByRole("button", { name: "Skip with reason: E-mail: the car is ready" });
    await expect(skip).toBeVisible();
    await tabTo(page, skip, 40);
    await press("Enter");
    await expect(page.getByRole("alertdialog").getByLabel("Reason")).toBeFocused();
    await page.keyboard.type("Told them at the desk");
    await press("Enter");
    await expect(entry(runPane(page), "E-mail: the car is ready")).toHaveAttribute("data-state", "skipped");
    await press("Escape");
    await expect(runPane(page)).toBeHidden();
    await expect(page.locator("[data-row]:focus")).toBeVisible();
  });

  await test.step("the other one is a task: taken, and resolved with Ctrl Enter", async () => {
    await tabTo(page, page.getByRole("link", { name: /^Tasks/ }).first(), 60);
    await press("Enter");
    await expect(page.getByRole("table", { name: "Tasks" })).toBeVisible();
    await press("j");
    await press("Enter");
    const pane = page.getByRole("complementary", { name: "Task" });
    await tabTo(page, pane.getByRole("button", { name: "Take it" }), 20);
    await press("Enter");
    await expect(pane.getByRole("button", { name: "Give back" })).toBeVisible();
    await tabTo(page, pane.getByLabel("What was done"), 8);
    await page.keyboard.type("Posted it");
    await press("Control+Enter");
    await expect(pane.getByText("Posted it")).toBeVisible();
    await expect(page.getByText("Nothing waits for a person")).toBeVisible();
  });
});
