import { expect, it } from "vitest";
import { actionWithinMs, nextOf, type Said, settlementOf } from "#/domain/payment-flow.ts";

/**
 * Every order of events of one payment, with the product's own answers (`nextOf`, `settlementOf`): the process dies
 * anywhere, answers get lost, somebody tries again with the same key, the gateway tells or not, the reconciler looks, a
 * credit note takes the room away, a refund's answer gets lost. At the end the money at the gateway is the money in the
 * books, or it is still being asked for, which the reconciler always may.
 */
type Row = "NONE" | "PENDING" | "CAPTURED" | "FAILED";
type Back = "NONE" | "PENDING" | "SUCCEEDED";
type World = {
  row: Row;
  /** The intent there: none, made, charged, closed. */
  intent: "NOTHING" | "NEEDS_METHOD" | "SUCCEEDED" | "CANCELLED";
  /** How often money moved there. */
  charges: number;
  refunds: number;
  /** Of the books: whether it pays its invoice, and the refund row. */
  allocated: boolean;
  back: Back;
  /** Whether the invoice has room for it. */
  room: boolean;
  saga: "open" | "create" | "charge" | "settle" | "return" | "dead" | "done";
  retries: number;
  hooks: number;
};

const start: World = {
  row: "NONE",
  intent: "NOTHING",
  charges: 0,
  refunds: 0,
  allocated: false,
  back: "NONE",
  room: true,
  saga: "open",
  retries: 0,
  hooks: 0,
};

type Design = { readonly closeFirst: boolean; readonly stableKey: boolean; readonly askBeforeRefund: boolean };
const shipped: Design = { closeFirst: true, stableKey: true, askBeforeRefund: true };

const settle = (world: World): void => {
  if (world.row === "NONE") return;
  const settlement = settlementOf(world.row, { amountMinor: 1, roomMinor: world.room ? 1 : 0 });
  if (settlement === "ALLOCATE") Object.assign(world, { row: "CAPTURED", allocated: true });
  if (settlement === "KEEP") world.row = "CAPTURED";
  if (settlement === "RETURN") Object.assign(world, { row: "CAPTURED", back: "PENDING" });
};
const charge = (world: World, { stableKey }: Design): void => {
  // A repeat under the same key takes nothing, and a closed intent cannot be charged.
  if (world.intent === "CANCELLED" || world.charges > (stableKey ? 0 : 1)) return;
  world.charges += 1;
  world.intent = "SUCCEEDED";
};
const giveBack = (world: World): void => {
  if (world.back !== "PENDING") return;
  world.refunds = Math.max(1, world.refunds); // The refund's id is its key.
};

