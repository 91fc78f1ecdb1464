import { expect, test } from "vitest";
import { fillWords, slotFault, wordingFaults, wordingKinds, wordingShape } from "#/domain/wording.ts";

test("slots are filled, and one without a value leaves no gap", () => {
  expect(
    fillWords("{first name}, your {car} ({plate}) is done.", { "first name": "Priya", car: "Golf", plate: "KX19 VBT" }),
  ).toBe("Priya, your Golf (KX19 VBT) is done.");
  expect(fillWords("It is {work} , {time}.\n{phone} calls {branch}", { branch: "us", time: "today" })).toBe(
    "It is, today.\ncalls us",
  );
});

test("a value is taken as it is, whatever stands in it", () => {
  expect(fillWords("{name}!", { name: "{plate} $& $1" })).toBe("{plate} $& $1!");
});

test.each([
  ["{first name} and {time}", null],
  ["no slot at all", null],
  ["{amount} is due", "{amount} stands for nothing in \u201cBooked\u201d."],
  ["{constructor}", "{constructor} stands for nothing"],
  ["{}", "{} stands for nothing"],
  ["{time", "A { or } is left alone."],
  ["time}", "A { or } is left alone."],
  ["{{time}}", "A { or } is left alone."],
])("%j in a booking's words", (words, fault) => {
  const found = slotFault(words, "appointment-booked");
  if (fault === null) expect(found).toBeNull();
  else expect(found).toContain(fault);
});

test("what goes by e-mail alone has no text, and each slot of each kind may be written", () => {
  expect(wordingFaults({ kind: "invoice", opening: "", closing: "", text: "Hello" })).toEqual([
    { field: "text", message: "\u201cInvoice\u201d goes by e-mail alone. Leave this empty." },
  ]);
  for (const kind of wordingKinds) {
    const all = wordingShape(kind)
      .slots.map((slot) => `{${slot}}`)
      .join(" ");
    expect(wordingFaults({ kind, opening: all, closing: all, text: wordingShape(kind).text ? all : "" })).toEqual([]);
  }
});
