import { z } from "zod";
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { mailsTo } from "./harness/mailbox.ts";
import { weightOf, weightOfNothing } from "./harness/page-weight.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";
import {
  bookButton,
  fillIn,
  nextTimes,
  openAnotherDay,
  openForBooking,
  phone,
  somebody,
  visitAddress,
} from "./pages/booking.ts";
import { mutate } from "./pages/workshop.ts";

// Customers on their phones, in workshops of their own.
test.describe.configure({ mode: "parallel", timeout: 120_000 });
test.use(phone);

const held = /is yours for$/;

test("a customer books in three taps and a form, moves the visit and calls it off", async ({ page, admin, garage }) => {
  const { page: address } = await openForBooking(admin, garage);
  const who = somebody();
  await page.goto(address);
  await expect(nextTimes(page)).toHaveCount(3);
  await (await openAnotherDay(page)).first().click();
  await expect(page.getByRole("heading", { level: 1, name: held })).toBeVisible();
  await fillIn(page, who);
  await bookButton(page).click();
  await expect(page.getByText("Booked", { exact: true })).toBeVisible();
  const booked = await page.getByRole("heading", { level: 1 }).innerText();
  expect(booked).toMatch(/^\w{3} \d{1,2} \w{3}, \d\d:\d\d$/);

  const visit = await visitAddress(page);
  await expect.poll(async () => (await mailsTo(page.request, who.email)).length).toBe(1);
  const [mail] = await mailsTo(page.request, who.email);
  expect(mail?.subject).toContain(booked);
  expect(mail?.attachments.map(({ contentType }) => contentType)).toContainEqual(
    expect.stringMatching(/^text\/calendar/),
  );
  const file = await page.getByRole("link", { name: "Add to calendar" }).getAttribute("href");
  const entry = await (await page.request.get(file ?? "")).text();
  expect(entry).toContain("BEGIN:VEVENT");
  expect(entry).toContain("UID:appointment-");
  await page.goto(visit);
  await expect(page.getByRole("heading", { level: 1, name: booked })).toBeVisible();
  // Of the person nothing but what this page needs.
  await expect(page.getByText(who.name)).toHaveCount(0);
  await expect(page.getByText(who.email)).toHaveCount(0);

  await page.getByRole("link", { name: "Change time" }).click();
  await expect(page.getByText(`Booked is ${booked}.`)).toBeVisible();
  await (await openAnotherDay(page)).last().click();
  await page.getByRole("button", { name: /^Move to / }).click();
  await expect(page.getByText("the new time is yours")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(booked);

  await page.getByRole("link", { name: "Cancel booking" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Cancel this booking?" })).toBeVisible();
  await page.getByRole("button", { name: "Cancel booking" }).click();
  await expect(page.getByText(/is cancelled/)).toBeVisible();
  expect((await page.goto(visit))?.status()).toBe(410);
  await expect(page.getByRole("heading", { level: 1, name: "This link does not open a visit" })).toBeVisible();
  await expectInvariantsHold();
});

test("the advisor checks the car in, and the customer follows it from the same link", async ({
  page,
  admin,
  garage,
  signedIn,
}) => {
  const { page: address } = await openForBooking(admin, garage);
  const who = somebody();
  await page.goto(address);
  await nextTimes(page).first().click();
  await fillIn(page, who);
  await page.getByLabel("Anything we should know?").fill("Squeaks when braking");
  await bookButton(page).click();
  const visit = await visitAddress(page);
  await page.goto(visit);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();

  const { rows } = await admin.query<{ id: string; version: number }>(
    "select id, version from appointment where tenant_id = $1",
    [garage.tenantId],
  );
  const desk = await signedIn(garage.members.advisor.email);
  await desk.goto("/board");
  const { body } = await mutate(desk, "appointment.checkIn", {
    appointmentId: rows[0]?.id,
    version: rows[0]?.version,
    odometerIn: 44_870,
    promisedAt: null,
    technicianId: null,
  });
  const { jobCardId } = z
    .object({ result: z.object({ data: z.object({ json: z.object({ jobCardId: z.string() }) }) }) })
    .parse(JSON.parse(body)).result.data.json;
  await desk.goto(`/job-cards/${jobCardId}`);
  await expect(desk.getByText("Squeaks when braking").first()).toBeVisible();

  // Without a reload, and in the words for customers.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByRole("heading", { level: 1, name: "Received" })).toBeVisible();
  await expect(page.getByText("44,870 mi")).toBeVisible();
  await expect(page.getByRole("link", { name: "Cancel booking" })).toHaveCount(0);
  await expectInvariantsHold();
});

test("of two who want one time the later is offered the three nearest, with the form as it was", async ({
  page,
  browser,
  baseURL,
  admin,
  garage,
}) => {
  const { page: address } = await openForBooking(admin, garage);
  // One bay: a time is one customer's.
  await admin.query("update service_bay set closed_at = now() where tenant_id = $1 and id <> $2", [
    garage.tenantId,
    garage.bays[0]?.id,
  ]);
  const rival = await (await browser.newContext({ baseURL: baseURL ?? "", ...phone })).newPage();
  await page.goto(address);
  await rival.goto(address);
  const times = await openAnotherDay(page);
  const other = await openAnotherDay(rival);
  const wanted = await times.first().innerText();
  const who = somebody();

  await other.first().click();
  await expect(rival.getByRole("heading", { level: 1, name: held })).toBeVisible();
  await times.first().click();
  await expect(page.getByRole("heading", { level: 1, name: `${wanted} has just been taken` })).toBeVisible();
  await expect(nextTimes(page)).toHaveCount(3);
  await expectAccessible(page, "a lost time");
  await nextTimes(page).first().click();
  await expect(page.getByRole("heading", { level: 1, name: held })).toBeVisible();
  await fillIn(page, who);

  await fillIn(rival, somebody());
  await bookButton(rival).click();
  await expect(rival.getByText("Booked", { exact: true })).toBeVisible();

  // Its hold is over, and somebody at the desk was quicker: what was typed stays.
  await admin.query("delete from bay_allocation where tenant_id = $1 and state = 'HELD'", [garage.tenantId]);
  const { startsAt, endsAt } = await heldTime(page);
  await admin.query(
    `insert into bay_allocation (tenant_id, id, bay_id, starts_at, ends_at, state)
     values ($1, gen_random_uuid(), $2, $3, $4, 'BOOKED')`,
    [garage.tenantId, garage.bays[0]?.id, startsAt, endsAt],
  );
  await bookButton(page).click();
  await expect(page.getByRole("heading", { level: 1, name: /has just been taken$/ })).toBeVisible();
  await expect(page.getByText(who.plate)).toBeVisible();
  await nextTimes(page).last().click();
  await expect(page.getByLabel("Your name")).toHaveValue(who.name);
  await bookButton(page).click();
  await expect(page.getByText("Booked", { exact: true })).toBeVisible();
  await admin.query("delete from bay_allocation where tenant_id = $1 and appointment_id is null", [garage.tenantId]);
  await expectInvariantsHold();
  await rival.context().close();
});

/** The time in the address of an open form. */
const heldTime = async (page: { url: () => string }) => {
  const startsAt = new Date(new URL(page.url()).searchParams.get("at") ?? "");
  return { startsAt, endsAt: new Date(startsAt.getTime() + 120 * 60_000) };
};

test("a reload keeps the held time and what was typed; letting go gives it back", async ({ page, admin, garage }) => {
  const { page: address } = await openForBooking(admin, garage);
  const who = somebody();
  await page.goto(address);
  await nextTimes(page).first().click();
  await expect(page.getByRole("heading", { level: 1, name: held })).toBeVisible();
  await fillIn(page, who);
  // A field that cannot be right says so when it is left, and stops once it is mended.
  await page.getByLabel("Mobile number").fill("0770");
  await page.getByLabel("Your name").focus();
  await expect(page.getByText("Digits are missing from the phone number.")).toBeVisible();
  await page.getByLabel("Mobile number").fill("");
  await expect(page.getByText("Digits are missing from the phone number.")).toHaveCount(0);

  await page.reload();
  await expect(page.getByText(/^Restored from \d\d:\d\d/)).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue(who.name);
  await expect(page.getByRole("heading", { level: 1, name: held })).toBeVisible();
  const holds = async () =>
    (await admin.query("select from bay_allocation where tenant_id = $1 and state = 'HELD'", [garage.tenantId]))
      .rowCount;
  expect(await holds()).toBe(1);
  await page.getByRole("link", { name: "Change" }).click();
  await expect(nextTimes(page)).toHaveCount(3);
  await expect.poll(holds).toBe(0);
});

test("whoever is not sure describes the problem, and chooses a time when the workshop has looked at it", async ({
  page,
  admin,
  garage,
  signedIn,
}) => {
  const { page: address } = await openForBooking(admin, garage);
  const who = somebody();
  await page.goto(address);
  await page.getByRole("link", { name: "Not sure" }).click();
  await page.getByRole("link", { name: "Describe the problem" }).click();
  await fillIn(page, who);
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByText("Say what is wrong, or choose a service.")).toBeVisible();
  await page.getByLabel("What do you notice?").fill("A warning light shaped like a teapot");
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByText("We have your request")).toBeVisible();
  const visit = await visitAddress(page);

  const { rows } = await admin.query<{ id: string; version: number; symptom: string }>(
    "select id, version, symptom from appointment where tenant_id = $1",
    [garage.tenantId],
  );
  expect(rows[0]?.symptom).toContain("teapot");
  const desk = await signedIn(garage.members.advisor.email);
  await desk.goto("/board");
  const answer = await mutate(desk, "appointment.confirmRequest", {
    appointmentId: rows[0]?.id,
    version: rows[0]?.version,
    minutes: 60,
    bufferMinutes: 0,
    startsAt: null,
    bayId: null,
  });
  expect(answer.status).toBe(200);
  await page.goto(visit);
  await page.getByRole("link", { name: "See the free times" }).click();
  await (await openAnotherDay(page)).first().click();
  await page.getByRole("button", { name: /^Book / }).click();
  await expect(page.getByText("Booked", { exact: true })).toBeVisible();
});

test("by keyboard alone, in less than a minute of key presses", async ({ page, admin, garage }) => {
  const { page: address } = await openForBooking(admin, garage);
  const who = somebody();
  await page.goto(address);
  await expect(nextTimes(page)).toHaveCount(3);
  let presses = 0;
  const press = async (key: string): Promise<void> => {
    presses += 1;
    await page.keyboard.press(key);
  };
  const type = async (text: string): Promise<void> => {
    presses += text.length;
    await page.keyboard.type(text);
  };
  const focused = () =>
    page.evaluate(
      () =>
        document.activeElement?.closest("label, a, button, input, textarea")?.getAttribute("name") ??
        document.activeElement?.textContent ??
        "",
    );
  const tabTo = async (what: RegExp): Promise<void> => {
    for (let count = 0; count < 60 && !what.test(await focused()); count += 1) await press("Tab");
    expect(await focused()).toMatch(what);
  };
  await tabTo(/^\d\d:\d\d/);
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: held })).toBeVisible();
  // A button pressed too early takes the focus to the first field that is missing.
  await tabTo(/^vehicle\.plate$/);
  await press("Enter");
  await expect(page.getByLabel("Number plate")).toBeFocused();
  await expect(page.getByText("We need the plate to know which car comes.")).toBeVisible();
  await type(who.plate);
  await tabTo(/^contact\.name$/);
  await type(who.name);
  await tabTo(/^contact\.email$/);
  await type(who.email);
  await press("Enter");
  await expect(page.getByText("Booked", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  // Two presses a second are a slow typist.
  expect(presses / 2).toBeLessThan(60);
});

