import { buildJobCard } from "../prisma/seed/builders.ts";
import { mailsTo } from "./harness/mailbox.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";
import { completeForNobody, correctAddress, entry, figure, runPane, runRow } from "./pages/operations.ts";
import { mutate, openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

/** What the engine brings about has its time on a busy machine. */
const patient = { timeout: 30_000 };

test("an effect that died is seen as it dies, opened by keys, and Retry mends it once the address is right", async ({
  signedIn,
  admin,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, "/operations");
  const press = (key: string) => page.keyboard.press(key);

  const card = await test.step("what a colleague completes appears without loading again", async () => {
    await expect(page.getByText("No run matches")).toBeVisible();
    await page.evaluate(() => document.body.setAttribute("data-loaded", "once"));
    const completed = await completeForNobody(page, admin, garage);
    await expect(runRow(page, completed.plate)).toContainText("2 dead", patient);
    await expect(figure(page, "Dead deliveries")).toContainText("2");
    await expect(page.locator("body")).toHaveAttribute("data-loaded", "once");
    return completed;
  });

  await test.step("the figure is a filter, kept in the address", async () => {
    await figure(page, "Dead deliveries").click();
    await expect(page).toHaveURL(/[?&]outcome=dead/);
    await expect(page.getByRole("table", { name: "Runs" }).getByRole("row")).toHaveCount(2);
  });

  const pane = runPane(page);
  await test.step("J goes to the run, Enter opens it: steps, reasons, who, and the card", async () => {
    await press("j");
    await expect(page.locator("[data-row]:focus")).toHaveText("Complete job card");
    await press("Enter");
    await expect(pane.getByText(`${garage.members.advisor.name}, `)).toBeVisible();
    await expect(entry(pane, "Invoice issued")).toHaveAttribute("data-state", "done");
    await expect(entry(pane, "E-mail with invoice")).toHaveAttribute("data-state", "dead", patient);
    await expect(entry(pane, "E-mail with invoice")).toContainText("nobody@refused.invalid");
    await expect(pane.getByRole("link", { name: `${card.number}, ${card.plate}` })).toHaveAttribute(
      "href",
      `/job-cards/${card.jobCardId}`,
    );
  });

  await test.step("Retry fails again while the address is wrong", async () => {
    await pane.getByRole("button", { name: "Retry: E-mail with invoice" }).click();
    await expect(entry(pane, "E-mail with invoice").getByRole("list", { name: "Tries that failed" })).toBeVisible();
    await expect(entry(pane, "E-mail with invoice")).toHaveAttribute("data-state", "dead", patient);
  });

  const email = await correctAddress(admin, card.customerId);
  await test.step("Retry mends it once the address is right", async () => {
    await pane.getByRole("button", { name: "Retry: E-mail with invoice" }).click();
    await expect(entry(pane, "E-mail with invoice")).toHaveAttribute("data-state", "done", patient);
    await expect(entry(pane, "E-mail with invoice")).toContainText(email);
    await expect
      .poll(async () => (await mailsTo(page.request, email)).filter(({ attachments }) => attachments.length > 0).length)
      .toBe(1);
  });

  await test.step("R retries what is still dead; then nothing needs a person", async () => {
    await press("r");
    await expect(entry(pane, "E-mail: the car is ready")).toHaveAttribute("data-state", "done", patient);
    await expect(pane.getByText(/^all \d+ arrived$/)).toBeVisible();
    await press("Escape");
    await expect(pane).toBeHidden();
    await expect(page.getByText("Nothing needs a person")).toBeVisible();
    await expect(figure(page, "Dead deliveries")).toContainText(/0\s*none/);
  });
  await test.step("all invariants hold", expectInvariantsHold);
});

test("Skip with reason and Assign on the card's and the invoice's timeline", async ({ signedIn, admin, garage }) => {
  const { advisor, owner, technician } = garage.members;
  const page = await signedIn(advisor.email);
  await openLive(page, "/board");
  const card = await completeForNobody(page, admin, garage);
  await openLive(page, `/job-cards/${card.jobCardId}`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  const ready = entry(timeline, "E-mail: the car is ready");

  await test.step("Assign offers those who see tasks, and no technician", async () => {
    await expect(ready).toHaveAttribute("data-state", "dead", patient);
    await ready.getByRole("button", { name: /^Assign/ }).click();
    await expect(page.getByRole("menuitemradio", { name: technician.name })).toBeHidden();
    await page.getByRole("menuitemradio", { name: owner.name }).click();
    await expect(ready).toContainText(`${owner.name} has taken it.`);
  });

  await test.step("Retry from the card tries again, and says why it failed again", async () => {
    await ready.getByRole("button", { name: /^Retry/ }).click();
    await expect(ready.getByRole("list", { name: "Tries that failed" }).getByRole("listitem")).toHaveCount(2);
  });

  await test.step("Skip asks for a reason; it stays on the run with the name", async () => {
    await ready.getByRole("button", { name: /^Skip with reason/ }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Skip it" }).click();
    await expect(dialog.getByText("Say why it is not needed.")).toBeVisible();
    await dialog.getByLabel("Reason").fill("Told them at the desk");
    await dialog.getByRole("button", { name: "Skip it" }).click();
    await expect(dialog).toBeHidden();
    await expect(ready).toHaveAttribute("data-state", "skipped");
    await expect(ready).toContainText("Told them at the desk");
  });

  await test.step("the invoice shows the same, and mends the rest", async () => {
    await page
      .getByRole("link", { name: /^Invoice / })
      .first()
      .click();
    await expect(page.getByRole("heading", { level: 1, name: /^Invoice / })).toBeVisible();
    await expect(ready).toHaveAttribute("data-state", "skipped");
    const email = await correctAddress(admin, card.customerId);
    const invoice = entry(timeline, "E-mail with invoice");
    await invoice.getByRole("button", { name: /^Retry/ }).click();
    await expect(invoice).toHaveAttribute("data-state", "done", patient);
    await expect(invoice).toContainText(email);
  });

  await test.step("what was done about it stands in the list too", async () => {
    await page.goto("/operations?type=operation.skip");
    await expect(runRow(page, "Effect skipped")).toContainText(`${card.number}, ${card.plate}`);
  });
});

test("filters stand in the address; a refused opening says that nothing changed, and is about no record", async ({
  signedIn,
  admin,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, "/operations");
  const open = await buildJobCard(admin, garage, { status: "CHECKED_IN", authorised: false });
  await mutate(page, "jobCard.move", { jobCardId: open.jobCardId, from: "CHECKED_IN", to: "IN_PROGRESS" });
  const refused = await mutate(page, "jobCard.create", {
    branchId: garage.branchId,
    vehicle: {
      kind: "new",
      plate: "?",
      make: "Ford",
      model: "Focus",
      year: null,
      owner: { kind: "new", name: "Ada", email: null, phone: null },
    },
    complaint: "Rattles",
    odometerIn: null,
    promisedAt: null,
    customerWaiting: false,
    technicianId: null,
  });
  expect(refused.status).toBe(400);

  await test.step("both appear, live", async () => {
    await expect(runRow(page, "Moved")).toBeVisible();
    await expect(runRow(page, "Job card opened")).toContainText("Nothing changed. A plate has letters and digits");
    await expect(runRow(page, "Job card opened")).toContainText("refused");
  });

  await test.step("Outcome keeps the refused one, also over a reload", async () => {
    await page.getByLabel("Outcome").selectOption("refused");
    await expect(page).toHaveURL(/outcome=refused/);
    await expect(runRow(page, "Moved")).toBeHidden();
    await page.reload();
    await expect(runRow(page, "Job card opened")).toBeVisible();
    await runRow(page, "Job card opened").getByRole("button").click();
    await expect(runPane(page).getByText("Nothing changed", { exact: true })).toBeVisible();
    await expect(runPane(page).getByText("no record")).toBeVisible();
    await expect(runPane(page).getByText(garage.branch.name)).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("Type, time and a day on which nothing happened", async () => {
    await page.getByLabel("Outcome").selectOption("");
    await page.getByLabel("Type").selectOption("job-card.move");
    await expect(runRow(page, "Job card opened")).toBeHidden();
    await page.getByLabel("Time").selectOption("today");
    await expect(runRow(page, "Moved")).toContainText(`${open.number}, ${open.plate}`);
    await page.goto("/operations?since=dates&from=2020-01-01&to=2020-01-31");
    await expect(page.getByText("No run matches")).toBeVisible();
    await page.getByRole("button", { name: "Show all runs" }).click();
    await expect(runRow(page, "Moved")).toBeVisible();
  });
});

test("a technician sees neither operations nor tasks, nor may ask for them", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.technician.email);
  await page.goto("/board");
  const pages = page.getByRole("navigation", { name: "Pages" }).first();
  await expect(pages.getByRole("link", { name: "Parts" })).toBeVisible();
  await expect(pages.getByRole("link", { name: /Operations|Tasks/ })).toHaveCount(0);
  for (const path of ["/operations", "/tasks"]) expect((await page.goto(path))?.status()).toBe(404);
  await page.goto("/board");
  for (const query of ["operation.list", "operation.figures", "task.list", "task.summary", "task.people"]) {
    const answer = await page.request.get(`/api/trpc/${query}?input=${encodeURIComponent('{"json":{}}')}`);
    expect(answer.status(), query).toBe(403);
  }
});
