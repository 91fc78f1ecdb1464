import { z } from "zod";
import { addDays, isoDateIn } from "#/domain/time.ts";
import { buildServices } from "../prisma/seed/builders.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";
import {
  bay,
  block,
  bookAt,
  boxOf,
  drag,
  expectBeside,
  middleOf,
  momentOf,
  placeOf,
  quietDay,
  zone,
} from "./pages/calendar.ts";
import { openLive } from "./pages/workshop.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

const day = quietDay();
const notices = "Notices";

test("a booking drawn on empty time is seen at once by somebody else, and checking in makes its card", async ({
  signedIn,
  admin,
  garage,
}) => {
  await buildServices(admin, garage, [{ name: "Full service", minutes: 90 }]);
  const page = await signedIn(garage.members.advisor.email);
  const other = await signedIn(garage.members.owner.email);
  for (const each of [page, other]) await openLive(each, `/calendar?day=${day}`);
  const booking = page.getByRole("form", { name: "New booking" });

  await test.step("two hours are drawn on Bay 2", async () => {
    await drag(page, await placeOf(page, "Bay 2", "10:00"), await placeOf(page, "Bay 2", "12:00"));
    await expect(booking.getByRole("heading", { name: "New booking, Bay 2" })).toBeVisible();
    await expect(booking.getByText("10:00–12:00")).toBeVisible();
    await expect(booking.getByLabel("Length")).toHaveValue("120");
  });

  await test.step("a plate that nobody has seen asks for the car and its owner", async () => {
    await booking.getByLabel("Plate").fill("WX71 NRB");
    await booking.getByLabel("Plate").press("Tab");
    await booking.getByLabel("Make").fill("Subaru");
    await booking.getByLabel("Model").fill("Forester");
    await booking.getByLabel("Customer", { exact: true }).fill("Beth Carrow");
    await booking.getByLabel("Phone").fill("07700 900418");
    await booking.getByLabel("Services").fill("full");
    await booking.getByLabel("Services").press("Enter");
    await expect(booking.getByRole("button", { name: "Leave out Full service" })).toBeVisible();
    await expect(booking.getByLabel("Length"), "what was drawn stays as long as it was").toHaveValue("120");
    await booking.getByLabel("Complaint").fill("Rattles when cold");
    await booking.getByLabel("Customer waits here").check();
    await booking.getByLabel("Complaint").press("Control+Enter");
  });

  await test.step("it stands there, in both browsers", async () => {
    await expect(page.getByRole("region", { name: notices })).toContainText(
      "WX71 NRB is booked, Bay 2, 10:00 to 12:00",
    );
    for (const each of [page, other])
      await expect(block(bay(each, "Bay 2"), "WX71 NRB")).toHaveAccessibleName(
        /^WX71 NRB, Subaru Forester, Full service, Bay 2, 10:00 to 12:00, Booked, not here yet, customer waits here/,
      );
  });

  await test.step("the appointment opens beside it, with what was done", async () => {
    await block(page, "WX71 NRB").click();
    const pane = page.getByRole("complementary", { name: "Appointment" });
    await expect(pane.getByText("Rattles when cold")).toBeVisible();
    await expect(pane.getByRole("link", { name: "07700 900418" })).toBeVisible();
    await expect(pane.getByText("Appointment booked")).toBeVisible();
    await pane.getByRole("button", { name: "Check in" }).click();
  });

  await test.step("checked in, its card has customer, car, service and complaint", async () => {
    const dialog = page.getByRole("dialog", { name: "Check in?" });
    await dialog.getByLabel("Mileage in").fill("44870");
    await dialog.getByRole("button", { name: "Check in" }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole("region", { name: notices }).getByRole("button", { name: "Open the card" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Subaru Forester/ })).toBeVisible();
    await expect(page.getByText("Beth Carrow").first()).toBeVisible();
    await expect(page.getByText(/Rattles when cold/).first()).toBeVisible();
    await expect(page.getByText(/Full service/).first()).toBeVisible();
    await expect(block(other, "WX71 NRB")).toHaveAccessibleName(/Checked in/);
    await expectInvariantsHold();
  });
});