test("every state of the two pages is accessible, in both themes, on the narrowest phone and at 200 %", async ({
  page,
  admin,
  garage,
}) => {
  const { page: address } = await openForBooking(admin, garage);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const examine = async (where: string): Promise<void> => {
    await expectAccessible(page, where);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, `${where}, dark`);
    await page.emulateMedia({ colorScheme: "light" });
    for (const [width, height] of [
      [320, 640],
      [640, 360],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expectNoSidewaysScroll(page, `${where}, ${width} px`);
    }
    await page.setViewportSize(phone.viewport);
  };
  await page.goto(address);
  await examine("free times");
  await openAnotherDay(page);
  await examine("a day");
  await page.getByRole("link", { name: "Not sure" }).click();
  await examine("not sure");
  await page.getByRole("link", { name: "Full service" }).click();
  await nextTimes(page).first().click();
  await expect(page.getByRole("heading", { level: 1, name: held })).toBeVisible();
  await bookButton(page).click();
  await expect(page.getByText("Type your name.")).toBeVisible();
  await examine("a refused form");
  await fillIn(page, somebody());
  await bookButton(page).click();
  await expect(page.getByText("Booked", { exact: true })).toBeVisible();
  await examine("done");
  const visit = await visitAddress(page);
  for (const [where, query] of [
    ["a visit", ""],
    ["another time", "?change=1"],
    ["calling it off", "?cancel=1"],
  ] as const) {
    await page.goto(visit + query);
    await examine(where);
  }
  await page.goto(`${visit}?change=1`);
  await (await openAnotherDay(page)).first().click();
  await expect(page.getByRole("button", { name: /^Move to / })).toBeVisible();
  await examine("moving it");
  await page.goto("/a/nothing-that-ever-was-a-token-of-anybody");
  await examine("no such visit");
  await page.goto("/book/nobody-has-this-address");
  await examine("no such workshop");
});

