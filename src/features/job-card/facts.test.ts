import { describe, expect, it } from "vitest";
import { agreedTotal, reservationSentence } from "./approval.ts";
import { blockersOfCard, nextAction, promisedFact } from "./facts.ts";
import { groupsOf } from "./groups.ts";
import { newLine, offersOf } from "./lines/new-line.ts";
import { plannedMinutes, quarterAfter } from "./placing.ts";
import { sampleCard, sampleLine } from "./sample.ts";
import { shortSentence } from "./stock-words.ts";

const money = (minor: number) => `£${minor / 100}`;
const approved = sampleLine({ id: "a", authorisationId: "c" });
const done = sampleLine({ id: "a", authorisationId: "c", doneAt: new Date() });
const stock = { onHand: "2", reserved: "2", free: "0", reservedHere: "0.000", reorderPoint: "1" };
const short = sampleLine({
  id: "p",
  kind: "PART",
  unit: "",
  quantity: "1.000",
  authorisationId: "c",
  shortBy: "1",
  stock,
});

describe("the next action", () => {
  it.each([
    ["add", sampleCard({ lines: [] })],
    ["approve", sampleCard()],
    ["short", sampleCard({ lines: [approved, short] })],
    ["move", sampleCard({ status: "AWAITING_PARTS", lines: [approved] })],
    ["done", sampleCard({ lines: [approved] })],
    ["odometer", sampleCard({ lines: [done] })],
    ["complete", sampleCard({ lines: [done], odometerOut: 61_209 })],
    [
      "pay",
      sampleCard({
        status: "COMPLETED",
        invoice: { id: "i", number: "NM-1", totalMinor: 100, paidMinor: 0, creditedMinor: 0 },
      }),
    ],
    [
      "move",
      sampleCard({
        status: "COMPLETED",
        invoice: { id: "i", number: "NM-1", totalMinor: 100, paidMinor: 100, creditedMinor: 0 },
      }),
    ],
    ["nothing", sampleCard({ status: "CANCELLED" })],
  ])("is %s", (kind, card) => {
    expect(nextAction(card, money).kind).toBe(kind);
  });
});

describe("the promised time", () => {
  const at = (time: string) => promisedFact(sampleCard(), new Date(`2026-05-14T${time}:00Z`));
  it("is on time, soon under an hour, then late", () => {
    expect(at("13:20")).toEqual({ state: "on-time", time: "17:00", detail: "2 h 40 left" });
    expect(at("15:40")).toMatchObject({ state: "soon", detail: "20 min left" });
    expect(at("16:05")).toMatchObject({ state: "late", detail: "5 min late" });
  });
  it("is kept once the work was done before it", () => {
    const card = sampleCard({ status: "COMPLETED", completedAt: new Date("2026-05-14T15:41:00Z") });
    expect(promisedFact(card, new Date("2026-05-15T09:00:00Z"))).toMatchObject({ state: "kept", detail: "on time" });
  });
});

describe("a short line", () => {
  it("says what is needed, what is free, and where the rest is", () => {
    expect(shortSentence(short)).toBe("1 needed, none free. 2 are reserved for other cards.");
    expect(
      shortSentence({ ...short, quantity: "4.5", unit: "L", shortBy: "2", stock: { ...stock, reserved: "0" } }),
    ).toBe("4.5 L needed, 2.5 L free.");
    expect(shortSentence({ ...short, stock: { ...stock, onHand: "0", reserved: "0" } })).toBe(
      "1 needed, none free. The shelf is empty.",
    );
  });
  it("blocks the card, beside what is not done", () => {
    expect(blockersOfCard(sampleCard({ lines: [short] })).map(({ title }) => title)).toEqual([
      "Fit front discs and pads is short",
      "1 line not done",
    ]);
  });
});

describe("approval", () => {
  it("totals the lines agreed to by now with those chosen, tax included", () => {
    const card = sampleCard({ lines: [approved, sampleLine({ id: "b" }), sampleLine({ id: "c" })] });
    expect(agreedTotal(card, ["b"])).toBe(22_464);
    expect(agreedTotal(sampleCard({ lines: [sampleLine({ price: undefined })] }), [line0])).toBeNull();
  });
  it("says what could be reserved", () => {
    expect(reservationSentence([approved])).toBe("Approved.");
    expect(reservationSentence([short, { ...short, shortBy: null }])).toBe(
      "Approved. 1 of 2 parts are reserved; Fit front discs and pads is short.",
    );
  });
});
const line0 = sampleLine().id;

describe("lines on screen", () => {
  it("stand by package, those without one last, each group with its newest consent", () => {
    const consent = {
      id: "c",
      givenBy: "Simon",
      method: "PHONE",
      givenAt: new Date(),
      recordedBy: "Maya",
      lineIds: ["a"],
    } as const;
    const card = sampleCard({
      lines: [
        sampleLine({ id: "x" }),
        sampleLine({ id: "a", packageTitle: "Brakes", authorisationId: "c" }),
        sampleLine({ id: "b", packageTitle: "Brakes" }),
      ],
      authorisations: [{ ...consent, lineIds: ["a"] }],
    });
    expect(
      groupsOf(card).map(({ title, lines, approved: count, consent: given }) => [
        title,
        lines.map(({ id }) => id),
        count,
        given?.id ?? null,
      ]),
    ).toEqual([
      ["Brakes", ["a", "b"], 1, "c"],
      [null, ["x"], 0, null],
    ]);
  });
  it("are added to the running package: labour by the hour at the branch's rate", () => {
    const card = sampleCard({ lines: [sampleLine({ packageTitle: "Brakes" })] });
    const [labour] = offersOf([], " Bleed brakes ");
    expect(labour && labour.kind !== "template" && newLine(card, labour)).toMatchObject({
      kind: "LABOUR",
      description: "Bleed brakes",
      unit: "h",
      unitPriceMinor: 7800,
      packageTitle: "Brakes",
      partId: null,
    });
    expect(offersOf([], "  ")).toEqual([]);
  });
});

describe("placing on a bay", () => {
  it("begins at the next quarter and lasts as long as the labour", () => {
    expect(quarterAfter(new Date("2026-05-14T09:01:00Z"))).toEqual(new Date("2026-05-14T09:15:00Z"));
    expect(plannedMinutes(sampleCard())).toBe(75);
    expect(plannedMinutes(sampleCard({ lines: [] }))).toBe(60);
  });
});
