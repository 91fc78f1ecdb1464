import { buildCustomerWithVehicle, buildJobCard } from "../prisma/seed/builders.ts";
import { examineOpen, expectAccessible } from "./harness/axe.ts";
import { mailsTo } from "./harness/mailbox.ts";
import { expect, test } from "./harness/test.ts";
import { mutate, openLive } from "./pages/workshop.ts";

test("the owner writes what the mail says and sees it at once, the customer gets it so and chooses to get less", async ({
  signedIn,
  admin,
  garage,
  request,
  browser,
  baseURL,
}) => {
  test.setTimeout(150_000);
  const email = `words-${garage.slug}@example.com`;
  const customer = await buildCustomerWithVehicle(admin, garage, { name: "Simon Hallett", email });
  const [shown, told] = [
    await buildJobCard(admin, garage, { customer, lines: [{ kind: "LABOUR" }] }),
    await buildJobCard(admin, garage, { customer, lines: [{ kind: "LABOUR" }] }),
  ];
  const page = await signedIn(garage.members.owner.email);
  await openLive(page, "/board");
  expect((await mutate(page, "jobCard.complete", { jobCardId: shown.jobCardId })).status).toBe(200);

  await test.step("the words, a slot put in where the caret is, and the mail beside them", async () => {
    await page.goto("/settings/messages");
    await page.getByLabel("Message", { exact: true }).selectOption("job-card-ready");
    const form = page.getByRole("form", { name: "Car ready" });
    await form.getByLabel("Opening of the e-mail").fill(", it is washed too.");
    await form.getByLabel("Opening of the e-mail").press("Home");
    await form.getByRole("button", { name: "{first name}" }).click();
    await expect(form.getByLabel("Opening of the e-mail")).toHaveValue("{first name}, it is washed too.");
    await expect(form.getByLabel("Opening of the e-mail")).toBeFocused();
    const preview = page.getByRole("region", { name: "Preview" });
    await expect(preview).toContainText("Simon Hallett");
    await expect(preview.frameLocator("iframe").getByText("Simon, it is washed too.", { exact: true })).toBeVisible();
    await form.getByLabel("Text message").fill("{time} it is");
    await form.getByLabel("Text message").blur();
    await expect(form).toContainText("{time} stands for nothing in \u201cCar ready\u201d.");
    // By keyboard: back from the slots to the field above them, and the slot stands where its caret was.
    await form.getByLabel("Text message").fill("");
    await page.keyboard.press("Tab");
    await expect(form.getByRole("button", { name: "{first name}" })).toBeFocused();
    for (let slots = 0; slots < 3; slots += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(form.getByLabel("Text message")).toHaveValue("{plate}");
    await expect(form.getByLabel("Opening of the e-mail")).toHaveValue("{first name}, it is washed too.");
    await form.getByLabel("Text message").fill("{plate} is washed, {amount} to pay");
    await expect(preview).toContainText("is washed, ");
    // The mail itself is looked at where messages are.
    await preview.getByRole("radio", { name: "Plain text" }).check();
    await examineOpen(page, "the words of a message");
    await form.getByLabel("Text message").press("Control+Enter");
    await expect(page.getByText("\u201cCar ready\u201d saved")).toBeVisible();
    await expect(page.getByRole("option", { name: "Car ready (in your words)" })).toBeAttached();
  });

  const phone = await (await browser.newContext({ baseURL, viewport: { width: 390, height: 844 } })).newPage();
  await test.step("the customer gets it so, and follows the link to their choice", async () => {
    expect((await mutate(page, "jobCard.complete", { jobCardId: told.jobCardId })).status).toBe(200);
    const ready = async () => (await mailsTo(request, email)).filter(({ subject }) => subject.startsWith("Ready"));
    await expect.poll(async () => (await ready()).length, { timeout: 30_000 }).toBe(2);
    await phone.goto((await ready())[0]?.url ?? "");
    const mail = phone.frameLocator("iframe");
    await expect(mail.getByText("Simon, it is washed too.", { exact: true })).toBeVisible();
    const href = await mail.getByRole("link", { name: "Choose which messages you get" }).getAttribute("href");
    await phone.goto(href ?? "");
  });

  await test.step("without a script too: reminders by text are wanted no more", async () => {
    await expectAccessible(phone, "the choice of messages");
    const reminders = phone.getByRole("group", { name: "Reminders" });
    await expect(reminders.getByLabel("Text")).toBeChecked();
    await reminders.getByLabel("Text").uncheck();
    await phone.getByRole("button", { name: "Save" }).click();
    await expect(phone.getByText("Saved. It counts from the next message on.")).toBeVisible();
    await expect(phone.getByRole("group", { name: "Reminders" }).getByLabel("Text")).not.toBeChecked();
    await examineOpen(phone, "the choice of messages, saved");
    await openLive(page, `/customers/${customer.customerId}`);
    await expect(page.getByRole("region", { name: "Consents" })).toContainText("Withdrawn online");
  });
  await phone.context().close();
});
