import { z } from "zod";
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { completeByApi } from "./harness/complete.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";

test.setTimeout(120_000);
const patient = { timeout: 30_000 };
const books = z.object({
  wrong: z.array(z.string()),
  invoices: z.array(z.object({ number: z.string(), left: z.number() })),
});

test("Xero is connected, an invoice that did not get there is mended from the screen, and it is disconnected", async ({
  signedIn,
  admin,
  garage,
}) => {
  const xero = process.env.E2E_XERO_URL ?? "";
  test.skip(xero === "", "The instance at E2E_URL has no Xero of ours.");
  const page = await signedIn(garage.members.owner.email);

  await test.step("connected by its login, with a mapping proposed", async () => {
    await page.goto("/settings/connections");
    // Once the page listens.
    await expect(async () => {
      const connect = page.getByRole("button", { name: "Connect Xero" });
      if (await connect.isVisible()) await connect.click({ timeout: 1000 });
      await expect(page.getByText("Northside Motors Ltd")).toBeVisible({ timeout: 5000 });
    }).toPass();
    await expect(page.getByLabel("Labour", { exact: true })).toHaveValue("200");
    await expect(page.getByLabel("20%", { exact: true })).toHaveValue("OUTPUT2");
    await expect(page.getByText("No invoice has gone there yet")).toBeVisible();
  });

  const syncs = page.getByRole("list", { name: "Invoices in the books" }).getByRole("listitem");
  await test.step("a tax that nobody has chosen is said in a sentence", async () => {
    await page.goto("/settings/connections");
    await expect(async () => {
      await page.getByLabel("20%", { exact: true }).selectOption({ label: "Not chosen yet" });
      await expect(page.getByRole("button", { name: "Discard changes" })).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole("button", { name: "Save accounts" }).click();
    await expect(page.getByRole("region", { name: "Notices" })).toContainText("Accounts and taxes saved");
    await completeByApi(page, admin, garage);
    await expect(syncs.first()).toContainText("VAT of 20% has no tax rate in the books yet.", patient);
    await expectAccessible(page, "a failed sync");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, "a failed sync, dark");
    await page.setViewportSize({ width: 360, height: 800 });
    await expectNoSidewaysScroll(page, "a failed sync at 360");
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("chosen, and tried again: it is in the books", async () => {
    await page.getByLabel("20%", { exact: true }).selectOption("OUTPUT2");
    await page.getByRole("button", { name: "Save accounts" }).click();
    await expect(page.getByLabel("20%", { exact: true })).toHaveValue("OUTPUT2");
    await expect(page.getByRole("button", { name: "Discard changes" })).toBeHidden();
    await syncs
      .first()
      .getByRole("button", { name: /^Retry/ })
      .click();
    await expect(syncs.first()).toContainText("In the books", patient);
    const number = (await syncs.first().getByRole("link").textContent()) ?? "";
    const there = books.parse(await (await page.request.get(`${xero}/test/books`)).json());
    expect(there.wrong).toEqual([]);
    expect(there.invoices.filter((invoice) => invoice.number === number)).toHaveLength(1);
  });

  await test.step("what stood before is brought there, and is seen to have been", async () => {
    await page.getByLabel("From this day on").fill("2020-01-01");
    await page.getByRole("button", { name: "Bring them there" }).click();
    await expect(page.getByText(/1 of 1 from .* were asked for/)).toBeVisible(patient);
    await expect(syncs.first()).toContainText("In the books", patient);
  });

  await test.step("disconnected it can be connected again", async () => {
    await page.getByRole("button", { name: "Disconnect", exact: true }).click();
    await page.getByRole("button", { name: "Disconnect Xero" }).click();
    await expect(page.getByRole("button", { name: "Connect Xero" })).toBeVisible();
  });
  await expectInvariantsHold();
});

test("who comes back without having been let in is told so, and nothing is connected", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/api/connections/xero?error=access_denied");
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was connected" })).toBeVisible();
  await page.goto("/api/connections/xero?code=stolen&state=a.b.c");
  await expect(page.getByRole("alert").filter({ hasText: "begun by somebody else" })).toBeVisible();
});

test("HubSpot is connected by a token, a job that did not get there is mended from the screen, and it is disconnected", async ({
  signedIn,
  admin,
  garage,
}) => {
  const [url, token] = [process.env.E2E_HUBSPOT_URL ?? "", process.env.E2E_HUBSPOT_TOKEN ?? ""];
  test.skip(url === "", "The instance at E2E_URL has no HubSpot of ours.");
  const page = await signedIn(garage.members.owner.email);
  const field = page.getByLabel("Token of the private app");

  await test.step("a token that is none is said, the right one connects", async () => {
    await page.goto("/settings/connections");
    const refusal = page.getByText("HubSpot does not know this token");
    // Once the page listens.
    await expect(async () => {
      await field.fill("pat-eu1-0000-of-somebody-else");
      await page.getByRole("button", { name: "Connect HubSpot" }).click({ timeout: 1000 });
      await expect(refusal).toBeVisible({ timeout: 5000 });
    }).toPass();
    await field.fill(token);
    await page.getByRole("button", { name: "Connect HubSpot" }).click();
    await expect(page.getByText("account 24680")).toBeVisible(patient);
    await expect(page.getByLabel("Completed", { exact: true })).toHaveValue("closedwon");
  });

  const told = page.getByRole("list", { name: "Told to HubSpot" }).getByRole("listitem");
  await test.step("a status without a stage is said in a sentence", async () => {
    await page.goto("/settings/connections");
    await expect(async () => {
      await page.getByLabel("Completed", { exact: true }).selectOption({ label: "Not chosen yet" });
      await expect(page.getByRole("button", { name: "Discard changes" })).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole("button", { name: "Save stages" }).click();
    await expect(page.getByRole("region", { name: "Notices" })).toContainText("Stages saved");
    await completeByApi(page, admin, garage);
    await expect(told.filter({ hasText: "Jobs in Completed have no stage yet." })).toBeVisible(patient);
    await expectAccessible(page, "a CRM that was not told");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, "a CRM that was not told, dark");
    await page.setViewportSize({ width: 360, height: 800 });
    await expectNoSidewaysScroll(page, "a CRM that was not told at 360");
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("chosen, and tried again: it is there", async () => {
    await page.getByLabel("Completed", { exact: true }).selectOption("closedwon");
    await page.getByRole("button", { name: "Save stages" }).click();
    await expect(page.getByRole("button", { name: "Discard changes" })).toBeHidden();
    const job = told.filter({ hasText: "Job" }).first();
    await job.getByRole("button", { name: /^Retry/ }).click();
    await expect(job).toContainText("There", patient);
    await expect(job).not.toContainText("Not there", patient);
    const crm = z
      .object({
        wrong: z.array(z.string()),
        deals: z.array(z.object({ properties: z.record(z.string(), z.string()) })),
      })
      .parse(await (await page.request.get(`${url}/test/crm`)).json());
    expect(crm.wrong).toEqual([]);
    expect(crm.deals.filter(({ properties }) => properties.dealstage === "closedwon").length).toBeGreaterThan(0);
  });

  await test.step("disconnected it can be connected again", async () => {
    await page.getByRole("button", { name: "Disconnect HubSpot" }).click();
    await page.getByRole("button", { name: "Disconnect the account" }).click();
    await expect(field).toBeVisible();
  });
  await expectInvariantsHold();
});