test("a block is dragged to another bay and made longer at its edge, and an undo takes it back", async ({
  signedIn,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/calendar?day=${day}`);
  await bookAt(page, garage, { plate: "YT68 RZA", startsAt: momentOf(day, "10:00") });
  const mine = block(page, "YT68 RZA");
  await expect(mine).toBeVisible();

  await drag(page, await middleOf(mine), await placeOf(page, "Bay 3", "11:00"));
  await expect(block(bay(page, "Bay 3"), "YT68 RZA")).toHaveAccessibleName(/Bay 3, 10:\d\d to 11:\d\d/);
  await expect(page.getByRole("region", { name: notices })).toContainText("YT68 RZA is on Bay 3");

  const lower = boxOf(mine).locator('[data-edge="end"]');
  const from = await middleOf(lower);
  const before = await mine.getAttribute("aria-label");
  const kept = page.waitForResponse((response) => response.url().includes("appointment.moveAllocation"));
  await drag(page, from, { x: from.x, y: from.y + 35 });
  await expect(mine).not.toHaveAttribute("aria-label", before ?? "");
  expect((await kept).status()).toBe(200);
  await page.reload();
  const after = await mine.getAttribute("aria-label");
  expect(after).not.toBe(before);

  await openLive(page, `/calendar?day=${day}`);
  await drag(page, await middleOf(mine), await placeOf(page, "Bay 1", "15:00"));
  await expect(page.getByRole("region", { name: notices })).toContainText("YT68 RZA is on Bay 1");
  await page.keyboard.press("Control+z");
  await expect(block(bay(page, "Bay 3"), "YT68 RZA")).toHaveAttribute("aria-label", after ?? "");
});

test("a drag that Escape ends changes nothing, and a move that is refused springs back with its reason", async ({
  signedIn,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/calendar?day=${day}`);
  await bookAt(page, garage, { plate: "AA11 AAA", startsAt: momentOf(day, "10:00"), bay: 1 });
  await bookAt(page, garage, { plate: "BB22 BBB", startsAt: momentOf(day, "10:00"), bay: 2 });
  const mine = block(page, "AA11 AAA");
  await expect(block(page, "BB22 BBB")).toBeVisible();

  const from = await middleOf(mine);
  const to = await middleOf(block(page, "BB22 BBB"));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await expect(page.locator("[data-in-hand]")).toContainText("Taken by BB22 BBB");
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-in-hand]")).toBeHidden();
  await page.mouse.up();
  await expect(block(bay(page, "Bay 1"), "AA11 AAA")).toBeVisible();

  await drag(page, from, to);
  const article = boxOf(mine);
  await expect(article.getByRole("alert")).toContainText("Back to Bay 1, 10:00");
  await expect(article.getByRole("alert")).toContainText(/Bay 2/);
  await expect(block(bay(page, "Bay 1"), "AA11 AAA")).toHaveAccessibleName(/10:00 to 11:00/);

  await article.getByRole("button", { name: /^Move to / }).click();
  await expect(article.getByRole("alert")).toBeHidden();
  await expect(mine).not.toHaveAccessibleName(/Bay 1, 10:00 to 11:00/);
  await expectInvariantsHold();
});

