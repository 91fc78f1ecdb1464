import sharp from "sharp";
import { buildCustomerWithVehicle, buildJobCard, buildPart } from "../prisma/seed/builders.ts";
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { owner } from "./harness/demo.ts";
import { expect, test } from "./harness/test.ts";
import { openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

const pages = [
  ["/settings", "Business"],
  ["/settings/branches", "Branches"],
  ["/settings/branches/new", "New branch"],
  ["/settings/bays", "Harbour Street"],
  ["/settings/suppliers", "Suppliers"],
  ["/settings/services", "Harbour Street"],
  ["/settings/booking", "Harbour Street"],
  ["/settings/technicians", "Harbour Street"],
  ["/settings/booking-health", "Harbour Street"],
  ["/settings/labour", "Templates"],
  ["/settings/messages", "What customers are told"],
  ["/settings/connections", "Accounting"],
  ["/settings/webhooks", "Endpoints"],
  ["/settings/audit", "Changes"],
] as const;

const picture = (background: string) =>
  sharp({ create: { width: 300, height: 100, channels: 3, background } })
    .png()
    .toBuffer();

for (const [path, heading] of pages) {
  test(`${path} is accessible in both themes, and fits a phone and 320 px`, async ({ signedIn }) => {
    const page = await signedIn(owner);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 2, name: heading, exact: true }).first()).toBeVisible();
    await expectAccessible(page, path);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, `${path}, dark`);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await expectNoSidewaysScroll(page, `${path} at ${width}`);
    }
  });
}

test("by keyboard: the business renamed, told in the audit with what was and what is, and kept when somebody else was first", async ({
  signedIn,
  garage,
  admin,
}) => {
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings");
  const name = page.getByLabel("Name", { exact: true });
  // Once the page listens, what is typed can be discarded.
  await expect(async () => {
    await name.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Quay Motors");
    await expect(page.getByRole("button", { name: "Discard changes" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Notices" })).toContainText("Business saved");

  const legal = page.getByLabel("Legal name");
  await legal.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Mine Ltd");
  await admin.query("update tenant set legal_name = 'Theirs Ltd', version = version + 1 where id = $1", [
    garage.tenantId,
  ]);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Somebody saved Theirs Ltd.")).toBeVisible();
  await expect(legal).toHaveValue("Mine Ltd");
  await page.getByRole("button", { name: "Keep yours" }).press("Enter");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Somebody saved Theirs Ltd.")).toBeHidden();

  await page.getByRole("link", { name: "Audit" }).press("Enter");
  const change = page.getByRole("listitem").filter({ hasText: "Quay Motors" }).last();
  await expect(change).toContainText("becomes");
});

test("a logo is looked at before it is kept, replaced by dropping another, and removed; what is no logo is said at once", async ({
  signedIn,
  garage,
  admin,
}) => {
  const { rows } = await admin.query<{ name: string }>("select name from tenant where id = $1", [garage.tenantId]);
  const name = rows[0]?.name ?? "";
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings");
  const panel = page.getByRole("region", { name: "Logo" });
  const chooser = panel.getByLabel("Picture");
  const logo = panel.getByRole("img", { name, exact: true });
  const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>");
  // Once the page listens, what is chosen is answered.
  await expect(async () => {
    await chooser.setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: svg });
    await expect(panel.getByText("This is an SVG, which can hold programs.")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expectAccessible(page, "a refused logo");

  await chooser.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: await picture("#7a1f1b") });
  await expect(panel.getByRole("img", { name: `${name}, not kept yet` })).toHaveCount(2);
  await panel.getByRole("button", { name: "Use this logo" }).press("Enter");
  await expect(page.getByRole("region", { name: "Notices" })).toContainText("Logo saved");
  await expect(logo).toHaveCount(2);
  const kept = await logo.first().getAttribute("src");
  await expect(chooser).toBeFocused();
  await expectAccessible(page, "a logo");

  const dropped = await page.evaluateHandle(
    (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], "other.png", { type: "image/png" }));
      return transfer;
    },
    (await picture("#0000ff")).toString("base64"),
  );
  await panel.dispatchEvent("dragover", { dataTransfer: dropped });
  await expect(panel.getByText("Drop it here")).toBeVisible();
  await panel.dispatchEvent("drop", { dataTransfer: dropped });
  await panel.getByRole("button", { name: "Put it back" }).press("Enter");
  await expect(logo.first()).toHaveAttribute("src", kept ?? "");
  await panel.dispatchEvent("drop", { dataTransfer: dropped });
  await panel.getByRole("button", { name: "Replace the logo" }).press("Enter");
  await expect(logo.first()).not.toHaveAttribute("src", kept ?? "");
  // The file itself is there, for anybody.
  const anybody = await page.request.get((await logo.first().getAttribute("src")) ?? "", { headers: { cookie: "" } });
  expect([anybody.status(), anybody.headers()["content-type"]]).toEqual([200, "image/png"]);

  await page.getByRole("button", { name: /account$/ }).press("Enter");
  await expect(page.locator("#member-menu").getByRole("img", { name })).toBeVisible();
  await page.keyboard.press("Escape");

  // Customers see it where they book.
  const portal = await page.context().newPage();
  const [loaded] = await Promise.all([
    portal.waitForResponse((answer) => answer.url().includes("/api/files/logos/")),
    portal.goto(`/book/${garage.slug}`),
  ]);
  expect(loaded.status()).toBe(200);
  await expect(portal.getByRole("banner").getByRole("img", { name })).toBeVisible();
  await expectAccessible(portal, "a logo on the booking page");
  await portal.close();

  await panel.getByRole("button", { name: "Remove the logo" }).press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove logo" }).press("Enter");
  await expect(logo).toHaveCount(0);
  await page.getByRole("link", { name: "Audit" }).press("Enter");
  await expect(page.getByRole("listitem").filter({ hasText: "Removed the logo" })).toBeVisible();
});

test("by keyboard: a bay added, moved up, changed and closed; a branch's Saturday closed", async ({
  signedIn,
  garage,
}) => {
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings/bays");
  await page.getByRole("button", { name: "Add a bay to Harbour Street" }).press("Enter");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.type("Quick fit");
  await page.keyboard.press("Enter");
  const bays = page.getByRole("list", { name: "Bays of Harbour Street" }).getByRole("listitem");
  await expect(bays.last()).toContainText("Quick fit");
  await page.getByRole("button", { name: "Move Quick fit up" }).press("Enter");
  await expect(bays.nth(4)).toContainText("Quick fit");
  await page.getByRole("button", { name: "Change Quick fit" }).press("Enter");
  await page.getByLabel("Can do").fill("tyres");
  await page.keyboard.press("Enter");
  await expect(bays.nth(4)).toContainText("Lift, tyres");
  await expect(page.getByRole("button", { name: "Change Quick fit" })).toBeFocused();
  await page.getByRole("button", { name: "Close Quick fit" }).press("Enter");
  await expect(page.getByRole("button", { name: "Open again Quick fit" })).toBeVisible();

  await page.goto("/settings/branches");
  await page.getByRole("link", { name: "Harbour Street" }).press("Enter");
  await page.getByRole("checkbox", { name: "Saturday" }).press("Space");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Notices" })).toContainText("Harbour Street saved");
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "Saturday" })).not.toBeChecked();
});

