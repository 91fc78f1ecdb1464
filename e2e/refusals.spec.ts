import type { Page } from "@playwright/test";
import { buildJobCard, buildPart } from "../prisma/seed/builders.ts";
import { advisor, cardIdOf, owner, rival, unpaidInvoiceId } from "./harness/demo.ts";
import { demoPassword, expect, expectInvariantsHold, test } from "./harness/test.ts";
import { fact, openPreflight } from "./pages/job-card.ts";
import { mutate } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel" });

const unknownId = "01890000-0000-7000-8000-000000000000";

test("a wrong password is refused with a sentence, and what was typed stays", async ({ page }) => {
  await page.goto("/job-cards/new");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("E-mail").fill(advisor);
  await page.getByLabel("Password", { exact: true }).fill("pitlane-dema");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(/password/i);
  await expect(page.getByLabel("E-mail")).toHaveValue(advisor);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("pitlane-dema");

  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/job-cards\/new$/);
});

test("an unknown id, a malformed one and another tenant's are one and the same 404", async ({ signedIn, admin }) => {
  const foreign = await signedIn(rival);
  const [card, invoice] = [await cardIdOf(admin, "RX18 TNV"), await unpaidInvoiceId(admin)];
  const paths = [card, unknownId, "1", "x'--"].map((id) => `/job-cards/${encodeURIComponent(id)}`);
  for (const path of [...paths, `/invoices/${invoice}`, `/invoices/${unknownId}`, "/invoices/none"]) {
    await test.step(path, async () => {
      const answer = await foreign.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(foreign.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(foreign.getByRole("navigation", { name: "Pages" }).first()).toBeAttached();
    });
  }
  expect((await foreign.request.get(`/api/files/invoices/${invoice}`)).status()).toBe(404);
  expect(await mutate(foreign, "jobCard.complete", { jobCardId: card })).toMatchObject({ status: 404 });
  await test.step("and no row of one tenant points at the other's", expectInvariantsHold);

  const own = await signedIn(owner);
  expect((await own.goto(`/job-cards/${card}`))?.status()).toBe(200);
});

test("a part that is short stops completing until the line is mended", async ({ signedIn, admin, garage }) => {
  const part = await buildPart(admin, garage, { name: "Brake disc", onHand: "1" });
  const card = await buildJobCard(admin, garage, {
    lines: [{ kind: "LABOUR" }, { kind: "PART", part, quantity: "2", reserve: false }],
  });
  const page = await signedIn(garage.members.advisor.email);
  await page.goto(`/job-cards/${card.jobCardId}`);

  await test.step("the card and the pre-flight say what is missing", async () => {
    await expect(page.getByRole("row").filter({ hasText: /2 needed, 1 free/ })).toBeVisible();
    const dialog = await openPreflight(page);
    await expect(dialog.getByText("short by 1")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Complete, 1 to fix" })).toBeDisabled();
  });

  await test.step("calling the procedure past the screen changes nothing", async () => {
    const answer = await mutate(page, "jobCard.complete", { jobCardId: card.jobCardId });
    expect(answer.status).toBe(412);
    expect(answer.body).toContain("PREREQUISITES_UNMET");
    const { rows } = await admin.query("SELECT FROM invoice WHERE tenant_id = $1", [garage.tenantId]);
    expect(rows).toEqual([]);
  });

  await test.step("stock that comes in mends it, seen in the open dialog", async () => {
    const dialog = page.getByRole("dialog");
    const received = await mutate(page, "part.receive", {
      partId: part.partId,
      branchId: garage.branchId,
      quantity: "5",
      reason: "",
    });
    expect(received.status).toBe(200);
    await expect(dialog.getByRole("heading", { name: "Nothing stops this" })).toBeVisible();
  });
});

test("a bay that is taken is refused, with free times that are one press away", async ({ signedIn, admin, garage }) => {
  const first = await buildJobCard(admin, garage);
  const second = await buildJobCard(admin, garage);
  const page = await signedIn(garage.members.advisor.email);
  const start = `${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)}T10:00`;
  const place = async (jobCardId: string) => {
    await page.goto(`/job-cards/${jobCardId}`);
    await page.getByRole("button", { name: "More to do with this card" }).click();
    await page.getByRole("menuitem", { name: "Place on a bay" }).click();
    const dialog = page.getByRole("dialog", { name: "Place on which bay?" });
    await dialog.getByLabel("Bay").selectOption({ label: "Bay 1, lift" });
    await dialog.getByLabel("Start").fill(start);
    await dialog.getByRole("button", { name: "Place", exact: true }).click();
    return dialog;
  };
  await place(first.jobCardId);
  await expect(fact(page, "Where is it")).toContainText("Bay 1");

  const dialog = await place(second.jobCardId);
  await expect(dialog.getByRole("alert")).toContainText("Bay 1");
  const free = dialog.getByRole("alert").getByRole("button");
  await expect(free.first()).toBeVisible();
  const bay = /^Bay \d/.exec((await free.first().textContent()) ?? "")?.[0] ?? "none";
  await free.first().click();
  await expect(dialog).toBeHidden();
  await expect(fact(page, "Where is it")).toContainText(bay);
});

test("two browsers in one line: the second to save sees both values and decides", async ({
  signedIn,
  admin,
  garage,
}) => {
  const card = await buildJobCard(admin, garage, {
    status: "CHECKED_IN",
    authorised: false,
    lines: [{ kind: "LABOUR", description: "Diagnose" }],
  });
  const mine = await signedIn(garage.members.advisor.email);
  const theirs = await signedIn(garage.members.owner.email);
  const quantity = (page: Page) => page.getByLabel("Qty, Diagnose");
  for (const page of [mine, theirs]) {
    await page.goto(`/job-cards/${card.jobCardId}`);
    await expect(quantity(page)).toHaveValue("1");
  }

  await quantity(mine).fill("3");
  await expect(mine.getByText("1 field not saved yet")).toBeVisible();
  await quantity(theirs).fill("2");
  await quantity(theirs).press("Enter");
  await expect(theirs.getByText(/^Saved/)).toBeVisible();

  await expect(mine.getByText("Quantity: somebody saved 2 while yours says 3. Nothing was overwritten.")).toBeVisible();
  await expect(quantity(mine)).toHaveValue("3");
  await mine.getByRole("button", { name: "Keep yours" }).click();
  await expect(quantity(theirs)).toHaveValue("3");
  await expect(mine.getByText(/^Saved/)).toBeVisible();
});

test("Complete pressed twice gives one invoice", async ({ signedIn, admin, garage }) => {
  const part = await buildPart(admin, garage, { onHand: "10" });
  const card = await buildJobCard(admin, garage, { lines: [{ kind: "LABOUR" }, { kind: "PART", part }] });
  const page = await signedIn(garage.members.advisor.email);
  await page.goto(`/job-cards/${card.jobCardId}`);
  const dialog = await openPreflight(page);
  await dialog.getByRole("button", { name: /^Complete and invoice/ }).dblclick();
  await expect(page.getByRole("dialog", { name: `Job card ${card.number} is completed` })).toBeVisible();
  const { rows } = await admin.query<{ invoices: number; issued: number }>(
    `SELECT (SELECT count(*)::int FROM invoice WHERE tenant_id = $1) AS invoices,
            (SELECT count(*)::int FROM stock_movement WHERE tenant_id = $1 AND kind = 'ISSUE') AS issued`,
    [garage.tenantId],
  );
  expect(rows).toEqual([{ invoices: 1, issued: 1 }]);
});

test("a technician sees the own cards, no price anywhere, and may not complete", async ({
  signedIn,
  admin,
  garage,
}) => {
  const part = await buildPart(admin, garage, { name: "Oil filter", priceMinor: 98_765 });
  const { members } = garage;
  const own = await buildJobCard(admin, garage, {
    technicianId: members.technician.memberId,
    lines: [
      { kind: "LABOUR", description: "Change the oil", done: false },
      { kind: "PART", part },
    ],
  });
  const other = await buildJobCard(admin, garage, { technicianId: null });
  const page = await signedIn(members.technician.email);
  const answers: string[] = [];
  await page.route("**/api/trpc/**", async (route) => {
    const response = await route.fetch();
    answers.push(await response.text());
    await route.fulfill({ response });
  });

  await test.step("own cards, and one large tick a line", async () => {
    await page.goto("/board");
    await expect(page.getByRole("button", { name: new RegExp(own.plate) })).toBeVisible();
    await expect(page.getByText(other.plate)).toBeHidden();
    await page.getByRole("button", { name: "Change the oil, done" }).click();
    await expect(page.getByRole("button", { name: "Change the oil, done" })).toHaveAttribute("aria-pressed", "true");
  });

  await test.step("the card itself has no price and no Complete", async () => {
    await page.goto(`/job-cards/${own.jobCardId}`);
    await expect(page.getByRole("heading", { level: 2, name: "Lines" })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Complete/ })).toBeHidden();
    await page.goto("/parts");
    await expect(page.getByText("Oil filter")).toBeVisible();
    await expect(page.getByRole("columnheader", { name: /Price|Cost/ })).toBeHidden();
  });

  await test.step("nothing that came over the network names money", async () => {
    // The pages' own bytes carry what they were drawn from.
    for (const path of ["/board", `/job-cards/${own.jobCardId}`, "/parts"]) {
      answers.push(await (await page.request.get(path)).text());
    }
    const received = answers.join("\n");
    expect(received).toContain("Oil filter");
    expect(received.match(/£|987[.,]?65|(unitPrice|price|cost|unitCost|total|net|due)Minor/g)).toBeNull();
  });

  await test.step("completing is refused", async () => {
    expect(await mutate(page, "jobCard.complete", { jobCardId: own.jobCardId })).toMatchObject({ status: 403 });
    const { rows } = await admin.query("SELECT FROM invoice WHERE tenant_id = $1", [garage.tenantId]);
    expect(rows).toEqual([]);
  });
});

