import { expect, test } from "vitest";
import { alertEmail } from "#/documents/email/alert-email.tsx";
import {
  bookedEmail,
  cancelledEmail,
  movedEmail,
  offeredEmail,
  reminderEmail,
  requestedEmail,
} from "#/documents/email/appointment-email.ts";
import { type CreditNoteEmailProps, creditNoteEmail } from "#/documents/email/credit-note-email.ts";
import type { EmailSender } from "#/documents/email/email-content.ts";
import { invoiceEmail } from "#/documents/email/invoice-email.tsx";
import { morningEmail } from "#/documents/email/morning-email.tsx";
import { readyEmail } from "#/documents/email/ready-email.tsx";
import { type ReceiptEmailProps, receiptEmail } from "#/documents/email/receipt-email.ts";
import { type RefundEmailProps, refundEmail } from "#/documents/email/refund-email.ts";
import { shortageEmail } from "#/documents/email/shortage-email.tsx";
import { welcomeEmail } from "#/documents/email/welcome-email.tsx";
import { exampleAppointment, exampleTimed } from "#/documents/example-appointment.ts";
import { logoContentId, logosIn, withLogoLinks } from "#/domain/logo.ts";

const sender: EmailSender = {
  tenantName: "Northside Motors",
  branchName: "Harbour Street",
  logo: { initials: "NM", colour: "#7A1F1B" },
  addressLines: ["24 Harbour Street", "London E14 0AA"],
  phone: "020 7946 0182",
};
const vehicle = { plate: "RX18 TNV", description: "Jaguar XE 20d" };
const invoice = {
  number: "NM-2026-01893",
  issuedOn: "2026-05-14",
  dueOn: "2026-05-28",
  totalMinor: 116150,
  toPayMinor: 92150,
  creditedMinor: 0,
  currency: "GBP",
  locale: "en-GB",
  taxName: "VAT",
};
const visit = "http://localhost:3000/a/lv2ZJ8kq3xq2T0P7mXkWwGJ4y8bVn5cR1dE6fH9sLuA";
const pay = "http://localhost:3000/pay/Qb7ZJ8kq3xq2T0P7mXkWwGJ4y8bVn5cR1dE6fH9sLuA";
const invoiceProps = {
  sender,
  customerName: "Simon Hallett",
  vehicle,
  visit,
  pay,
  invoice,
  payHow: ["By card at the desk."],
};
const told = { sender, visit, appointment: exampleAppointment };
const timed = {
  ...told,
  calendar: "http://localhost:3000/api/files/visits/token/appointment.ics",
  appointment: exampleTimed,
};
const task = {
  title: "Invoice NM-2026-01893 was not e-mailed",
  reason: "the mail server refused the address.",
  concerns: "Job card 4127",
  raisedAt: "2026-05-14T10:42:00Z",
  zone: "Europe/London",
};

const words = { currency: "GBP", locale: "en-GB" };
const receipt: ReceiptEmailProps = {
  sender,
  customerName: "Łukasz Ελένη",
  vehicle,
  words,
  zone: "Europe/London",
  amountMinor: 50000,
  changeMinor: 0,
  receivedAt: "2026-05-15T09:12:00Z",
  how: "by card online",
  purpose: "invoice NM-2026-01893",
  due: { minor: 42150, payHref: pay },
};
const refund: RefundEmailProps = {
  sender,
  customerName: "Simon Hallett",
  vehicle,
  words,
  zone: "Europe/London",
  amountMinor: 6068,
  givenBackAt: "2026-05-18T08:30:00Z",
  way: "CARD",
  purpose: "invoice NM-2026-01893",
  isDeposit: false,
  reason: "The brake pads squealed and were taken back.",
};
const creditNote: CreditNoteEmailProps = {
  sender,
  customerName: "Simon Hallett",
  vehicle,
  words,
  creditNote: { number: "NM-2026-CN-00007", issuedOn: "2026-05-18", totalMinor: 10068, reason: "The pads squealed." },
  invoice: { number: "NM-2026-01893", issuedOn: "2026-05-14" },
  taxName: "VAT",
  follows: ["£100.68 is taken off what is due on invoice NM-2026-01893. £320.82 is left to pay."],
  due: { minor: 32082, payHref: pay },
};

