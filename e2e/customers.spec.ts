import type { Page } from "@playwright/test";
import { buildCustomerWithVehicle, buildJobCard } from "../prisma/seed/builders.ts";
import { examineOpen, expectAccessible } from "./harness/axe.ts";
import { expect, test } from "./harness/test.ts";
import { mutate, openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

/** Opens a page and looks at it in every size and theme. */
const examine = async (page: Page, path: string): Promise<void> => {
  await openLive(page, path);
  await examineOpen(page, path);
};

test("a customer is added by keyboard, found by a piece of a number, changed beside what another saves, archived and restored", async ({
  signedIn,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, "/customers");
  await page.keyboard.press("Alt+n");
  const dialog = page.getByRole("dialog", { name: "New customer" });
  await dialog.getByLabel("Name", { exact: true }).fill("Siân Brennan");
  await dialog.getByLabel("Phone number 1", { exact: true }).fill("07700 900731");
  await dialog.getByRole("button", { name: "Add a phone number" }).click();
  await dialog.getByLabel("Phone number 2", { exact: true }).fill("12");
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByText("Digits are missing from the phone number.")).toBeVisible();
  await dialog.getByLabel("Phone number 2", { exact: true }).fill("01227 960118");
  await dialog.getByLabel("Label of phone number 2").fill("Work");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Siân Brennan" })).toBeVisible();
  const customerId = page.url().split("/").at(-1) ?? "";
  const contacts = page.getByRole("region", { name: "Contacts" });
  await expect(contacts.getByRole("listitem").filter({ hasText: "01227 960118" })).toContainText("Work");

  await openLive(page, "/customers");
  await page.getByLabel("Search customers").fill("960 118");
  await expect(page.getByRole("row").filter({ hasText: "Siân Brennan" })).toBeVisible();
  await expect(page).toHaveURL(/search=960/);
  await page.reload();
  await page.getByRole("link", { name: "Siân Brennan" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Siân Brennan" })).toBeVisible();

  await test.step("what somebody else saves stands beside what is typed, and nothing is written over unseen", async () => {
    await page.keyboard.press("e");
    const edit = page.getByRole("dialog", { name: "Edit Siân Brennan" });
    await edit.getByLabel("Name", { exact: true }).fill("Siân Brennan-Lee");
    const other = await signedIn(garage.members.admin.email);
    await openLive(other, `/customers/${customerId}`);
    const answer = await mutate(other, "customer.update", {
      customerId,
      version: 1,
      name: "Siân B.",
      emails: [],
      phones: [{ value: "07700 900731", label: "" }],
      addressLines: ["2 Quay Row"],
      note: "Rings after six",
    });
    expect(answer.status, answer.body).toBe(200);
    const open = page.getByRole("dialog");
    await expect(open.getByText("Name: somebody saved Siân B.")).toBeVisible({ timeout: 20_000 });
    await expect(open.getByLabel("Note", { exact: true })).toHaveValue("Rings after six");
    await open.getByRole("button", { name: "Keep yours" }).click();
    await open.getByRole("button", { name: /^Save customer/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Siân Brennan-Lee" })).toBeVisible();
    await expect(contacts).toContainText("Rings after six");
  });

  await test.step("a consent is withdrawn, and says who and when", async () => {
    const consents = page.getByRole("region", { name: "Consents" });
    await consents.getByRole("button", { name: "Withdraw: Reminders by SMS" }).click();
    await page.getByRole("button", { name: "Note withdrawal" }).click();
    await expect(consents.getByRole("listitem").filter({ hasText: "Reminders by SMS" })).toContainText(
      `Withdrawn by phone`,
    );
  });

  await test.step("a car is added; then the customer is archived with a reason, and restored", async () => {
    await page.getByRole("button", { name: "More about this customer" }).click();
    await page.getByRole("menuitem", { name: "Add a car" }).click();
    const car = page.getByRole("dialog", { name: "Add a car" });
    await car.getByLabel("Plate").fill("cy21 krw");
    await car.getByLabel("Make").fill("Ford");
    await car.getByLabel("Model").fill("Puma");
    await car.getByRole("button", { name: "Add car" }).click();
    await expect(page.getByRole("region", { name: "Cars", exact: true })).toContainText("CY21 KRW");
    await page.getByRole("button", { name: "More about this customer" }).click();
    await page.getByRole("menuitem", { name: "Archive…" }).click();
    await page.getByLabel("Reason").fill("Moved to Leeds");
    await page.getByRole("button", { name: "Archive customer" }).click();
    await expect(page.getByText(/Moved to Leeds/)).toBeVisible();
    await page.getByRole("button", { name: "Restore" }).click();
    await page.getByLabel("Reason").fill("Is back");
    await page.getByRole("button", { name: "Restore customer" }).click();
    await expect(page.getByText(/Moved to Leeds/)).toHaveCount(0);
  });
});

const askToErase = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "More about this customer" }).press("Enter");
  await page.getByRole("menuitem", { name: "Erase their data…" }).press("Enter");
};

test("the list of customers, one of them, and erasing one can be read by everyone", async ({
  signedIn,
  garage,
  admin,
}) => {
  const customer = await buildCustomerWithVehicle(admin, garage, { name: "Wren Calloway", plate: "WC19 AAA" });
  await buildJobCard(admin, garage, { customer, lines: [{ kind: "LABOUR" }] });
  const page = await signedIn(garage.members.admin.email);
  await openLive(page, `/customers/${customer.customerId}`);
  await examineOpen(page, "a customer", async (where) => {
    await askToErase(page);
    const dialog = page.getByRole("alertdialog", { name: "Erase Wren Calloway?" });
    await expect(dialog.getByRole("button", { name: "Erase for good" })).toBeDisabled();
    await expectAccessible(page, `erasing a customer ${where}`);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  });
  await examine(page, "/customers");
});

test("a person is erased once their name was typed, and not while work is open", async ({
  signedIn,
  garage,
  admin,
}) => {
  const customer = await buildCustomerWithVehicle(admin, garage, { name: "Wren Calloway", plate: "WC20 AAA" });
  const card = await buildJobCard(admin, garage, { customer, status: "CHECKED_IN", lines: [{ kind: "LABOUR" }] });
  const page = await signedIn(garage.members.admin.email);
  await openLive(page, `/customers/${customer.customerId}`);
  await askToErase(page);
  const dialog = page.getByRole("alertdialog", { name: "Erase Wren Calloway?" });
  await dialog.getByLabel("Name of the customer").fill("Wren Calloway");
  await dialog.getByRole("button", { name: "Erase for good" }).press("Enter");
  await expect(dialog).toContainText(`Job card ${card.number} is not finished`);
  await page.keyboard.press("Escape");
  expect(
    (await mutate(page, "jobCard.move", { jobCardId: card.jobCardId, from: "CHECKED_IN", to: "CANCELLED" })).status,
  ).toBe(200);
  await askToErase(page);
  await dialog.getByLabel("Name of the customer").fill("Wren Calloway");
  await dialog.getByRole("button", { name: "Erase for good" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Erased customer / })).toBeVisible();
  await expect(page.getByText("WC20 AAA")).toHaveCount(0);
});