test("the keyboard alone books within a minute, and moves what it booked", async ({ signedIn, admin, garage }) => {
  await buildServices(admin, garage, [{ name: "MOT test", minutes: 45, capabilities: [] }]);
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/calendar?day=${day}`);
  const press = (key: string) => page.keyboard.press(key);

  await test.step("B, what is asked, and Ctrl Enter", async () => {
    const began = Date.now();
    await press("b");
    const booking = page.getByRole("form", { name: "New booking" });
    await expect(booking.getByLabel("Plate")).toBeFocused();
    await page.keyboard.type("gk14 vyr");
    await press("Tab");
    await expect(booking.getByLabel("Make")).toBeVisible();
    await booking.getByLabel("Plate").focus();
    for (const text of ["Vauxhall", "Corsa", "Abigail Thorne", "07700 900111"]) {
      await press("Tab");
      await page.keyboard.type(text);
    }
    await press("Tab");
    await press("Tab");
    await page.keyboard.type("mot");
    await expect(page.getByRole("option", { name: /^MOT test/ })).toBeVisible();
    await press("Enter");
    await expect(booking.getByLabel("Length"), "the service says how long").toHaveValue("45");
    await press("Control+Enter");
    await expect(page.getByRole("region", { name: notices })).toContainText("GK14 VYR is booked");
    expect(Date.now() - began).toBeLessThan(60_000);
  });

  const mine = block(page, "GK14 VYR");
  const said = (words: RegExp) => expect(page.getByText(words)).toBeAttached();
  await test.step("J reaches it; Space and the arrows move it, Shift makes it longer", async () => {
    await expect(async () => {
      await press("j");
      await expect(mine).toBeFocused({ timeout: 300 });
    }).toPass();
    await press("Space");
    await said(/^Picked up GK14 VYR\. Bay 1, 08:00 to 08:45\./);
    await press("ArrowDown");
    await said(/^Bay 1, 08:15 to 09:00, 45 min, free\.$/);
    await press("Shift+ArrowDown");
    await said(/^Bay 1, 08:15 to 09:15, 1 h, free\.$/);
    await press("ArrowRight");
    await said(/^Bay 2, 08:15 to 09:15, 1 h, free\.$/);
    await press("Space");
    await expect(block(bay(page, "Bay 2"), "GK14 VYR")).toBeFocused();
    await expect(page.getByRole("region", { name: notices })).toContainText("GK14 VYR is on Bay 2, 08:15 to 09:15");
  });

  await test.step("Escape puts back", async () => {
    await press("Space");
    await press("ArrowRight");
    await said(/^Bay 3, 08:15 to 09:15, 1 h, free\.$/);
    await press("Escape");
    await said(/^GK14 VYR put back on Bay 2, 08:15 to 09:15\.$/);
    await expect(block(bay(page, "Bay 2"), "GK14 VYR")).toBeFocused();
  });

  await test.step("the menu that M opens does the rest: another day, then called off with the reason", async () => {
    await press("m");
    const menu = page.getByRole("menu", { name: "What to do with GK14 VYR" });
    await expect(menu.getByRole("menuitem", { name: /^Move with the arrows/ })).toBeVisible();
    await menu.getByRole("menuitem", { name: "Cancel…" }).press("Enter");
    const dialog = page.getByRole("alertdialog");
    await dialog.getByLabel("Reason").fill("The customer called");
    await dialog.getByLabel("Reason").press("Enter");
    await expect(page.getByRole("region", { name: notices })).toContainText("GK14 VYR is cancelled");
  });
});

test("the menu that M opens stands beside its block, however long that is, and goes with it to another bay", async ({
  signedIn,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  const other = await signedIn(garage.members.owner.email);
  for (const each of [page, other]) await openLive(each, `/calendar?day=${day}`);
  await bookAt(page, garage, { plate: "AA11 AAA", startsAt: momentOf(day, "10:00"), bay: 1 });
  await bookAt(page, garage, { plate: "BB22 BBB", startsAt: momentOf(day, "08:00"), bay: 2, minutes: 600 });
  const menu = page.getByRole("menu");
  for (const plate of ["BB22 BBB", "AA11 AAA"]) {
    await block(page, plate).focus();
    await page.keyboard.press("m");
    await expect(menu).toHaveAccessibleName(`What to do with ${plate}`);
    await expectBeside(menu, block(page, plate));
    if (plate === "BB22 BBB") await page.keyboard.press("Escape");
  }

  await block(other, "AA11 AAA").focus();
  for (const key of ["Space", "ArrowRight", "ArrowRight", "Space"]) await other.keyboard.press(key);
  await expect(block(bay(page, "Bay 3"), "AA11 AAA")).toBeVisible();
  await expectBeside(menu, block(page, "AA11 AAA"));
  await page.keyboard.press("Escape");
  await expect(block(page, "AA11 AAA")).toBeFocused();
});

test("a full time explains itself bay by bay, and offers the next free one", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/calendar?day=${day}`);
  for (const [at] of garage.bays.entries())
    await bookAt(page, garage, { plate: `CC${at}3 CCC`, startsAt: momentOf(day, "10:00"), bay: at + 1, minutes: 90 });
  await page.getByRole("button", { name: "Who is free at 10:00?" }).click();
  const rail = page.getByRole("complementary", { name: "Requests and free times" });
  await expect(rail.getByRole("heading", { name: "Why is 10:00 full?" })).toBeVisible();
  await expect(rail.getByText(/Bay 1: .*CC03 CCC.*11:30/)).toBeVisible();
  await expect(page).toHaveURL(/why=10(:|%3A)00/);
  await rail.getByRole("button", { name: /^Next free: .*11:30/ }).click();
  await expect(page.getByRole("form", { name: "New booking" }).getByText("11:30–12:30")).toBeVisible();
});