const mails = {
  receipt: () => receiptEmail(receipt),
  deposit: () => receiptEmail({ ...receipt, purpose: "deposit for job card 4127", due: null }),
  "receipt of the rest": () => receiptEmail({ ...receipt, changeMinor: 450, due: { minor: 0, payHref: null } }),
  refund: () => refundEmail(refund),
  "refund in cash": () => refundEmail({ ...refund, way: "CASH" }),
  "credit note": () => creditNoteEmail(creditNote),
  invoice: () => invoiceEmail(invoiceProps),
  ready: () =>
    readyEmail({
      sender,
      customerName: "Łukasz Ελένη",
      vehicle,
      visit: null,
      pay,
      workDone: ["Front brakes", "Oil service"],
      notDone: ["Nearside drop link"],
      toPay: { minor: 92150, currency: "GBP", locale: "en-GB" },
    }),
  alert: () => alertEmail({ sender, memberName: "Dana", task, href: "http://localhost:3000/tasks?task=1&open=1" }),
  shortage: () =>
    shortageEmail({
      sender,
      memberName: "Olivia Hart",
      parts: [
        {
          number: "P 85 175",
          name: "Brake pad set, front",
          unit: "",
          onHand: 3000,
          reserved: 1000,
          free: 2000,
          reorderPoint: 4000,
        },
        {
          number: "OIL-5W30-LL",
          name: "Engine oil 5W-30",
          unit: "L",
          onHand: 4500,
          reserved: 4500,
          free: 0,
          reorderPoint: 40000,
        },
      ],
      href: "http://localhost:3000/parts?show=low",
    }),
  morning: () =>
    morningEmail({
      sender,
      memberName: "Dana",
      day: "Thursday 14 May",
      groups: [
        {
          title: "Did not arrive",
          items: [
            { title: "E-mail with invoice", detail: "The mail server refused the address. Since Wed 13 May, 17:20." },
          ],
          more: "and 2 more like these",
        },
        { title: "Stock", items: [{ title: "Oil filter is low", detail: "Since 06:40. With you." }], more: null },
      ],
      total: 4,
      own: 1,
      elsewhere: 2,
      href: "http://localhost:3000/tasks",
    }),
  welcome: () =>
    welcomeEmail({
      sender: { ...sender, addressLines: [], phone: null },
      ownerName: "Olivia Hart",
      ownerEmail: "olivia@northside.test",
      trialEndsAt: "2026-06-13T09:00:00Z",
      terms: { labourRate: "£75.00", tax: "VAT 20%", clock: "London time", bays: 3 },
      zone: "Europe/London",
      href: "http://localhost:3000/board",
    }),
  booked: () => bookedEmail(timed),
  moved: () => movedEmail(timed, new Date("2026-05-14T08:00:00Z")),
  reminder: () => reminderEmail(timed, { notice: "DAY", tomorrow: true }),
  requested: () => requestedEmail({ ...told, wish: new Date("2026-05-15T07:30:00Z") }),
  offered: () => offeredEmail(told),
  cancelled: () => cancelledEmail({ ...told, by: "CUSTOMER", wasAt: new Date("2026-05-15T07:30:00Z"), again: visit }),
  withdrawn: () => cancelledEmail({ ...told, by: "STAFF", wasAt: null, again: visit }),
};

const visibleWords = (html: string) =>
  html
    .replace(/<(style|title|head)[\s\S]*?<\/\1>/g, " ")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&amp;", "&")
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, " ");

test.each(Object.entries(mails))(
  "%s: the plain text holds every word of the HTML, and the other way round",
  async (_name, make) => {
    const { subject, html, text } = await make();
    const shown = visibleWords(html);
    const words = (value: string) => new Set(value.split(/[\s,.:;]+/).filter((word) => /\p{L}|\d/u.test(word)));
    const inText = words(text);
    const inHtml = words(`${shown} ${html}`);
    // The logo's letters are the name again, for the eye only.
    expect([...words(shown)].filter((word) => !inText.has(word) && word !== "NM")).toEqual([]);
    expect(
      text
        .split("\n")
        .filter(
          (line) =>
            line !== "" &&
            ![...words(line)].every((word) => inHtml.has(word) || html.replaceAll("&amp;", "&").includes(word)),
        ),
    ).toEqual([]);
    expect(subject.length).toBeLessThan(90);
  },
);