test("a refused form keeps what was typed, also over a reload", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.advisor.email);
  await page.goto("/job-cards/new");
  await page.getByLabel("Plate").fill("ab12 cde");
  await page.getByLabel("Plate").press("Tab");
  await page.getByLabel("Make").fill("Ford");
  await page.getByLabel("Model").fill("Focus");
  await page.getByLabel("Name").fill("Ada Byron");
  await page.getByLabel("E-mail").fill("ada at example");
  await page.getByRole("button", { name: "Open job card" }).click();

  await expect(page.getByText("An e-mail address has the form name@example.com.")).toBeVisible();
  await expect(page.getByText("Say what the customer asks for.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.getByLabel("Complaint").fill("Pulls to the left");

  await page.reload();
  await expect(page.getByText(/^Restored from/)).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Ada Byron");
  await expect(page.getByLabel("E-mail")).toHaveValue("ada at example");
  await expect(page.getByLabel("Complaint")).toHaveValue("Pulls to the left");

  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByRole("button", { name: "Open job card" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ford Focus" })).toBeVisible();
});

test("a cell of a line that is refused says why and keeps its text, also over a reload", async ({
  signedIn,
  admin,
  garage,
}) => {
  const card = await buildJobCard(admin, garage, { lines: [{ kind: "LABOUR", description: "Diagnose" }] });
  const page = await signedIn(garage.members.advisor.email);
  const quantity = page.getByLabel("Qty, Diagnose");
  await page.goto(`/job-cards/${card.jobCardId}`);
  await quantity.fill("a lot");
  await quantity.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "Quantity." })).toBeVisible();
  await expect(quantity).toHaveAttribute("aria-invalid", "true");
  await page.reload();
  await expect(quantity).toHaveValue("a lot");
  await expect(page.getByText(/^Restored from/)).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(quantity).toHaveValue("1");
});