test("a day is full with one press, and open again with the undo", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/calendar?day=${day}`);
  await page.getByRole("button", { name: "Day full" }).click();
  await expect(page.getByRole("button", { name: "Open the day again" })).toHaveAttribute("aria-pressed", "true");
  await page.goto(`/calendar?day=${day}&view=week`);
  await expect(page.getByRole("columnheader", { name: /Wed/ })).toContainText("full");
  await page.getByRole("columnheader", { name: /Wed/ }).getByRole("button").click();
  await page.getByRole("button", { name: "Open the day again" }).click();
  await expect(page.getByRole("button", { name: "Day full" })).toBeVisible();
});

test("the board's first column has who is still to come today, and checks them in", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, "/board");
  const booked = page.getByRole("region", { name: /^Booked/ });
  await expect(booked.getByRole("link", { name: "Nobody is still to come" })).toBeVisible();

  const today = isoDateIn(new Date(), zone);
  const quarter = 15 * 60_000;
  const soon = new Date(Math.ceil(Date.now() / quarter) * quarter);
  const startsAt = isoDateIn(soon, zone) === today ? soon : new Date(soon.getTime() - 4 * quarter);
  await bookAt(page, garage, { plate: "LM23 KOV", startsAt });
  await bookAt(page, garage, { plate: "ZZ99 ZZZ", startsAt: momentOf(addDays(today, 7), "10:00") });
  await expect(booked.getByRole("link", { name: /^LM23 KOV, / })).toBeVisible();
  await expect(booked.getByText("ZZ99 ZZZ")).toBeHidden();
  await expect(page.getByText("0 cars in the building, 1 still to come")).toBeVisible();

  await booked.getByRole("button", { name: "Check in LM23 KOV" }).click();
  await page.getByRole("dialog", { name: "Check in?" }).getByRole("button", { name: "Check in" }).click();
  await expect(
    page.getByRole("region", { name: /^Checked in/ }).getByRole("link", { name: /^LM23 KOV, / }),
  ).toBeVisible();
  await expect(booked.getByRole("link", { name: /^LM23 KOV, / })).toBeHidden();
});

test("a technician sees the calendar and changes nothing on it", async ({ signedIn, garage }) => {
  const desk = await signedIn(garage.members.advisor.email);
  await openLive(desk, `/calendar?day=${day}`);
  await bookAt(desk, garage, { plate: "DD44 DDD", startsAt: momentOf(day, "10:00") });
  const page = await signedIn(garage.members.technician.email);
  await openLive(page, `/calendar?day=${day}`);
  await expect(block(page, "DD44 DDD")).toBeVisible();
  await expect(page.getByRole("button", { name: "New booking", exact: true })).toBeHidden();
  await drag(page, await middleOf(block(page, "DD44 DDD")), await placeOf(page, "Bay 2", "13:00"));
  await expect(block(bay(page, "Bay 1"), "DD44 DDD")).toBeVisible();
  await block(page, "DD44 DDD").click();
  const pane = page.getByRole("complementary", { name: "Appointment" });
  await expect(pane.getByText("Brake judder")).toBeVisible();
  await expect(pane.getByRole("button", { name: "Check in" })).toBeHidden();
  await expect(pane.getByRole("link", { name: /@/ })).toBeHidden();
  await expect(pane.getByRole("region", { name: "Messages" })).toBeHidden();
});

test("whose time has not come is not noted as missing, and the menu says why", async ({ signedIn, garage }) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/calendar?day=${day}`);
  await bookAt(page, garage, { plate: "EE55 EEE", startsAt: momentOf(day, "10:00") });
  await block(page, "EE55 EEE").click({ button: "right" });
  const item = page.getByRole("menuitem", { name: /^Did not come/ });
  await expect(item).toBeDisabled();
  await expect(item).toContainText("Their time has not come yet");
  await page.keyboard.press("Escape");
  await block(page, "EE55 EEE").click();
  const pane = page.getByRole("complementary", { name: "Appointment" });
  await expect(pane.getByRole("button", { name: "Check in" })).toBeVisible();
  await expect(pane.getByRole("button", { name: "Did not come" })).toBeHidden();
});