test("by keyboard: a rate and a template are added, and the template put on a card in one step", async ({
  signedIn,
  garage,
  admin,
}) => {
  await buildPart(admin, garage, { number: "OX 1232D", name: "Oil filter", onHand: "5" });
  const customer = await buildCustomerWithVehicle(admin, garage, { plate: "NL22 FKD" });
  const { jobCardId } = await buildJobCard(admin, garage, { customer, lines: [{ kind: "LABOUR" }] });
  const page = await signedIn(garage.members.owner.email);
  await page.goto("/settings/labour");
  await page.getByRole("button", { name: "Add a rate to Harbour Street" }).press("Enter");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.type("Electrical");
  await page.keyboard.press("Tab");
  await page.keyboard.type("95");
  await page.keyboard.press("Enter");
  await expect(page.getByText("£95.00 an hour")).toBeVisible();

  await page.getByRole("button", { name: "Add a template" }).press("Enter");
  await page.keyboard.type("Interim service");
  await page.getByLabel("Work of line 1").focus();
  await page.keyboard.type("Change oil and filter");
  await page.getByLabel("Rate of line 1").selectOption("Electrical");
  await page.getByRole("button", { name: "Add a line" }).press("Enter");
  await page.getByLabel("Kind of line 2").selectOption("PART");
  await page.getByRole("combobox", { name: "Part of line 2" }).focus();
  await page.keyboard.type("oil");
  await expect(page.getByRole("option", { name: /Oil filter/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Save template" }).press("Enter");
  await expect(page.getByRole("list", { name: "Templates" })).toContainText("1 × Oil filter");

  await openLive(page, `/job-cards/${jobCardId}`);
  await page.getByRole("button", { name: "Add a template" }).press("Enter");
  await expect(page.getByRole("combobox", { name: "Add a template" })).toBeFocused();
  await page.keyboard.type("inter");
  await expect(page.getByRole("option", { name: /Interim service/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Interim service").first()).toBeVisible();
  // On the screen the price stands in a field; as text it is there for print.
  await expect(page.getByText("£95.00").first()).toBeAttached();
});
