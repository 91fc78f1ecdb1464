import { readFile } from "node:fs/promises";
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { advisor, owner } from "./harness/demo.ts";
import { expect, test } from "./harness/test.ts";
import { openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

/** Where pictures of the page are put for somebody who wants to look at it. */
const pictures = process.env.REPORT_PICTURES;

test("a figure leads to its rows, as many as it counts, and the file says what they say", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await openLive(page, "/reports?period=last-month");
  const card = page.getByRole("region", { name: "Car count" });
  const counted = Number((await card.getByRole("link").first().textContent())?.replace(/\D/g, ""));
  expect(counted).toBeGreaterThan(20);

  await test.step("its basis and the same figures as a table are a key away", async () => {
    await expect(card.getByText(/each counted once/)).toBeVisible();
    await card.getByText("As a table").press("Enter");
    const days = await card.getByRole("table", { name: "Car count over time" }).getByRole("cell").allTextContents();
    expect(days.reduce((sum, day) => sum + Number(day), 0)).toBe(counted);
  });

  await test.step("the chart is one stop of Tab, and arrows go from bar to bar", async () => {
    const bars = card.getByRole("figure").getByRole("link");
    await bars.last().focus();
    await page.keyboard.press("Home");
    await expect(bars.first()).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(bars.nth(1)).toBeFocused();
    await expect(bars.nth(1)).toHaveAttribute("href", /\/reports\/cars\?.*from=/);
  });

  await test.step("the rows are as many, and so is the file", async () => {
    await card.getByRole("link", { name: /Rows behind it/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Car count" })).toBeVisible();
    const rows = page.getByRole("table", { name: "Car count" }).getByRole("row");
    const more = page.getByRole("button", { name: "Load more" });
    for (let shown = 50; shown < counted; shown += 50) {
      await more.click();
      await expect(rows).toHaveCount(Math.min(shown + 50, counted) + 1);
    }
    await expect(rows).toHaveCount(counted + 1);
    const numbers = await rows.locator("td:first-child").allTextContents();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV" }).click();
    const [head = "", ...lines] = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
    expect(head.replace("\uFEFF", "")).toMatch(/^Invoice,Completed,Plate,Customer,Branch,Work,Net \(GBP\)$/);
    expect(lines.map((line) => line.split(",")[0])).toEqual(numbers);
    await rows.nth(1).getByRole("link").click();
    await expect(page).toHaveURL(/\/job-cards\//);
  });
});

test("branch, currency and period stand in the address, and Back brings them back", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await openLive(page, "/reports");
  await page.getByRole("combobox", { name: "Period" }).selectOption("Last quarter");
  await expect(page).toHaveURL(/period=last-quarter/);
  await page.getByRole("combobox", { name: "Branch" }).selectOption("All branches");
  await expect(page).toHaveURL(/branch=all/);
  await page.getByRole("combobox", { name: "Currency" }).selectOption("In USD");
  await expect(page.getByRole("region", { name: "Sales" })).toContainText("$");
  await page.goBack();
  await expect(page.getByRole("region", { name: "Sales" })).toContainText("£");
  await page.getByRole("combobox", { name: "Period" }).selectOption("Custom dates");
  await page.getByLabel("From").fill("2026-01-05");
  await expect(page).toHaveURL(/from=2026-01-05/);
});

test("an advisor has no reports", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await openLive(page, "/board");
  await expect(page.getByRole("link", { name: "Reports" })).toHaveCount(0);
  expect((await page.goto("/reports"))?.status()).toBe(404);
});

for (const [name, path] of [
  ["figures", "/reports?period=last-quarter"],
  ["month", "/reports"],
  ["rows", "/reports/parts-margin?period=last-quarter"],
] as const)
  test(`the reports can be read by everybody, light and dark, wide and narrow: ${name}`, async ({ signedIn }) => {
    const page = await signedIn(owner);
    for (const [width, height] of [
      [1280, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height: pictures ? 2400 : height });
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await openLive(page, path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      // The bars of a month are narrow: the table beneath has the same links, each of its full height.
      await expectAccessible(page, `${name}, ${width} wide, light`, ["target-size"]);
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}-light.png` });
      await page.emulateMedia({ colorScheme: "dark" });
      await expectContrast(page, `${name}, ${width} wide, dark`);
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}-dark.png` });
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page, `${name}, at 320 px`);
  });
