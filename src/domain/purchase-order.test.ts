import fc from "fast-check";
import { expect, test } from "vitest";
import {
  averageCost,
  isUnderWay,
  lineStanding,
  orderMayBecome,
  purchaseOrderStatuses,
  toOrder,
} from "#/domain/purchase-order.ts";

test("an order goes on from where it is, and what has ended stays so", () => {
  const reached = new Set(["DRAFT"]);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const from of purchaseOrderStatuses)
      for (const to of purchaseOrderStatuses) if (reached.has(from) && orderMayBecome(from, to)) reached.add(to);
  }
  expect([...reached].sort()).toEqual([...purchaseOrderStatuses].sort());
  for (const to of purchaseOrderStatuses) {
    expect(orderMayBecome("CLOSED", to)).toBe(false);
    expect(orderMayBecome("CANCELLED", to)).toBe(false);
    expect(orderMayBecome(to, "DRAFT")).toBe(false);
  }
  expect(purchaseOrderStatuses.filter(isUnderWay)).toEqual(["SENT", "PART_RECEIVED"]);
});

test("what is ordered brings the shelf to twice its point, counting what comes and what is promised", () => {
  expect(toOrder({ free: 1000, reorderPoint: 4000, onOrder: 0, wanted: 0 })).toBe(7000);
  expect(toOrder({ free: 1000, reorderPoint: 4000, onOrder: 7000, wanted: 0 })).toBe(0);
  expect(toOrder({ free: 0, reorderPoint: 0, onOrder: 0, wanted: 1500 })).toBe(2000);
  expect(toOrder({ free: 0, reorderPoint: 0, onOrder: 0, wanted: 0 })).toBe(0);
  expect(toOrder({ free: 5000, reorderPoint: 4000, onOrder: 0, wanted: 3000 })).toBe(6000);
});

const milli = fc.integer({ min: 0, max: 900_000_000 });
test("ordered once, nothing is left to order, whatever the figures", () => {
  fc.assert(
    fc.property(milli, milli, milli, milli, (free, reorderPoint, onOrder, wanted) => {
      const quantity = toOrder({ free, reorderPoint, onOrder, wanted });
      expect(quantity).toBeGreaterThanOrEqual(0);
      expect(quantity % 1000).toBe(0);
      expect(toOrder({ free, reorderPoint, onOrder: onOrder + quantity, wanted })).toBe(0);
    }),
  );
});

test("the cost after a delivery is the average, and an empty shelf takes the delivery's", () => {
  expect(averageCost({ onHand: 3000, costMinor: 1000 }, { quantity: 1000, costMinor: 2000 })).toBe(1250);
  expect(averageCost({ onHand: 0, costMinor: 1000 }, { quantity: 1000, costMinor: 2000 })).toBe(2000);
  fc.assert(
    fc.property(milli, milli, milli, milli, (onHand, costMinor, quantity, came) => {
      const cost = averageCost({ onHand, costMinor }, { quantity: quantity + 1, costMinor: came });
      expect(cost).toBeGreaterThanOrEqual(Math.min(costMinor, came));
      expect(cost).toBeLessThanOrEqual(Math.max(costMinor, came));
    }),
  );
});

test("a line says what is missing, or what came over", () => {
  expect(lineStanding({ quantity: "4", received: "1.5" })).toEqual({ missing: 2500, over: 0 });
  expect(lineStanding({ quantity: "4", received: "4" })).toEqual({ missing: 0, over: 0 });
  expect(lineStanding({ quantity: "4", received: "6" })).toEqual({ missing: 0, over: 2000 });
});