test("two records of one person are offered side by side, merged, and made two again", async ({
  signedIn,
  garage,
  admin,
}) => {
  const build = (name: string, plate: string) => buildCustomerWithVehicle(admin, garage, { name, plate, email: null });
  const first = await build("Marek Zielinski", "MZ19 AAA");
  const second = await build("M. Zielinski", "MZ20 BBB");
  await buildJobCard(admin, garage, { customer: second, lines: [{ kind: "LABOUR" }] });
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/customers/${first.customerId}`);
  await expect(page.getByText("Perhaps the same person as")).toContainText("same phone number");
  await openLive(page, "/customers");
  await page.getByRole("link", { name: "1 possible duplicate" }).click();
  await examine(page, "/customers/duplicates");
  const pair = page.getByRole("region", { name: "Marek Zielinski and M. Zielinski" });
  await pair.getByRole("radio", { name: "M. Zielinski" }).check();
  await pair.getByRole("radio", { name: "Marek Zielinski" }).check();
  await pair.getByRole("button", { name: "Merge" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nobody seems to be here twice.")).toBeVisible();

  await openLive(page, `/customers/${first.customerId}`);
  const cars = page.getByRole("region", { name: "Cars", exact: true });
  await expect(cars).toContainText("MZ20 BBB");
  await expect(page.getByRole("region", { name: "Job cards" }).getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Undo merge" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Undo merge" }).click();
  await expect(cars).not.toContainText("MZ20 BBB");
  await openLive(page, `/customers/${second.customerId}`);
  await expect(page.getByRole("heading", { level: 1, name: "M. Zielinski" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Job cards" }).getByRole("listitem")).toHaveCount(1);
});

test("a car changes hands and plates with dates; the former owner's work is marked, and named only to who may know", async ({
  signedIn,
  garage,
  admin,
}) => {
  const seller = await buildCustomerWithVehicle(admin, garage, { name: "Gwen Tregear", plate: "GT18 AAA" });
  const buyer = await buildCustomerWithVehicle(admin, garage, { name: "Idris Lowe", plate: "IL22 BBB" });
  const card = await buildJobCard(admin, garage, { customer: seller, lines: [{ kind: "LABOUR" }] });
  const page = await signedIn(garage.members.advisor.email);
  const path = `/vehicles/${seller.vehicleId}`;
  await openLive(page, path);

  const changeOwner = async (): Promise<void> => {
    await page.getByRole("button", { name: "More about this vehicle" }).click();
    await page.getByRole("menuitem", { name: "Change owner…" }).click();
    await page.getByLabel("New owner").fill("Idris");
    await page.getByRole("option", { name: /Idris Lowe/ }).click();
    await page.getByRole("button", { name: "Change owner" }).click();
  };
  await changeOwner();
  await expect(page.getByRole("alert").filter({ hasText: "not finished" })).toContainText(String(card.number));
  await page.keyboard.press("Escape");
  expect((await mutate(page, "jobCard.complete", { jobCardId: card.jobCardId })).status).toBe(200);
  const collected = { jobCardId: card.jobCardId, from: "COMPLETED", to: "COLLECTED" };
  expect((await mutate(page, "jobCard.move", collected)).status).toBe(200);
  await changeOwner();
  const owners = page.getByRole("region", { name: "Owners" });
  await expect(owners.getByRole("listitem").first()).toContainText("Idris Lowe");
  await expect(owners.getByRole("listitem").last()).toContainText("A former owner");
  await expect(page.getByRole("region", { name: "Service history" })).toContainText("Former owner");

  await page.getByRole("button", { name: "More about this vehicle" }).click();
  await page.getByRole("menuitem", { name: "Change plate…" }).click();
  await page.getByLabel("New plate").fill("il 1");
  await page.getByRole("button", { name: "Change plate" }).click();
  await expect(page.getByRole("region", { name: "Plates" }).getByRole("listitem").last()).toContainText("GT18 AAA");

  const theirs = await signedIn(garage.members.admin.email);
  await openLive(theirs, path);
  await expect(theirs.getByRole("region", { name: "Owners" })).toContainText("Gwen Tregear");
  await openLive(page, `/customers/${buyer.customerId}`);
  await expect(page.getByRole("region", { name: "Invoices" })).toContainText("No invoice has been issued.");
  await openLive(page, `/customers/${seller.customerId}`);
  await expect(page.getByRole("region", { name: "Invoices" }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("region", { name: "Cars they had" })).toContainText("IL 1");
  await examine(page, path);
});

test("two records of one car are offered side by side, merged by keyboard, and made two again", async ({
  signedIn,
  garage,
  admin,
}) => {
  const seller = await buildCustomerWithVehicle(admin, garage, { name: "Gwen Tregear", plate: "WO19 KRW" });
  const buyer = await buildCustomerWithVehicle(admin, garage, { name: "Idris Lowe", plate: "W019 KRW" });
  await buildJobCard(admin, garage, { customer: seller, lines: [{ kind: "LABOUR" }] });
  await buildJobCard(admin, garage, { customer: buyer, lines: [{ kind: "LABOUR" }] });
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/vehicles/${seller.vehicleId}`);
  await expect(page.getByText("Perhaps the same car as")).toContainText("same plate in another spelling");
  await openLive(page, "/customers");
  await page.getByRole("link", { name: "1 possible duplicate car" }).click();
  const pair = page.getByRole("region", { name: "WO19 KRW and W019 KRW" });
  await pair.getByRole("radio", { name: "Idris Lowe" }).check();
  await examineOpen(page, "duplicate cars");
  await pair.getByRole("button", { name: "Merge" }).press("Enter");
  await expect(page.getByText("No car seems to be here twice.")).toBeVisible();

  await openLive(page, `/vehicles/${seller.vehicleId}`);
  await expect(page.getByRole("region", { name: "Open work" }).getByRole("listitem")).toHaveCount(2);
  await expect(page.getByRole("region", { name: "Owners" }).getByRole("listitem").first()).toContainText("Idris Lowe");
  await expect(page.getByRole("region", { name: "Plates" }).getByRole("listitem").last()).toContainText("W019 KRW");
  await page.getByRole("button", { name: "Undo merge" }).press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Undo merge" }).press("Enter");
  await expect(page.getByRole("region", { name: "Open work" }).getByRole("listitem")).toHaveCount(1);
  await openLive(page, `/vehicles/${buyer.vehicleId}`);
  await expect(page.getByRole("region", { name: "Open work" }).getByRole("listitem")).toHaveCount(1);
});