test.each(Object.entries(mails))(
  "%s: no images, at most one button, Arial, 600 wide, a way to stop",
  async (_name, make) => {
    const { html, text } = await make();
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<script");
    expect(html.match(/class="button"/g) ?? []).toHaveLength(1);
    expect(html).toContain("Arial");
    expect(html).toContain("600px");
    expect(html).toContain("prefers-color-scheme: dark");
    expect(text).toContain("You get this because");
  },
);

test("the fact stands in the subject and in the first line", async () => {
  const { subject, text } = await invoiceEmail(invoiceProps);
  expect(subject).toBe("Invoice NM-2026-01893: £921.50 to pay by 28 May 2026, RX18 TNV");
  expect(text.split("\n")[2]).toBe("£921.50 to pay by 28 May 2026");
  expect(text).toContain("Paid: −£240.00");
});

test("a paid invoice asks for nothing", async () => {
  const { subject, text } = await invoiceEmail({ ...invoiceProps, invoice: { ...invoice, toPayMinor: 0 } });
  expect(subject).toBe("Invoice NM-2026-01893: £1,161.50, paid, RX18 TNV");
  expect(text).not.toContain("To pay");
});

test("whoever owes something has the page to pay on as the button, and the visit beside it", async () => {
  const { html, text } = await invoiceEmail(invoiceProps);
  expect(text).toContain(`Pay online: ${pay}\nSee your visit: ${visit}`);
  expect(html).toMatch(new RegExp(`href="${pay}"[^>]*class="button"|class="button"[^>]*href="${pay}"`));
});

test("a receipt says how much, when in the branch's own time, how, for what, and what is left with the page to pay it on", async () => {
  const { subject, text } = await receiptEmail(receipt);
  expect(subject).toBe("Receipt: £500.00, invoice NM-2026-01893");
  expect(text).toContain("Your payment by card online for invoice NM-2026-01893 has come in.");
  expect(text).toContain("Received: 15 May 2026, 10:12");
  expect(text).toContain("Still to pay: £421.50");
  expect(text).toContain(`Pay the £421.50 left: ${pay}`);
  const paid = await receiptEmail({ ...receipt, changeMinor: 450, due: { minor: 0, payHref: null } });
  expect(paid.text).toContain("£4.50 change was given.");
  expect(paid.text).toContain("To pay: Nothing more");
  expect(paid.text).not.toContain("/pay/");
});

test.each([
  [
    "CARD",
    "£60.68 is on its way back",
    "How: To the card that you paid with\n  Your bank shows it in 5 to 10 working days.",
  ],
  ["TRANSFER", "£60.68 is on its way back", "How: By bank transfer\n  It arrives within a few working days."],
  ["CASH", "£60.68 paid back", "How: In cash\n"],
] as const)("money that goes back by %s says so, and how long it takes", async (way, title, how) => {
  const { text } = await refundEmail({ ...refund, way });
  expect(text.split("\n")[2]).toBe(title);
  expect(text).toContain(how);
  expect(text).toContain("Reason: The brake pads squealed and were taken back.");
});

test("what people typed cannot become markup", async () => {
  const { html } = await readyEmail({
    sender,
    customerName: '<b onclick="x">Eve</b>',
    vehicle,
    visit: null,
    pay: null,
    workDone: [],
    notDone: [],
    toPay: null,
  });
  expect(html).not.toContain("<b onclick");
  expect(html).toContain("&lt;b onclick");
});