/** All worlds that one more event leads to. */
const after = (world: World, design: Design): World[] => {
  const next: World[] = [];
  const to = (change: (world: World) => void) => {
    const copy = structuredClone(world);
    change(copy);
    next.push(copy);
  };
  const dies = (change: (world: World) => void) =>
    to((copy) => {
      change(copy);
      copy.saga = "dead";
    });
  const step = (does: (world: World) => void, then: World["saga"]) => {
    to((copy) => {
      does(copy);
      copy.saga = then;
    });
    dies(() => undefined);
    dies(does);
  };
  switch (world.saga) {
    case "open":
      step((copy) => {
        if (copy.row === "NONE") copy.row = "PENDING";
      }, "create");
      break;
    case "create":
      step((copy) => {
        if (copy.intent === "NOTHING") copy.intent = "NEEDS_METHOD";
      }, "charge");
      break;
    case "charge": {
      // What the gateway has of it is looked for before it is charged again.
      if (world.intent === "CANCELLED")
        to((copy) => void Object.assign(copy, { saga: "done", row: copy.row === "PENDING" ? "FAILED" : copy.row }));
      else step((copy) => charge(copy, design), "settle");
      break;
    }
    case "settle":
      if (world.row === "PENDING" && !world.room) step(settle, "return");
      else step(settle, "done");
      break;
    case "return":
      step(giveBack, "done");
      break;
    case "dead":
      if (world.retries < 1 && world.row !== "NONE")
        to((copy) => void Object.assign(copy, { saga: "create", retries: copy.retries + 1 }));
      else if (world.retries < 1) to((copy) => void Object.assign(copy, { saga: "open", retries: copy.retries + 1 }));
      break;
    case "done":
      break;
  }
  if (world.intent === "SUCCEEDED" && world.hooks < 2)
    to((copy) => {
      copy.hooks += 1;
      settle(copy);
    });
  if (world.room && world.row === "PENDING") to((copy) => void Object.assign(copy, { room: false }));
  // The reconciler, of a payment that is old enough.
  if (world.row === "PENDING") {
    const said: Said = world.intent;
    const follows = nextOf(said, actionWithinMs);
    if (follows === "SETTLE") to(settle);
    if (follows === "FAIL") to((copy) => void Object.assign(copy, { row: "FAILED" }));
    if (follows === "CLOSE") {
      const close = (copy: World) => {
        if (copy.intent !== "SUCCEEDED") copy.intent = "CANCELLED";
      };
      if (design.closeFirst) {
        to(close);
        // What it saw may be old by the time it closes: the charge came between.
        to((copy) => {
          charge(copy, design);
          close(copy);
          if (nextOf(copy.intent, actionWithinMs) === "SETTLE") settle(copy);
        });
      } else to((copy) => void Object.assign(copy, { row: "FAILED" }));
    }
  }
  if (world.back === "PENDING") {
    to(giveBack);
    if (world.refunds > 0) to((copy) => void Object.assign(copy, { back: "SUCCEEDED" }));
    // Repeated without looking under a new key, its answer lost.
    if (!design.askBeforeRefund && world.refunds === 1) to((copy) => void Object.assign(copy, { refunds: 2 }));
  }
  return next;
};

const wrongIn = (world: World): string | null => {
  const there = world.charges - world.refunds;
  const here = (world.row === "CAPTURED" ? 1 : 0) - (world.back === "SUCCEEDED" ? 1 : 0);
  if (world.charges > 1) return "charged twice";
  if (there !== here) return there > here ? "charged, not recorded" : "recorded, no money";
  if (world.row === "PENDING" || world.back === "PENDING") return "still open";
  if (world.row === "CAPTURED" && world.allocated === (world.back === "SUCCEEDED")) return "neither pays nor went back";
  return null;
};

const explore = (design: Design) => {
  const seen = new Map<string, World>();
  const queue: World[] = [start];
  const ends: Record<string, number> = {};
  let whole = 0;
  for (let world = queue.pop(); world !== undefined; world = queue.pop()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.set(key, world);
    const next = after(world, design).filter((copy) => JSON.stringify(copy) !== key);
    if (next.length > 0) {
      queue.push(...next);
      continue;
    }
    const wrong = world.row === "NONE" && world.charges === 0 ? null : wrongIn(world);
    if (wrong === null) whole += 1;
    else ends[wrong] = (ends[wrong] ?? 0) + 1;
  }
  return { states: seen.size, whole, ends };
};

it("ends well in every order of events", () => {
  const { states, whole, ends } = explore(shipped);
  console.info(`${states} states, ${whole} ends`);
  expect(ends).toEqual({});
  expect(states).toBeGreaterThan(150);
});

it.each([
  ["fails what is not charged without closing it first", { ...shipped, closeFirst: false }, "charged, not recorded"],
  ["charges under a new key each time", { ...shipped, stableKey: false }, "charged twice"],
  ["repeats a refund without looking for it", { ...shipped, askBeforeRefund: false }, "recorded, no money"],
])("a design that %s ends badly in the same model", (_, design, wrong) => {
  const capped = explore(design);
  expect(Object.keys(capped.ends)).toContain(wrong);
});
