import { buildBranch, buildJobCard, buildPart } from "../prisma/seed/builders.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";

test.describe.configure({ mode: "parallel", timeout: 180_000 });

test("a count is opened, counted on a phone while the workshop works on, looked through and posted", async ({
  admin,
  garage,
  signedIn,
}) => {
  const pads = await buildPart(admin, garage, { name: "Brake pads", bin: "A-01", onHand: "6", costMinor: 1500 });
  const pump = await buildPart(admin, garage, { name: "Water pump", bin: "A-02", onHand: "2", costMinor: 7750 });
  const coolant = await buildPart(admin, garage, { name: "Coolant", bin: "B-01", onHand: "20.5" });
  await buildPart(admin, garage, { name: "Coolant hose", bin: "B-02", onHand: "1" });
  const { jobCardId, number } = await buildJobCard(admin, garage, {
    status: "IN_PROGRESS",
    lines: [{ kind: "PART", part: pump, quantity: "2" }],
  });
  const page = await signedIn(garage.members.owner.email);

  await test.step("the owner opens a sheet of one shelf", async () => {
    await page.goto("/parts");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Stock counts" }).click();
    await expect(page.getByText("Nothing was counted yet")).toBeVisible();
    await expectAccessible(page, "no count yet");
    await page.getByRole("button", { name: "Open a count" }).click();
    await page.getByLabel("Number or name contains").fill("no such part");
    await page.getByRole("button", { name: "Open count" }).click();
    await expect(page.getByText(/stocks no part like this/)).toBeVisible();
    await page.getByLabel("Number or name contains").fill("");
    await page.getByLabel("Bin begins with").fill("a-");
    await expectAccessible(page, "opening a count");
    await page.getByRole("button", { name: "Open count" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Count 1");
    await expect(page.getByRole("listitem").filter({ hasText: "Coolant" })).toHaveCount(0);
  });
  const sheet = new URL(page.url()).pathname;

  const phone = await signedIn(garage.members.technician.email);
  await test.step("a technician counts on a phone, without being told what the books say", async () => {
    await phone.setViewportSize({ width: 390, height: 844 });
    await phone.goto(`${sheet}?show=open`);
    const row = phone.getByRole("list", { name: "Parts to count" }).getByRole("listitem");
    await expect(row).toHaveCount(2);
    await expect(phone.getByText(/Books:/)).toHaveCount(0);
    await expect(row.nth(1)).toContainText("2 held for job cards: count them too");
    await expect(phone.getByRole("button", { name: "Post count" })).toHaveCount(0);
    await expectNoSidewaysScroll(phone, "a sheet on a phone");
    await expectAccessible(phone, "a sheet on a phone");
    await phone.getByLabel(/^Counted: Brake pads/).fill("4");
    await phone.getByLabel(/^Counted: Brake pads/).press("Enter");
    await expect(phone.getByLabel(/^Counted: Water pump/)).toBeFocused();
    await expect(row.first()).toContainText("Books: 6");
    await expect(row.first()).toContainText("2 missing");
    // It stays where it was counted, though it is to be counted no more.
    await expect(row).toHaveCount(2);
    await phone.getByLabel(/^Counted: Water pump/).fill("1");
    await phone.getByLabel(/^Counted: Water pump/).press("Tab");
    await expect(row.nth(1)).toContainText("1 missing");
    await expectAccessible(phone, "a counted sheet on a phone");
  });

  await test.step("what lies there and is not on the sheet is scanned, and counted like the rest", async () => {
    const row = phone.getByRole("list", { name: "Parts to count" }).getByRole("listitem");
    const found = phone.getByLabel("Add a part that is not on the sheet");
    await found.fill("Coolant hose");
    await phone.getByRole("option", { name: /^Coolant hose/ }).click();
    await expect(phone.getByLabel(/^Counted: Coolant hose/)).toBeFocused();
    await phone.getByLabel(/^Counted: Coolant hose/).fill("1");
    // A scanner types the number and presses Enter in one go.
    await found.click();
    await phone.keyboard.type(coolant.number);
    await phone.keyboard.press("Enter");
    await expect(phone.getByLabel(new RegExp(`^Counted: Coolant, ${coolant.number}`))).toBeFocused();
    await phone.keyboard.type("20.5");
    await phone.keyboard.press("Enter");
    await expect(row).toHaveCount(4);
    await expect(row.nth(3)).toContainText("As booked");
    await expect(row.nth(2)).toContainText("As booked");
    await expectNoSidewaysScroll(phone, "a sheet on a phone with parts put on it");
    await expectAccessible(phone, "a sheet on a phone with parts put on it");
  });

  await test.step("the owner sees it come in, looks through it, prints it, and posts it", async () => {
    await expect(page.getByText("4 of 4")).toBeVisible();
    await page.getByRole("radio", { name: "Differ" }).check();
    await expect(page.getByRole("list", { name: "Parts to count" })).toContainText("1 fewer for job cards");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
    expect(file.suggestedFilename()).toBe("Count 1.csv");
    await page.goto(`${sheet}/sheet`);
    await expect(page.getByRole("table", { name: "Count sheet" })).toContainText("Brake pads");
    await expectAccessible(page, "a sheet to be printed");
    await page.getByRole("link", { name: "Back to the count" }).click();
    await page.getByRole("button", { name: "Post count" }).click();
    const dialog = page.getByRole("alertdialog");
    await expect(dialog).toContainText("2 parts differ from the books.");
    await expect(dialog).toContainText("£107.50 missing, £0.00 over");
    await expect(dialog).toContainText("1 part: fewer than job cards hold");
    await expectAccessible(page, "posting a count");
    await dialog.getByRole("button", { name: "Post count" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Posted");
    await page.getByRole("link", { name: new RegExp(`job card ${number}`) }).click();
    await expect(page).toHaveURL(new RegExp(jobCardId));
    await expect(page.getByText(/1 of 2|short/i).first()).toBeVisible();
  });

  await test.step("the figure leads to the count", async () => {
    await page.goto(`/parts/${pads.partId}`);
    await expect(page.getByRole("cell", { name: "−2", exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Count 1" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Count 1");
    await expectAccessible(page, "a posted count");
  });
  await expectInvariantsHold();
});

test("parts are asked of another branch, sent, seen in transit, and received in two goes", async ({
  admin,
  garage,
  signedIn,
}) => {
  await buildBranch(admin, garage.tenantId, {
    ...garage.branch,
    ...{ name: "Airport Road", invoicePrefix: "AR", bayKinds: [] },
  });
  const part = await buildPart(admin, garage, { name: "Water pump", bin: "A-02", onHand: "5", costMinor: 7750 });
  const page = await signedIn(garage.members.advisor.email);

  await test.step("the one branch is asked for parts for the other", async () => {
    await page.goto("/transfers");
    await expectAccessible(page, "no transfer yet");
    await page.getByRole("link", { name: "New transfer" }).click();
    await page.getByRole("button", { name: /^Ask for the parts/ }).click();
    await expect(page.getByText("Put a part on it.")).toBeVisible();
    await page.getByLabel("From", { exact: true }).selectOption({ label: garage.branch.name });
    await page.getByLabel("To", { exact: true }).selectOption({ label: "Airport Road" });
    await page.getByLabel("Add a part to the transfer").fill("water");
    await page.getByRole("option", { name: /Water pump/ }).click();
    await expect(page.getByText("5 free there")).toBeVisible();
    await page.getByLabel(/^Quantity of Water pump/).fill("3");
    await expectAccessible(page, "asking for parts");
    await page.getByRole("button", { name: /^Ask for the parts/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Asked for");
  });

  await test.step("it is sent, and is in transit", async () => {
    await page.getByRole("button", { name: "Send parts" }).click();
    await page.getByLabel(/^Leaves now: Water pump/).fill("6");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const form = page.getByRole("form", { name: "Send parts" });
    await expect(form.getByText(/6 needed, 5 free/)).toBeVisible();
    await expectAccessible(page, "sending parts");
    await page.getByLabel(/^Leaves now: Water pump/).fill("3");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("In transit");
    await expect(page.getByText("3 in transit")).toBeVisible();
    await expect(page.getByText("£232.50")).toBeVisible();
  });

  await test.step("two come, and one never does", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Receive parts" }).click();
    await page.getByLabel(/^Came now: Water pump/).fill("1");
    await expect(page.getByText("What has not come stays in transit.")).toBeVisible();
    await expectNoSidewaysScroll(page, "receiving parts on a phone");
    await expectAccessible(page, "receiving parts on a phone");
    await page.getByRole("button", { name: "Receive", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Part received");
    await page.getByRole("button", { name: "Receive parts" }).click();
    await page.getByLabel(/^Came now: Water pump/).fill("1");
    await page.getByLabel("The rest never comes").check();
    await page.getByRole("button", { name: "Receive", exact: true }).click();
    await expect(page.getByText("Say why the rest never comes.")).toBeVisible();
    await page.getByLabel("Why").fill("Broken on the way");
    await page.getByRole("button", { name: "Receive", exact: true }).click();
    await expect(page.getByText("Not all of it came: Broken on the way")).toBeVisible();
    await expect(page.getByText("1 missing")).toBeVisible();
  });

  await test.step("each figure leads to the transfer", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`/parts/${part.partId}`);
    await page.getByRole("link", { name: "Airport Road" }).click();
    await expect(page.getByText("Came from another branch").first()).toBeVisible();
    await page.getByRole("link", { name: "TR-1" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("TR-1");
    await expectAccessible(page, "a transfer that is received");
    await page.getByRole("link", { name: "All transfers" }).click();
    await page.getByRole("radio", { name: "Done" }).check();
    await expect(page.getByText("To Airport Road")).toBeVisible();
    await expectAccessible(page, "transfers");
  });
  await expectInvariantsHold();
});

test("a part goes back to its supplier, and the credit ends the return", async ({ admin, garage, signedIn }) => {
  const part = await buildPart(admin, garage, { name: "Wiper blade", onHand: "5", costMinor: 1100 });
  await admin.query(
    "insert into supplier (tenant_id, id, name, address_lines) values ($1, gen_random_uuid(), 'Marlow Parts', '{}')",
    [garage.tenantId],
  );
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/supplier-returns");
  await expectAccessible(page, "no return yet");
  await page.getByRole("link", { name: "New return" }).click();
  await page.getByRole("button", { name: "Begin return" }).click();
  await expect(page.getByText("Choose whom it goes back to.")).toBeVisible();
  await page.getByLabel("Supplier").selectOption({ label: "Marlow Parts" });
  await page.getByLabel("Reason").fill("Wrong length");
  await page.getByLabel("Add a part from the shelf").fill("wiper");
  await page.getByRole("option", { name: /Wiper blade/ }).click();
  await expect(page.getByLabel(/^Expected for one: Wiper blade/)).toHaveValue("11.00");
  await page.getByLabel(/^Quantity of Wiper blade/).fill("2");
  await expectAccessible(page, "a new return");
  await page.getByRole("button", { name: "Begin return" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Draft");
  await page.getByRole("button", { name: "It has left" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Sent back");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, "a return on a phone");
  await page.getByRole("button", { name: "Note the credit" }).click();
  await page.getByLabel("Credited", { exact: true }).fill("20.00");
  await page.getByLabel("Their credit note").fill("GS-71");
  await expectAccessible(page, "noting a credit on a phone");
  await page.getByRole("button", { name: "Note credit" }).click();
  await expect(page.getByText("£20.00, GS-71")).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`/parts/${part.partId}`);
  await expect(page.getByText("Sent back to the supplier")).toBeVisible();
  await page.getByRole("link", { name: "SR-1" }).click();
  await expectAccessible(page, "a return that is credited");
  await page.getByRole("link", { name: "All returns" }).click();
  await page.getByRole("radio", { name: "Done" }).check();
  await expect(page.getByText("Marlow Parts")).toBeVisible();
  await expectInvariantsHold();
});