test("what the addresses answer, and what they tell to nobody", async ({ page, request, admin, garage }) => {
  const { page: address } = await openForBooking(admin, garage);
  expect((await request.get("/book/nobody-has-this-address")).status()).toBe(404);
  expect((await request.get("/a/short")).status()).toBe(404);
  const never = await request.get(`/a/${"x".repeat(43)}`);
  expect(never.status()).toBe(404);
  expect(never.headers()["referrer-policy"]).toBe("no-referrer");
  expect(never.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");

  const foreign: string[] = [];
  page.on("request", (asked) => {
    if (new URL(asked.url()).host !== new URL(page.url() === "about:blank" ? asked.url() : page.url()).host)
      foreign.push(asked.url());
  });
  await page.goto(address);
  await nextTimes(page).first().click();
  await fillIn(page, somebody());
  await bookButton(page).click();
  await page.goto(await visitAddress(page));
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  expect(foreign).toEqual([]);
});

test("what the two pages load weighs at most a fifth more than a page without anything", async ({
  page,
  baseURL,
  admin,
  garage,
}) => {
  const { page: address } = await openForBooking(admin, garage);
  const fonts: string[] = [];
  page.on("request", (asked) => (asked.resourceType() === "font" ? fonts.push(asked.url()) : undefined));
  await page.goto(address);
  await expect(nextTimes(page)).toHaveCount(3);
  expect(fonts).toHaveLength(1);
  await nextTimes(page).first().click();
  await fillIn(page, somebody());
  await bookButton(page).click();
  const visit = await visitAddress(page);

  const nothing = await weightOfNothing();
  for (const each of [address, visit]) {
    const weight = await weightOf({ url: new URL(each, baseURL).href, cookie: "" });
    expect(weight / nothing, each).toBeLessThan(1.2);
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a customer books, is refused once, moves the visit and calls it off", async ({ page, admin, garage }) => {
    const { page: address } = await openForBooking(admin, garage);
    const who = somebody();
    await page.goto(address);
    await expect(nextTimes(page)).toHaveCount(3);
    await page.getByRole("link", { name: "MOT" }).click();
    await (await openAnotherDay(page)).first().click();
    const [, time = ""] = /, (\d\d:\d\d)$/.exec(await page.getByRole("heading", { level: 1 }).innerText()) ?? [];
    await page.getByLabel("Number plate").fill(who.plate);
    await page.getByLabel("E-mail").fill("nobody");
    await page.getByLabel("Anything we should know?").fill("Łukasz’ wheel squeaks");
    await bookButton(page).click();
    await expect(page.getByText("Type your name.")).toBeVisible();
    await expect(page.getByText("An e-mail address has the form name@example.com.")).toBeVisible();
    await expect(page.getByLabel("Number plate")).toHaveValue(who.plate);
    await expect(page.getByLabel("Anything we should know?")).toHaveValue("Łukasz’ wheel squeaks");

    // Meanwhile somebody else takes it.
    await admin.query("update service_bay set closed_at = now() where tenant_id = $1 and id <> $2", [
      garage.tenantId,
      garage.bays[0]?.id,
    ]);
    const { startsAt } = await heldTime(page);
    const endsAt = new Date(startsAt.getTime() + 60 * 60_000);
    await admin.query(
      `insert into bay_allocation (tenant_id, id, bay_id, starts_at, ends_at, state)
       values ($1, gen_random_uuid(), $2, $3, $4, 'BOOKED')`,
      [garage.tenantId, garage.bays[0]?.id, startsAt, endsAt],
    );
    await fillIn(page, who);
    await bookButton(page).click();
    await expect(page.getByRole("heading", { level: 1, name: `${time} has just been taken` })).toBeVisible();
    await nextTimes(page).first().click();
    await expect(page.getByText("Booked", { exact: true })).toBeVisible();
    await admin.query("delete from bay_allocation where tenant_id = $1 and appointment_id is null", [garage.tenantId]);

    const visit = await visitAddress(page);
    await page.goto(visit);
    await page.getByRole("link", { name: "Change time" }).click();
    await (await openAnotherDay(page)).last().click();
    await page.getByRole("button", { name: /^Move to / }).click();
    await expect(page.getByText("the new time is yours")).toBeVisible();
    await page.getByRole("link", { name: "Cancel booking" }).click();
    await page.getByRole("button", { name: "Cancel booking" }).click();
    await expect(page.getByText(/is cancelled/)).toBeVisible();
    expect((await page.goto(visit))?.status()).toBe(410);
    const { rows } = await admin.query("select state, symptom from appointment where tenant_id = $1", [
      garage.tenantId,
    ]);
    expect(rows).toEqual([{ state: "CANCELLED", symptom: "Łukasz’ wheel squeaks" }]);
    await expectInvariantsHold();
  });
});
