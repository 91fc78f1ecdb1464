import { buildJobCard, buildPart } from "../prisma/seed/builders.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { mailsTo } from "./harness/mailbox.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";
import { column } from "./pages/board.ts";
import { fact } from "./pages/job-card.ts";
import { openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 180_000 });

test("a short line is ordered in one click, the order is sent and received, and the card waits no longer", async ({
  admin,
  garage,
  signedIn,
}) => {
  const address = `orders.${garage.slug}@marlow.test`;
  const part = await buildPart(admin, garage, { name: "Water pump", onHand: "1", reorderPoint: "0", costMinor: 7750 });
  const { jobCardId, number } = await buildJobCard(admin, garage, {
    status: "AWAITING_PARTS",
    lines: [{ kind: "PART", part, quantity: "4", reserve: false }],
  });
  const page = await signedIn(garage.members.owner.email);

  await test.step("the owner adds the supplier, and says that the part is bought there", async () => {
    await page.goto("/settings/suppliers");
    await page.getByRole("button", { name: "Add a supplier" }).click();
    await page.getByLabel("Name").fill("Marlow Parts");
    await page.getByLabel("E-mail for orders").fill(address);
    await page.getByLabel("Account number").fill("NM-4471");
    await page.getByRole("button", { name: "Add supplier" }).click();
    await expect(page.getByText(`${address}, 0 parts`)).toBeVisible();
    await expectAccessible(page, "suppliers");
    await page.goto(`/parts?part=${part.partId}`);
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("Supplier").selectOption({ label: "Marlow Parts" });
    await page.getByRole("button", { name: "Save part" }).click();
    await expect(page.getByText("Marlow Parts", { exact: true })).toBeVisible();
  });

  const desk = await signedIn(garage.members.advisor.email);
  await test.step("an advisor orders the short line of a card in one click", async () => {
    await openLive(desk, `/job-cards/${jobCardId}`);
    await expect(fact(desk, "Next action")).toContainText("Find Water pump");
    await desk.getByRole("button", { name: "Order it" }).click();
    await expect(desk.getByRole("link", { name: "PO-1, draft" })).toBeVisible();
    await expect(fact(desk, "Next action")).toContainText("Wait for Water pump, PO-1");
    await expectAccessible(desk, "a card with a line on order");
  });

  await test.step("the order has what is missing, and is mailed to the supplier", async () => {
    await page.goto("/purchase-orders");
    await expectAccessible(page, "purchase orders");
    await page.getByRole("link", { name: "PO-1", exact: true }).click();
    await expect(page.getByLabel(/^Quantity of Water pump/)).toHaveValue("3");
    await expect(page.getByRole("link", { name: new RegExp(`job card ${number}`) })).toBeVisible();
    await expectAccessible(page, "a draft order");
    await page.getByLabel("Note").fill("By the back door");
    const paper = await page.getByRole("link", { name: "Open PDF" }).getAttribute("href");
    const drawn = await page.request.get(paper ?? "");
    expect([drawn.status(), drawn.headers()["content-type"]]).toEqual([200, "application/pdf"]);
    await page.getByRole("button", { name: "Send by e-mail" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Sent");
    await expect(desk.getByRole("link", { name: "PO-1, sent" })).toBeVisible();
    await expect.poll(async () => (await mailsTo(page.request, address)).length, { timeout: 30_000 }).toBe(1);
    const [mail] = await mailsTo(page.request, address);
    expect(mail?.subject).toContain("Order PO-1 from");
    expect(mail?.attachments).toMatchObject([{ filename: "PO-1.pdf", contentType: "application/pdf" }]);
    const { rows } = await admin.query<{ body: string }>(
      "select body_text as body from message where tenant_id = $1 and kind = 'purchase-order' and state = 'SENT'",
      [garage.tenantId],
    );
    expect(rows).toHaveLength(1);
    for (const words of [part.number, "By the back door", "NM-4471", "£232.50"]) expect(rows[0]?.body).toContain(words);
  });

  const deliver = async (came: string, told: string) => {
    await page.getByRole("button", { name: "Receive delivery" }).click();
    await page.getByLabel(/^Came now: Water pump/).fill(came);
    await expect(page.getByText(told)).toBeVisible();
    await page.getByRole("button", { name: /^Receive( Ctrl ↵)?$/ }).click();
  };
  await test.step("a part of it comes, and is told as such", async () => {
    await page.getByRole("button", { name: "Receive delivery" }).click();
    await page.getByLabel(/^Came now: Water pump/).fill("0");
    await page.getByRole("button", { name: /^Receive( Ctrl ↵)?$/ }).click();
    await expect(page.getByText("Say what has come of at least one line.")).toBeVisible();
    await expectAccessible(page, "receiving a delivery");
    await page.getByRole("button", { name: "Not now" }).click();
    await deliver("1", "2 still missing then");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Part received");
    await expect(page.getByText("2 still to come")).toBeVisible();
    await expect(fact(desk, "Next action")).toContainText("Wait for Water pump, PO-1");
  });

  await test.step("the rest comes, one too many, and the advisor sees that the parts arrived", async () => {
    await deliver("3", "1 more than ordered");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Received");
    await expect(page.getByText("1 more than ordered")).toBeVisible();
    await expect(page.getByRole("link", { name: new RegExp(`job card ${number}`) }).first()).toBeVisible();
    await expect(page.getByText("Parts arrived.")).toBeVisible();
    // The advisor has touched nothing: it came by itself.
    await expect(fact(desk, "Next action")).toContainText("Parts arrived: begin the work");
    await expect(desk.getByRole("link", { name: /PO-1/ })).toHaveCount(0);
    await desk.goto("/board");
    await expect(column(desk, "Awaiting parts").getByText("parts arrived")).toBeVisible();
    await page.getByRole("link", { name: part.number, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Water pump" })).toBeVisible();
    await expect(page.getByRole("cell", { name: "5", exact: true }).first()).toBeVisible();
    await expect(page.getByText("Nothing of it is on order.")).toBeVisible();
    await expect(page.getByRole("link", { name: "PO-1", exact: true })).toHaveCount(2);
    await expectAccessible(page, "a part everywhere");
  });
  await expectInvariantsHold();
});

test("what is low goes onto drafts with one click, and who has no right finds neither click nor page", async ({
  admin,
  garage,
  signedIn,
}) => {
  await buildPart(admin, garage, { name: "Brake pads", onHand: "1", reorderPoint: "4" });
  const desk = await signedIn(garage.members.advisor.email);
  await desk.goto("/parts?show=low");
  await desk.getByRole("button", { name: "Order what is low" }).click();
  await expect(desk.getByText("1 part on PO-1")).toBeVisible();
  await expectAccessible(desk, "what is low, just ordered");
  await desk.getByRole("button", { name: "Open", exact: true }).click();
  await expect(desk.getByRole("cell", { name: "7", exact: true })).toBeVisible();
  await expect(desk.getByRole("button", { name: "Send by e-mail" })).toHaveCount(0);
  await desk.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(desk, "an order on a phone");
  await expectAccessible(desk, "an order on a phone");

  const technician = await signedIn(garage.members.technician.email);
  expect((await technician.goto("/purchase-orders"))?.status()).toBe(404);
});