const asked = z.object({ result: z.object({ data: z.object({ json: z.object({ formStamp: z.string() }) }) }) });

test("a request waits at the side until the desk has said how long, and the customer chooses or it is placed", async ({
  signedIn,
  admin,
  garage,
}) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, `/calendar?day=${day}`);
  const rail = page.getByRole("complementary", { name: "Requests and free times" });
  await expect(rail.getByText(/^No request waits/)).toBeVisible();

  const { origin } = new URL(page.url());
  const input = encodeURIComponent(JSON.stringify({ json: { tenantSlug: garage.slug } }));
  const stamp = asked.parse(await (await page.request.get(`/api/trpc/booking.page?input=${input}`)).json());
  const json = {
    tenantSlug: garage.slug,
    branchId: garage.branchId,
    serviceIds: [],
    startsAt: null,
    contact: { name: "Hannah Yeo", email: "hannah@example.com", phone: null },
    vehicle: { plate: "LP20 CWH", make: "Tesla", model: "Model 3" },
    symptom: "Rattles from the front left",
    customerWaiting: false,
    website: "",
    formStamp: stamp.result.data.json.formStamp,
  };
  // A form that is sent too soon was filled in by no person: it is sent until it counts.
  await expect(async () => {
    const data = JSON.stringify({ json: { ...json, idempotencyKey: crypto.randomUUID() } });
    await page.request.post("/api/trpc/booking.request", {
      headers: { origin, "content-type": "application/json" },
      data,
    });
    const { rows } = await admin.query("SELECT FROM appointment WHERE tenant_id = $1", [garage.tenantId]);
    expect(rows).toHaveLength(1);
  }).toPass({ timeout: 20_000 });

  await test.step("what they were told stands beside it, and is sent again from there", async () => {
    await rail.getByRole("button", { name: "Open the request of LP20 CWH" }).click();
    const told = page.getByRole("complementary", { name: "Appointment" }).getByRole("region", { name: "Messages" });
    const received = told.getByRole("button", { name: /^Request received by e-mail.*hannah@example\.com.*Sent/ });
    await expect(received).toBeVisible({ timeout: 30_000 });
    await received.click();
    await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
    await expect(received).toHaveCount(2, { timeout: 30_000 });
    await page.getByRole("complementary", { name: "Appointment" }).getByRole("button", { name: "Close" }).click();
  });

  await rail.getByRole("button", { name: "Answer LP20 CWH" }).click();
  const dialog = page.getByRole("dialog", { name: "How long, and when?" });
  await dialog.getByLabel("Length").selectOption({ label: "1 h 30" });
  await dialog.getByRole("button", { name: "Send the link" }).click();
  await expect(rail.getByText("1 h 30, customer chooses")).toBeVisible();

  await rail.getByRole("button", { name: "Answer LP20 CWH" }).click();
  await dialog.getByRole("radio", { name: "Place it now" }).check();
  await dialog.getByLabel("Start").fill(`${day}T14:00`);
  await dialog.getByRole("button", { name: "Place it" }).click();
  await expect(block(page, "LP20 CWH")).toHaveAccessibleName(/14:00 to 15:30/);
  await expect(rail.getByText(/^No request waits/)).toBeVisible();
});
