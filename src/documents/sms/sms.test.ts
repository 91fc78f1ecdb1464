import { expect, test } from "vitest";
import { exampleAppointment, exampleTimed } from "#/documents/example-appointment.ts";
import { alertText } from "#/documents/sms/alert-text.ts";
import {
  bookedText,
  cancelledText,
  movedText,
  offeredText,
  reminderText,
  requestedText,
} from "#/documents/sms/appointment-text.ts";
import { plainSigns, segments } from "#/documents/sms/gsm.ts";
import { type ReadyTextProps, readyText } from "#/documents/sms/ready-text.ts";

const ready = (over: Partial<ReadyTextProps> = {}) =>
  readyText({
    tenantName: "Northside Motors",
    branchName: "Harbour Street",
    branchPhone: "01227 960014",
    plate: "RX18 TNV",
    toPay: { minor: 92_150, currency: "GBP", locale: "en-GB" },
    visit: null,
    pay: null,
    ...over,
  });

test.each([
  ["", 1],
  ["a".repeat(160), 1],
  ["a".repeat(161), 2],
  ["a".repeat(306), 2],
  ["a".repeat(307), 3],
  // The euro sign takes two places, a letter outside the alphabet makes every letter take more.
  [`€${"a".repeat(158)}`, 1],
  [`€${"a".repeat(159)}`, 2],
  [`Ł${"a".repeat(69)}`, 1],
  [`Ł${"a".repeat(70)}`, 2],
  ["😀".repeat(35), 1],
  ["😀".repeat(36), 2],
])("%j is %i", (text, count) => {
  expect(segments(text)).toBe(count);
});

test("typographic signs are made plain, letters of names are kept", () => {
  expect(plainSigns("Łukasz’s “car” − £1\u00a0200 …")).toBe('Łukasz\'s "car" - £1 200 ...');
});

test("the car is ready: who, which car, how much, whom to call, how to stop", () => {
  expect(ready()).toBe(
    "Northside Motors: RX18 TNV is ready to collect at Harbour Street. £921.50 to pay. Questions, or no more texts: call 01227 960014.",
  );
  expect(ready({ toPay: null, branchPhone: null })).toBe(
    "Northside Motors: RX18 TNV is ready to collect at Harbour Street. Nothing to pay.",
  );
});

test.each([
  ["a long name", { tenantName: "The Northside and Harbour Motor Company of East London" }],
  ["a name outside the alphabet", { tenantName: "Łódź Auto" }],
  ["a name in Greek", { tenantName: "Συνεργείο", branchName: "Πειραιάς" }],
  ["dollars", { toPay: { minor: 1_118_440, currency: "USD", locale: "en-US" } }],
])("with %s it is still one text with the plate, the amount and the number", (_, over) => {
  const text = ready(over);
  expect([text, segments(text)]).toEqual([text, 1]);
  expect(text).toContain("RX18 TNV is ready");
  expect(text).toContain(" to pay.");
  expect(text).toContain("01227 960014");
});

test("an alert is one text that says what and where, with the reason when there is room", () => {
  const href = "https://garage.example/job-cards/01977b6c-0d3e-7c2a-9a57-2f0c55d0a1b2";
  const short = alertText({ tenantName: "Northside Motors", task: { title: "A refund failed", reason: "" }, href });
  expect(short).toBe(`Northside Motors, urgent: A refund failed. ${href}`);
  const long = alertText({
    tenantName: "Northside Motors",
    task: { title: "A refund failed ".repeat(12), reason: "The bank does not answer. ".repeat(9) },
    href,
  });
  expect(segments(long)).toBe(1);
  expect(long).toContain("urgent: A refund failed");
  expect(long.endsWith(href)).toBe(true);
});