test("what somebody else saves in a car stands beside what is typed, and is not written over unseen", async ({
  signedIn,
  garage,
  admin,
}) => {
  const { vehicleId } = await buildCustomerWithVehicle(admin, garage, { name: "Gwen Tregear", plate: "GT18 AAB" });
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/vehicles/${vehicleId}`);
  await page.getByRole("button", { name: "Edit" }).press("Enter");
  const edit = page.getByRole("dialog");
  await edit.getByLabel("Model").fill("Puma ST");
  const other = await signedIn(garage.members.admin.email);
  await openLive(other, `/vehicles/${vehicleId}`);
  const theirs = { vehicleId, version: 1, make: "Ford", model: "Puma Vivid", year: 2022, vin: null };
  expect((await mutate(other, "vehicle.update", theirs)).status).toBe(200);
  await expect(edit.getByText("Somebody saved Puma Vivid.")).toBeVisible({ timeout: 20_000 });
  await expect(edit.getByLabel("Year")).toHaveValue("2022");
  await page.keyboard.press("Control+Enter");
  await expect(edit.getByRole("alert")).toContainText("keep yours or take theirs");
  await expectAccessible(page, "theirs beside yours");
  await edit.getByRole("button", { name: "Keep yours" }).click();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Ford Puma ST" })).toBeVisible();
});
