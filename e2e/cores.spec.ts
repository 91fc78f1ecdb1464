import { buildPart } from "../prisma/seed/builders.ts";
import { uuidv7 } from "../src/domain/ids.ts";
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";

test.describe.configure({ mode: "parallel", timeout: 180_000 });

test("the deposit of an exchange part is owed from its delivery until the supplier credits the old unit", async ({
  admin,
  garage,
  signedIn,
}) => {
  const part = await buildPart(admin, garage, { name: "Alternator", onHand: "0", costMinor: 9000 });
  const [supplierId, orderId] = [uuidv7(), uuidv7()];
  await admin.query("insert into supplier (tenant_id, id, name, address_lines) values ($1, $2, 'Marlow Parts', '{}')", [
    garage.tenantId,
    supplierId,
  ]);
  await admin.query(
    `insert into purchase_order (tenant_id, id, branch_id, supplier_id, number, status, currency, created_at, sent_at)
     values ($1, $2, $3, $4, 9, 'SENT', 'GBP', now(), now())`,
    [garage.tenantId, orderId, garage.branchId, supplierId],
  );
  await admin.query(
    `insert into purchase_order_line (tenant_id, purchase_order_id, part_id, position, quantity, unit_cost_minor)
     values ($1, $2, $3, 1, 2, 9000)`,
    [garage.tenantId, orderId, part.partId],
  );
  const page = await signedIn(garage.members.owner.email);

  await test.step("the owner says what the supplier takes for an old unit", async () => {
    await page.goto("/cores");
    await expect(page.getByText("No deposit is owed")).toBeVisible();
    await expectAccessible(page, "no core yet");
    await page.goto(`/parts?part=${part.partId}`);
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("Core deposit").fill("40.00");
    await page.getByLabel("Old unit back within").fill("0");
    await page.getByRole("button", { name: "Save part" }).click();
    await expect(page.getByText("1 to 365 days.")).toBeVisible();
    await page.getByLabel("Old unit back within").fill("14");
    await expectAccessible(page, "a part with a core deposit");
    await page.getByRole("button", { name: "Save part" }).click();
    await expect(page.getByText("£40.00, 14 days")).toBeVisible();
  });

  await test.step("the delivery charges it", async () => {
    await page.goto(`/purchase-orders/${orderId}`);
    await page.getByRole("button", { name: "Receive delivery" }).click();
    await page.getByLabel(/^Came now: Alternator/).fill("2");
    await page.getByRole("button", { name: /^Receive( Ctrl ↵)?$/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Received");
    await page.goto("/parts");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Cores owed" }).click();
    await expect(page.getByRole("list", { name: "Owed by supplier" })).toContainText("£80.00 1 core");
    await expect(page.getByText("Old unit to come")).toBeVisible();
    await expectAccessible(page, "cores owed");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, "cores owed, dark");
    await page.emulateMedia({ colorScheme: "light" });
  });

  await test.step("an advisor notes the old unit on a phone, with the keyboard, and more than there are is refused", async () => {
    const phone = await signedIn(garage.members.advisor.email, { viewport: { width: 360, height: 740 } });
    await phone.goto("/cores");
    await expectNoSidewaysScroll(phone, "cores on a phone");
    await expectAccessible(phone, "cores on a phone");
    await phone.getByRole("button", { name: "Old unit is here: Alternator" }).press("Enter");
    await phone.getByLabel("How many").fill("3");
    await phone.getByLabel("Where they lie").fill("Cage by the lift");
    await phone.getByRole("button", { name: "Note it" }).click();
    await expect(phone.getByText("At most 2 can come in still.")).toBeVisible();
    await expectAccessible(phone, "noting an old unit on a phone");
    await phone.getByLabel("How many").fill("1");
    await phone.getByLabel("How many").press("Enter");
    await expect(phone.getByText("Ready to send")).toBeVisible();
    await phone.getByRole("link", { name: "Alternator" }).click();
    await expect(phone.getByText("Cage by the lift")).toBeVisible();
    await expectNoSidewaysScroll(phone, "a core on a phone");
    await expect(phone.getByRole("button", { name: "Give up" })).toHaveCount(0);
  });

  await test.step("what is late is told, by supplier too", async () => {
    await admin.query("update core set due_on = current_date - 3 where tenant_id = $1", [garage.tenantId]);
    await page.reload();
    await page.getByRole("radio", { name: "Overdue 1" }).check();
    await expect(page).toHaveURL(/show=overdue/);
    // The list of before stands there paled until the next has come: colours are looked at in one that was just opened.
    await page.reload();
    await expect(page.getByRole("list", { name: "Owed by supplier" })).toContainText("1 core, 1 overdue");
    await expectAccessible(page, "cores that are overdue");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, "cores that are overdue, dark");
    await page.emulateMedia({ colorScheme: "light" });
    await page.getByRole("button", { name: "Marlow Parts" }).click();
    await expect(page).toHaveURL(new RegExp(`supplier=${supplierId}`));
    await page.getByRole("link", { name: "Alternator" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Overdue");
  });

  await test.step("one goes to the supplier and is credited, a slip is taken back, the other is given up", async () => {
    await page.getByRole("button", { name: "It has left" }).click();
    await page.getByLabel("Parcel or driver").fill("Parcel 71");
    await page.getByRole("button", { name: "Note it" }).click();
    await expect(page.getByText("Parcel 71")).toBeVisible();
    await page.getByRole("button", { name: "Note the credit" }).click();
    await expect(page.getByLabel("Credited in all")).toHaveValue("40.00");
    await page.getByLabel("Credited in all").fill("400.00");
    await page.getByRole("button", { name: "Note credit" }).click();
    await expect(page.getByRole("cell", { name: "£400.00" })).toBeVisible();
    await page.getByRole("button", { name: "Take back the last note" }).click();
    await expect(page.getByText("Credited, taken back")).toBeVisible();
    await page.getByRole("button", { name: "Note the credit" }).click();
    await page.getByLabel("Their credit note").fill("GS-9");
    await expectAccessible(page, "noting the credit for an old unit");
    await page.getByRole("button", { name: "Note credit" }).click();
    await page.getByRole("button", { name: "Give up" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Give up" }).click();
    await expect(page.getByText("Say why the deposit is given up.")).toBeVisible();
    await page.getByLabel("Why").fill("The customer kept it");
    await page.getByRole("dialog").getByRole("button", { name: "Give up" }).click();
    await expect(page.getByText("The customer kept it")).toBeVisible();
    await expectAccessible(page, "a core that is done");
  });

  await test.step("nothing is owed any more, and the books see no money", async () => {
    await page.getByRole("link", { name: "All cores" }).click();
    await expect(page.getByText("No deposit is owed")).toBeVisible();
    const books = await signedIn(garage.members.accountant.email);
    await books.goto("/cores?show=done");
    await expect(books.getByRole("link", { name: "Alternator" })).toBeVisible();
    await expect(books.getByText("£")).toHaveCount(0);
    await books.getByRole("link", { name: "Alternator" }).click();
    await expect(books.getByText("The customer kept it")).toBeVisible();
    await expect(books.getByText("£")).toHaveCount(0);
    const technician = await signedIn(garage.members.technician.email);
    expect((await technician.goto("/cores"))?.status()).toBe(404);
  });
  await expectInvariantsHold();
});