const link = "https://northside.example/a/lv2ZJ8kq3xq2T0P7mXkWwGJ4y8bVn5cR1dE6fH9sLuA";
const texts = {
  booked: (over = {}) => bookedText({ ...exampleTimed, ...over }, link),
  moved: (over = {}) => movedText({ ...exampleTimed, ...over }, link),
  reminder: (over = {}) => reminderText({ ...exampleTimed, ...over }, true, link, false),
  requested: (over = {}) => requestedText({ ...exampleAppointment, ...over }, link),
  offered: (over = {}) => offeredText({ ...exampleAppointment, ...over }, link),
  cancelled: (over = {}) => cancelledText({ ...exampleAppointment, ...over }, exampleTimed.startsAt),
};

test("a reminder that can be answered says how, where there is room beside the link", () => {
  const near = "https://p.example/a/lv2ZJ8kq3xq2T0P7mXkWwGJ4y8bVn5cR1dE6fH9sLuA";
  const answered = reminderText(exampleTimed, true, near, true);
  expect(answered).toContain("tomorrow 08:30. Answer C to cancel, R to move.");
  expect(answered).toContain(near);
  expect(segments(answered)).toBe(1);
  const long = reminderText(
    { ...exampleTimed, contact: { ...exampleTimed.contact, plate: "X".repeat(60) } },
    true,
    near,
    true,
  );
  expect(long).not.toContain("Answer C");
  expect(long).toContain(near);
});

test("the car is ready, with the page of its visit: who, which car, how much, one link, how to stop", () => {
  expect(ready({ visit: link })).toBe(
    `Northside Motors: RX18 TNV is ready to collect. £921.50 to pay. ${link} No more: STOP`,
  );
  for (const tenantName of ["The Northside and Harbour Motor Company of East London", "Łódź Auto", "A"]) {
    const text = ready({ visit: link, tenantName });
    expect([text, segments(text)]).toEqual([text, 1]);
    for (const said of ["RX18 TNV is ready", "£921.50 to pay.", link]) expect(text).toContain(said);
  }
});

test("whoever owes something gets the page to pay on in the same one text, instead of the visit's", () => {
  const pay = link.replace("/a/", "/pay/");
  expect(ready({ visit: link, pay })).toBe(
    `Northside Motors: RX18 TNV is ready to collect. £921.50 to pay. ${pay} No more: STOP`,
  );
  for (const tenantName of ["The Northside and Harbour Motor Company of East London", "Łódź Auto", "A"]) {
    const text = ready({ visit: link, pay, tenantName });
    expect([text, segments(text)]).toEqual([text, 1]);
    for (const said of ["RX18 TNV is ready", "£921.50 to pay.", pay]) expect(text).toContain(said);
  }
});

test("a text about an appointment says who, which car, when, with one link and how to stop", () => {
  expect(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text()]))).toEqual({
    booked: `Northside Motors, Harbour Street: KX19 VBT booked Fri 15 May 08:30. ${link} No more: STOP`,
    moved: `Northside Motors, Harbour Street: KX19 VBT moved to Fri 15 May 08:30. ${link} No more: STOP`,
    reminder: `Northside Motors, Harbour Street: KX19 VBT tomorrow 08:30. ${link} No more: STOP`,
    requested: `Northside Motors: KX19 VBT request received, nothing booked yet. ${link} No more: STOP`,
    offered: `Northside Motors, Harbour Street: KX19 VBT choose a time. ${link} No more: STOP`,
    cancelled: "Northside Motors, Harbour Street: KX19 VBT cancelled, Fri 15 May 08:30. No more: STOP",
  });
});

test.each(Object.entries(texts))("%s: one text, whatever the garage is called", (name, text) => {
  for (const tenantName of ["The Northside and Harbour Motor Company of East London", "A"]) {
    const branch = { ...exampleAppointment.branch, tenantName, name: "Harbour Street and the Old Docks" };
    expect(segments(text({ branch }))).toBe(1);
    expect(text({ branch })).toContain("KX19 VBT");
    if (name !== "cancelled") expect(text({ branch })).toContain(link);
  }
});
