import { startReceiver } from "../tests/connections/receiver.ts";
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { completeByApi } from "./harness/complete.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";

test.setTimeout(120_000);
const patient = { timeout: 30_000 };

test("an endpoint is added, told, told again, and mended after a failure", async ({ signedIn, admin, garage }) => {
  const receiver = await startReceiver();
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings/webhooks");
  await expect(page.getByText("Nothing is told elsewhere").first()).toBeVisible();

  await test.step("what is wrong is said at its field, and nothing typed is lost", async () => {
    // Once the page listens.
    await expect(async () => {
      await page.getByRole("button", { name: "Add an endpoint" }).click({ timeout: 1000 });
      await expect(page.getByRole("form", { name: "New endpoint" })).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByLabel("Name", { exact: true }).fill("Parts ordering");
    await page.getByLabel("Address").fill("parts.example.com/hooks");
    await page.getByRole("button", { name: "Add endpoint" }).click();
    await expect(page.getByText("An address looks like https://example.com/hooks.")).toBeVisible();
    await expect(page.getByText("Choose an event at least.")).toBeVisible();
    await page.getByLabel("Address").fill(receiver.url);
    await page.getByLabel("Invoice issued").check();
    await page.getByRole("button", { name: "Add endpoint" }).click();
  });

  const note = page.getByRole("region", { name: "Signing secret of Parts ordering" });
  await test.step("the secret is shown once", async () => {
    receiver.trust(await note.getByRole("textbox").inputValue());
    await expectAccessible(page, "a secret");
    await note.getByRole("button", { name: "It is kept" }).click();
    await expect(note).toBeHidden();
    await page.reload();
    await expect(page.getByRole("list", { name: "Endpoints" })).toContainText(receiver.url);
    await expect(page.getByText(/whsec_/)).toBeHidden();
  });

  const messages = page
    .getByRole("list", { name: "Messages" })
    .getByRole("listitem")
    .filter({ hasText: "to Parts ordering" });
  await test.step("a completion is told, signed", async () => {
    await page.goto("/settings/webhooks");
    await completeByApi(page, admin, garage);
    await expect(messages).toHaveCount(1, patient);
    await expect(messages.first()).toContainText("Arrived", patient);
    await expect(messages.first()).toContainText("Answered 200");
    expect(receiver.forged).toEqual([]);
  });

  await test.step("sent again it is the same message", async () => {
    await messages
      .first()
      .getByRole("button", { name: /^Send again: invoice\.generated/ })
      .click();
    await expect(messages.first().getByRole("list").getByRole("listitem")).toHaveCount(2, patient);
    await expect.poll(() => receiver.received.length).toBe(2);
    expect(receiver.taken.size).toBe(1);
  });

  await test.step("one that failed says why, and is mended from here", async () => {
    receiver.fault(["500"]);
    await completeByApi(page, admin, garage);
    await expect(messages).toHaveCount(2, patient);
    await expect(messages.first()).toContainText("answered 500", patient);
    await expect(page.getByText(/^Nothing has arrived since/)).toBeVisible(patient);
    await expectAccessible(page, "a failed message");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, "a failed message, dark");
    await page.setViewportSize({ width: 360, height: 800 });
    await expectNoSidewaysScroll(page, "a failed message at 360");
    await page.setViewportSize({ width: 1280, height: 800 });
    await messages
      .first()
      .getByRole("button", { name: /^Send again: invoice\.generated/ })
      .click();
    await expect(messages.first()).toContainText("Arrived", patient);
    expect(receiver.taken.size).toBe(2);
  });

  await test.step("turned off it is told nothing; removed it is gone", async () => {
    await page.getByRole("button", { name: "Turn off Parts ordering" }).click();
    await expect(page.getByText(/^Off since/)).toBeVisible();
    await messages
      .first()
      .getByRole("button", { name: /^Send again: invoice\.generated/ })
      .click();
    await expect(page.getByText("This endpoint is off. Turn it on first, then send this again.")).toBeVisible();
    await page.getByRole("button", { name: "Remove Parts ordering" }).click();
    await page.getByRole("button", { name: "Remove endpoint" }).click();
    await expect(page.getByText("Nothing is told elsewhere").first()).toBeVisible();
    await expect(messages).toHaveCount(2);
  });
  await expectInvariantsHold();
  await receiver.close();
});
