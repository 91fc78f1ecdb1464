import type { Locator, Page } from "@playwright/test";
import { mailsTo } from "./harness/mailbox.ts";
import { expect, test } from "./harness/test.ts";
import { completeForNobody, correctAddress, entry, raise, raiseAlert } from "./pages/operations.ts";
import { openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

/** What the engine brings about has its time on a busy machine. */
const patient = { timeout: 30_000 };

const queue = (page: Page): Locator => page.getByRole("table", { name: "Tasks" });
const row = (page: Page, text: string): Locator => queue(page).getByRole("row").filter({ hasText: text });
const pane = (page: Page): Locator => page.getByRole("complementary", { name: "Task" });
const navigation = (page: Page): Locator => page.getByRole("navigation", { name: "Pages" }).first();
const [late, ready] = ["Did not arrive: E-mail with invoice", "Did not arrive: E-mail: the car is ready"];

test("tasks of what died are taken, handed over, given back, and settled", async ({ signedIn, admin, garage }) => {
  const { advisor, owner } = garage.members;
  const page = await signedIn(advisor.email);
  await openLive(page, "/board");
  await expect(navigation(page).getByRole("link", { name: "Tasks", exact: true })).toBeVisible();
  const card = await completeForNobody(page, admin, garage);

  await test.step("the count in the navigation follows, live", async () => {
    await expect(navigation(page).getByRole("link", { name: "Tasks 2 tasks wait" })).toBeVisible(patient);
    await navigation(page)
      .getByRole("link", { name: /^Tasks/ })
      .click();
    await expect(row(page, late).getByRole("img", { name: "Nobody has it yet" })).toBeVisible();
    await expect(row(page, ready)).toContainText("no such domain");
  });

  await test.step("opens one by keys: why, about what, and the run behind it", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(
      pane(page)
        .getByText(/nobody@refused\.invalid/)
        .first(),
    ).toBeVisible();
    await expect(pane(page).getByRole("region", { name: "What raised it" })).toContainText("Complete job card");
    await page.keyboard.press("Escape");
    await expect(pane(page)).toBeHidden();
    await expect(page.locator("[data-row]:focus")).toBeVisible();
  });

  const other = await signedIn(owner.email);
  await test.step("takes one: a colleague sees who has it, and cannot take it too", async () => {
    await openLive(other, "/tasks");
    await row(page, late).getByRole("button").click();
    await row(other, late).getByRole("button").click();
    await pane(page).getByRole("button", { name: "Take it" }).click();
    await expect(pane(page).getByText(`${advisor.name} took it`)).toBeVisible();
    await expect(row(other, late)).toContainText(advisor.name);
    await expect(pane(other).getByRole("button", { name: "Take it" })).toBeHidden();
  });

  await test.step("hands it over, and the other gives it back", async () => {
    await pane(page)
      .getByRole("button", { name: `Assign: ${late}` })
      .click();
    await page.getByRole("menuitemradio", { name: owner.name }).click();
    await expect(pane(other).getByText(`${owner.name} took it`)).toBeVisible();
    await other.getByRole("radio", { name: "Mine" }).check();
    await expect(row(other, late)).toBeVisible();
    await pane(other).getByRole("button", { name: "Give back" }).click();
    await expect(other.getByText("No task is yours")).toBeVisible();
    await expect(row(page, late).getByRole("img", { name: "Nobody has it yet" })).toBeVisible();
  });

  await test.step("Retry right there settles it: the effect arrives and the task with it", async () => {
    await correctAddress(admin, card.customerId);
    const effect = entry(pane(page), "E-mail with invoice");
    await effect.getByRole("button", { name: /^Retry/ }).click();
    await expect(effect).toHaveAttribute("data-state", "done", patient);
    await expect(pane(page).getByText("It has arrived in the end.")).toBeVisible();
    await expect(row(page, late)).toBeHidden();
    await expect(navigation(page).getByRole("link", { name: "Tasks 1 task waits" })).toBeVisible();
  });

  await test.step("resolves the other with what was done; typed words survive a reload", async () => {
    await row(page, ready).getByRole("button").click();
    await pane(page).getByRole("button", { name: "Resolve" }).click();
    await expect(pane(page).getByText("Say what was done.")).toBeVisible();
    await pane(page).getByLabel("What was done").fill("Rang them, they are on their way");
    await page.reload();
    await expect(pane(page).getByText(/^Restored from/)).toBeVisible();
    await pane(page).getByLabel("What was done").press("Control+Enter");
    await expect(page.getByText("Nothing waits for a person")).toBeVisible();
    await expect(navigation(page).getByRole("link", { name: "Tasks", exact: true })).toBeVisible();
    await page.getByRole("radio", { name: "Resolved" }).check();
    await expect(page).toHaveURL(/show=resolved/);
    await expect(row(page, ready)).toContainText("Rang them, they are on their way");
    await expect(row(page, ready)).toContainText(advisor.name);
  });
});

test("an URGENT task is a banner on every page until somebody takes it; a NORMAL one is a count", async ({
  signedIn,
  admin,
  garage,
}) => {
  const { advisor, owner, technician } = garage.members;
  const [page, other, bay] = [
    await signedIn(advisor.email),
    await signedIn(owner.email),
    await signedIn(technician.email),
  ];
  await openLive(page, "/board");
  await openLive(other, "/parts");
  await bay.goto("/board");
  const banner = (of: Page) => of.getByRole("alert").filter({ hasText: "The bank does not answer" });

  await raise(admin, garage, "Look at the printer");
  await expect(navigation(page).getByRole("link", { name: "Tasks 1 task waits" })).toBeVisible();
  await expect(banner(page)).toBeHidden();

  await raiseAlert(garage, "The bank does not answer");
  await expect(banner(page)).toBeVisible();
  await expect(banner(other)).toBeVisible();
  await other.goto("/tasks");
  const first = queue(other).getByRole("row").nth(1);
  await expect(first).toContainText("The bank does not answer");
  await expect(first.getByRole("img", { name: "Urgent, nobody has it" })).toBeVisible();

  await test.step("who may be alerted has it by mail as well", async () => {
    await expect.poll(async () => (await mailsTo(page.request, owner.email)).length, patient).toBeGreaterThan(0);
    expect(await mailsTo(page.request, advisor.email)).toEqual([]);
  });

  await banner(page).getByRole("button", { name: "Take it" }).click();
  await expect(banner(page)).toBeHidden();
  await expect(banner(other)).toBeHidden();
  await expect(row(other, "The bank does not answer")).toContainText(advisor.name);
  await expect(banner(bay)).toBeHidden();
});
