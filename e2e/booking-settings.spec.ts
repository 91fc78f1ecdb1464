import { buildServices } from "../prisma/seed/builders.ts";
import { expectAccessible } from "./harness/axe.ts";
import { expect, test } from "./harness/test.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

test("a service is added, put first, changed, and no longer offered", async ({ signedIn, admin, garage }) => {
  await buildServices(admin, garage, [{ name: "MOT test", capabilities: [] }]);
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings/services");
  await page.getByRole("button", { name: /^Add a service to / }).click();
  const form = page.getByRole("form", { name: "New service" });
  await expect(form.getByLabel("Name")).toBeFocused();
  await form.getByLabel("Name").fill("Full service");
  await form.getByLabel("Labour").fill("1");
  await form.getByLabel("Price from").fill("a lot");
  await form.getByRole("button", { name: "Add service" }).click();
  await expect(form.getByText("5 minutes at least.")).toBeVisible();
  await expect(form.getByText("A price looks like 84.20.")).toBeVisible();
  await expectAccessible(page, "a form with what is wrong");
  await form.getByLabel("Labour").fill("105");
  await form.getByLabel("Price from").fill("249");
  await form.getByLabel("Needs of the bay").fill("Lift");
  await form.getByRole("button", { name: "Add service" }).click();

  const list = page.getByRole("list", { name: /^Services of / });
  const row = list.getByRole("listitem").filter({ hasText: "Full service" });
  await expect(row).toContainText("1 h 45, from £249.00, confirmed at once, bay with lift");
  await row.getByRole("button", { name: "Move Full service up" }).click();
  await expect(list.getByRole("listitem").first()).toContainText("Full service");
  await row.getByRole("button", { name: /^Change Full service/ }).click();
  await page.getByLabel("Customers book it online").uncheck();
  await page.getByRole("button", { name: "Save service" }).click();
  await expect(row).toContainText("Desk only");
  await row.getByRole("button", { name: /^No longer offer Full service/ }).click();
  await expect(row).toContainText("Not offered");
});

test("public holidays are taken over, and a closed day says so in the calendar", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings/booking");
  const nextYear = new Date().getFullYear() + 1;
  const closed = page.getByRole("list", { name: /^Closed days of / });
  await page.getByRole("button", { name: /^Take over public holidays for / }).click();
  await page.getByLabel("Year").selectOption(String(nextYear));
  await page.getByLabel(/Early May bank holiday/).uncheck();
  await page.getByRole("button", { name: /^Take over \d+ holidays$/ }).click();
  await expect(closed.getByText("Good Friday")).toBeVisible({ timeout: 30_000 });
  await expect(closed.getByText("Early May bank holiday")).toBeHidden();

  await page.getByRole("button", { name: /^Add a closure to / }).click();
  const form = page.getByRole("form", { name: "New closure" });
  await form.getByLabel("Why").fill("Stocktaking");
  await form.getByLabel("First day").fill(`${nextYear}-02-10`);
  await form.getByLabel("Last day").fill(`${nextYear}-02-09`);
  await form.getByRole("button", { name: "Add closure" }).click();
  await expect(form.getByText("It ends before it begins.")).toBeVisible();
  await form.getByLabel("Last day").fill(`${nextYear}-02-11`);
  await form.getByRole("button", { name: "Add closure" }).click();
  await expect(closed.getByText("Stocktaking")).toBeVisible();

  await page.goto(`/calendar?day=${nextYear}-02-10`);
  await expect(page.getByText("Stocktaking").first()).toBeVisible();
  await page.goto("/settings/booking");
  await closed.getByRole("button", { name: /^Remove Stocktaking/ }).click();
  await expect(closed.getByText("Stocktaking")).toBeHidden();
});

test("how much booking the workshop bears and when its customers are left alone is its own to say", async ({
  signedIn,
  garage,
}) => {
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings/booking");
  const limits = page.getByRole("form", { name: "Limits of the public page" });
  await expect(limits.getByLabel("Bookings of one contact")).toHaveValue("3");
  await limits.getByLabel("Bookings of one contact").fill("0");
  await limits.getByLabel("Attempts at the whole workshop").fill("40.5");
  await limits.getByRole("button", { name: "Save limits" }).click();
  await expect(limits.getByText("One at least. To take none, switch online booking off at each branch.")).toBeVisible();
  await expect(limits.getByText("A whole number.")).toBeVisible();
  await expectAccessible(page, "limits with what is wrong");
  await limits.getByLabel("Bookings of one contact").fill("5");
  await limits.getByLabel("Attempts at the whole workshop").fill("40");
  await limits.getByRole("button", { name: "Save limits" }).click();
  const notices = page.getByRole("region", { name: "Notices" });
  await expect(notices).toContainText("Limits of the public page saved");

  const rules = page.getByRole("form", { name: /^Booking at / });
  await rules.getByLabel("Quiet from").fill("03:00");
  await rules.getByRole("button", { name: "Save booking" }).click();
  await expect(rules.getByText("The quiet hours begin in the evening, between 17:00 and 23:00.")).toBeVisible();
  await rules.getByLabel("Quiet from").fill("21:30");
  await rules.getByLabel("Quiet until").fill("07:15");
  await rules.getByRole("button", { name: "Save booking" }).click();
  await expect(notices).toContainText(/Booking at .* saved/);

  await page.reload();
  await expect(limits.getByLabel("Bookings of one contact")).toHaveValue("5");
  await expect(limits.getByLabel("Attempts at the whole workshop")).toHaveValue("40");
  await expect(rules.getByLabel("Quiet from")).toHaveValue("21:30");
  await expect(rules.getByLabel("Quiet until")).toHaveValue("07:15");
  await page.goto("/settings/audit");
  await expect(page.getByText("Booking limits changed")).toBeVisible();
});

test("rules and a technician's hours are saved, and booking health says what they block", async ({
  signedIn,
  admin,
  garage,
}) => {
  await buildServices(admin, garage, [
    { name: "Wheel alignment", capabilities: ["align"] },
    { name: "Air conditioning regas", capabilities: [], skill: "air-con" },
  ]);
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings/booking");
  await page.getByLabel("Lead time").fill("1440");
  await page.getByLabel("A technician must be free too").check();
  await page.getByRole("button", { name: "Save booking" }).click();
  await expect(page.getByRole("region", { name: "Notices" })).toContainText(/^Booking at .* saved/);
  await page.reload();
  await expect(page.getByLabel("Lead time")).toHaveValue("1440");

  await page.goto("/settings/booking-health");
  const service = page.getByRole("listitem").filter({ hasText: "Air conditioning regas" });
  await expect(service.getByRole("link", { name: "Open the technicians" })).toBeVisible();
  await service.getByRole("link", { name: "Open the technicians" }).click();
  await page
    .getByRole("button", { name: /^Change hours and skills of / })
    .first()
    .click();
  await page.getByLabel("Hours of their own").check();
  await page.getByLabel("Knows").fill("Air-con");
  await page.getByRole("button", { name: "Save hours" }).click();
  await expect(page.getByText(/knows air-con/)).toBeVisible();
  await page.goto("/settings/booking-health");
  await expect(service.getByText(/free starts/)).toBeVisible();
  await expect(service.getByRole("link")).toBeHidden();
});