test("a logo travels with the mail: nothing is fetched, and where pictures are off the name stands in its place", async () => {
  const sha256 = "ab".repeat(32);
  const logo = { contentId: logoContentId(sha256), width: 168, height: 56 };
  const { html, text } = await invoiceEmail({ ...invoiceProps, sender: { ...sender, logo } });
  expect(html.match(/<img/g)).toHaveLength(1);
  expect(/<img[^>]*>/.exec(html)?.[0]).toMatch(
    /alt="Northside Motors".*src="cid:logo-(?:ab){32}@pitlane".*font-weight:700/,
  );
  expect(html).not.toMatch(/(?:src|background)="https?:/);
  expect(logosIn(html)).toEqual([sha256]);
  expect(text).toBe((await invoiceEmail(invoiceProps)).text);
  expect(withLogoLinks(html, "0190")).toContain(`src="/api/files/logos/0190/${sha256}"`);
});

test("what people typed names no picture to travel along", async () => {
  const typed = `src="cid:logo-${"cd".repeat(32)}@pitlane"`;
  const { html } = await invoiceEmail({
    ...invoiceProps,
    sender: { ...sender, tenantName: typed, branchName: typed, addressLines: [typed] },
    customerName: typed,
    vehicle: { plate: typed, description: typed },
    payHow: [typed],
  });
  expect(html).toContain("cd".repeat(32));
  expect(logosIn(html)).toEqual([]);
});

test("a garage without telephone and logo still gets a whole mail", async () => {
  const { html, text } = await readyEmail({
    sender: { ...sender, phone: null, logo: null },
    customerName: "Simon",
    vehicle,
    visit: null,
    pay: null,
    workDone: [],
    notDone: [],
    toPay: null,
  });
  expect(html).not.toContain("tel:");
  expect(text).toContain("To pay: Nothing more");
});

test("a booking says when, where, which car, how much and what to bring, with both of its buttons", async () => {
  const { subject, html, text } = await bookedEmail(timed);
  expect(subject).toBe("Booked: Fri 15 May, 08:30, full service, MOT test for KX19 VBT");
  expect(text).toContain("Priya, your Volkswagen Golf is booked in at Harbour Street. It takes about 2 h 15.");
  expect(text).toContain("When: Friday 15 May 2026, 08:30\n  London time. Ready about 10:45");
  expect(text).toContain("Price: From £243.85 with VAT");
  expect(text).toContain("Bring: The key and the locking wheel nut");
  expect(text).toContain(`Add to calendar: ${timed.calendar}\nChange or cancel: ${visit}`);
  expect(html).toContain("https://www.google.com/maps/search/?api=1&amp;query=Northside%20Motors");
});

test("what was left empty is not told of, and an hour that is shown twice says which", async () => {
  const { text } = await bookedEmail({
    ...timed,
    sender: { ...sender, addressLines: [] },
    appointment: {
      ...exampleTimed,
      symptom: "",
      services: [{ name: "Diagnosis", priceFromMinor: null }],
      contact: { name: "Priya", plate: "KX19 VBT", vehicle: "" },
      branch: { ...exampleTimed.branch, addressLines: [], whatToBring: "" },
      startsAt: new Date("2026-10-25T01:30:00Z"),
      endsAt: new Date("2026-10-26T09:00:00Z"),
    },
  });
  expect(text).toContain("Sunday 25 October 2026, 01:30 (+00:00)");
  expect(text).toContain("Ready about Mon 26 Oct, 09:00");
  expect(text).toContain("your car is booked in");
  for (const label of ["Price:", "Bring:", "You wrote:", "Map:"]) expect(text).not.toContain(label);
});

test("a time that is moved stands beside the one it was, and one that is called off says by whom", async () => {
  const moved = await movedEmail(timed, new Date("2026-05-14T08:00:00Z"));
  expect(moved.text).toContain("Before: Thu 14 May, 09:00");
  const own = await cancelledEmail({ ...told, by: "CUSTOMER", wasAt: exampleTimed.startsAt, again: visit });
  expect(own.subject).toBe("Cancelled: Fri 15 May, 08:30, full service, MOT test for KX19 VBT");
  expect(own.text).toContain("as you asked, the time for your Volkswagen Golf at Harbour Street is cancelled.");
  const ours = await cancelledEmail({ ...told, by: "STAFF", wasAt: exampleTimed.startsAt, again: visit });
  expect(ours.text).toContain("we had to cancel the time for your Volkswagen Golf at Harbour Street. We are sorry.");
});
