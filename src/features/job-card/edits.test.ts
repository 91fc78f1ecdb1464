import { describe, expect, it } from "vitest";
import { acceptEdits, fittingEdits, keepMine, noEdits, theirs, typeInto } from "./edits.ts";
import { cellKey, lineText } from "./fields.ts";
import { liveTotals } from "./live-totals.ts";
import { parseCard, parseLine, parsePercent } from "./parse.ts";
import { sampleCard, sampleLine } from "./sample.ts";

const card = sampleCard();
const line = sampleLine();
const key = cellKey(line.id, "quantity");
const saved = (quantity: string) => sampleCard({ lines: [sampleLine({ quantity })] });

describe("typing into a cell", () => {
  it("keeps what stood there first, and forgets the edit when it is typed back", () => {
    const typed = typeInto(typeInto(noEdits, key, "1.2", "1.5"), key, "1.2", "2");
    expect(typed).toEqual({ [key]: { base: "1.2", text: "2" } });
    expect(typeInto(typed, key, "1.2", "1.2")).toEqual({});
  });
  it("shows theirs only when somebody saved another text meanwhile", () => {
    const mine = typeInto(noEdits, key, "1.2", "2");
    expect(theirs(mine, card, key)).toBeNull();
    expect(theirs(mine, saved("3.000"), key)).toBe("3");
    expect(theirs(mine, saved("2.000"), key)).toBeNull();
  });
  it("lets mine stand on top of theirs once told so", () => {
    const mine = keepMine(typeInto(noEdits, key, "1.2", "2"), saved("3.000"), key);
    expect(theirs(mine, saved("3.000"), key)).toBeNull();
    expect(mine[key]?.text).toBe("2");
  });
  it("drops what is saved by now and what was typed for a line that is gone", () => {
    const mine = typeInto(noEdits, key, "1.2", "2");
    expect(fittingEdits(mine, saved("2.000"))).toEqual({});
    expect(fittingEdits(mine, sampleCard({ lines: [] }))).toEqual({});
    expect(fittingEdits(mine, card)).toEqual(mine);
  });
  it("takes back from the device only what has the right shape", () => {
    expect(acceptEdits({ [key]: { base: "1", text: "2" } })).toEqual({ [key]: { base: "1", text: "2" } });
    expect(acceptEdits({ [key]: "2" })).toBeNull();
  });
});

describe("a typed line", () => {
  const text = (changes: Record<string, string>) => (field: Parameters<typeof lineText>[1]) =>
    changes[field] ?? lineText(line, field, "GBP");
  it("becomes what the procedure takes", () => {
    const parsed = parseLine(line, text({ price: "£1,184.40", discount: "7.5", quantity: "4.5" }), "GBP");
    expect(parsed).toMatchObject({
      ok: true,
      value: { unitPriceMinor: 118_440, discountBp: 750, quantity: "4.5", taxRateBp: 2000 },
    });
  });
  it("names every field that cannot be used", () => {
    const parsed = parseLine(line, text({ price: "abc", discount: "101", quantity: "0", description: " " }), "GBP");
    expect(parsed.ok ? [] : Object.keys(parsed.sentences).sort()).toEqual([
      "description",
      "discount",
      "price",
      "quantity",
    ]);
  });
  it("takes percentages from 0 to 100 with two decimals", () => {
    expect([
      parsePercent("0"),
      parsePercent("12.25"),
      parsePercent("100"),
      parsePercent("100.01"),
      parsePercent("1,5"),
    ]).toEqual([0, 1225, 10_000, null, null]);
  });
});

describe("typed fields of the card", () => {
  it("reads mileage with separators and promised time in the branch's zone", () => {
    const parsed = parseCard(
      { odometerOut: "61,209", promisedAt: "2026-05-14T17:00", customerWaiting: "yes" },
      "Europe/London",
    );
    expect(parsed).toEqual({
      ok: true,
      value: { odometerOut: 61_209, promisedAt: new Date("2026-05-14T16:00:00Z"), customerWaiting: true },
    });
  });
  it("refuses half a number and a time the clocks skip, and empties what is emptied", () => {
    const refused = parseCard({ odometerOut: "61.5", promisedAt: "2026-03-29T01:30" }, "Europe/London");
    expect(refused.ok ? [] : Object.keys(refused.sentences).sort()).toEqual(["odometerOut", "promisedAt"]);
    expect(parseCard({ odometerOut: "", promisedAt: "" }, "Europe/London")).toEqual({
      ok: true,
      value: { odometerOut: null, promisedAt: null },
    });
  });
});

describe("totals while typing", () => {
  it("reckon with what is typed, and with what is saved where the text is no number yet", () => {
    const typing = (quantity: string) =>
      liveTotals(card, (each, field) => (field === "quantity" ? quantity : lineText(each, field, "GBP")));
    expect(typing("2.5")).toMatchObject({ netMinor: 19_500, totalMinor: 23_400, labourNetMinor: 19_500 });
    expect(typing("2.")).toMatchObject({ totalMinor: 11_232 });
  });
  it("are absent without prices, and a sentence when the sum is out of reach", () => {
    const bare = sampleCard({ totals: undefined, lines: [sampleLine({ price: undefined })] });
    expect(liveTotals(bare, (each, field) => lineText(each, field, "GBP"))).toBeNull();
    expect(
      liveTotals(card, (each, field) =>
        field === "quantity" ? "999999999" : field === "price" ? "999999" : lineText(each, field, "GBP"),
      ),
    ).toMatch(/Check quantities/);
  });
});
