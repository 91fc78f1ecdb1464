import { type ShortPart, shortageKey, shortageText, shortageTitle } from "#/domain/shortage.ts";
import { addMovement } from "./figures.ts";
import { before, decimal, type Garage, milli, price, type SeedPart } from "./garage.ts";

type Cause = { jobCardId: string; jobLineId: string; completionNumber: number | null };
type Wish = Cause & { at: Date; kind: "RESERVE" | "ISSUE"; quantity: number };
/** What the work asks of the shelf; told in any order. Quantities in thousandths. */
export type StockLedger = { wish(partKey: string, wish: Wish): void; write(): void };

/** Turns wishes into a ledger in order of time that ends where the catalogue says. The levels are its sums. */
export function newStockLedger(garage: Garage, opensAt: Date): StockLedger {
  const wishes = new Map<string, Wish[]>();
  return {
    wish: (key, wish) => void (wishes.get(key) ?? wishes.set(key, []).get(key))?.push(wish),
    write: () => {
      for (const part of garage.parts.values()) writePart(garage, part, wishes.get(part.key) ?? [], opensAt);
    },
  };
}

function writePart(garage: Garage, part: SeedPart, wishes: readonly Wish[], opensAt: Date): void {
  const { sheet, random, tenant, branch, desk } = garage;
  let onHand = 0;
  let reserved = 0;
  let last = opensAt;
  const move = (
    kind: string,
    at: Date,
    onHandChange: number,
    reservedChange: number,
    reason: string,
    cause: Cause | null,
    receiptId: string | null = null,
  ) => {
    onHand += onHandChange;
    reserved += reservedChange;
    last = at > last ? at : last;
    const unitCostMinor = price(garage, part.costMinor);
    addMovement(garage, { kind, at: last, onHandChange, unitCostMinor });
    sheet.add("stock_movement", {
      tenant_id: tenant.id,
      id: random.id(last),
      branch_id: branch.branchId,
      part_id: part.id,
      kind,
      on_hand_change: decimal(onHandChange),
      reserved_change: decimal(reservedChange),
      on_hand_after: decimal(onHand),
      reserved_after: decimal(reserved),
      job_card_id: cause?.jobCardId ?? null,
      job_line_id: cause?.jobLineId ?? null,
      completion_number: cause?.completionNumber ?? null,
      goods_receipt_id: receiptId,
      reason,
      unit_cost_minor: unitCostMinor,
      actor_id: desk.memberId,
      actor_name: desk.name,
      at: last,
    });
  };
  const ordered = [...wishes].sort((a, b) => a.at.getTime() - b.at.getTime());
  const { opening, deliveries, batch } = deliveriesOf(part, ordered);
  if (opening > 0) move("RECEIVE", opensAt, opening, 0, "Opening stock", null);
  ordered.forEach((wish, index) => {
    if (deliveries.has(index)) {
      const at = before(wish.at, 45);
      const receiptId = garage.procurement.delivered(garage, part, at, batch);
      move("RECEIVE", at, batch, 0, "Delivery", null, receiptId);
    }
    if (wish.kind === "RESERVE") move("RESERVE", wish.at, 0, wish.quantity, "", wish);
    else move("ISSUE", wish.at, -wish.quantity, -wish.quantity, "", wish);
  });
  sheet.add("stock_level", {
    tenant_id: tenant.id,
    branch_id: branch.branchId,
    part_id: part.id,
    on_hand: decimal(onHand),
    reserved: decimal(reserved),
    reorder_point: part.reorderPoint,
    bin: part.bin,
    price_minor: price(garage, part.priceMinor),
    cost_minor: price(garage, part.costMinor),
    tax_rate_bp: branch.taxRatesBp[0] ?? 0,
  });
  const reorderPoint = milli(part.reorderPoint);
  const level = { onHand, reserved, free: onHand - reserved, reorderPoint };
  if (level.free < reorderPoint) writeShortage(garage, { ...part, ...level }, last);
}

/** An episode that is told already, and the task that waits for somebody to order. */
function writeShortage(
  { sheet, random, tenant, branch }: Garage,
  part: Omit<SeedPart, "free" | "reorderPoint"> & ShortPart,
  beganAt: Date,
): void {
  const id = random.id(beganAt);
  sheet.add("stock_shortage", {
    tenant_id: tenant.id,
    id,
    branch_id: branch.branchId,
    part_id: part.id,
    began_at: beganAt,
    ended_at: null,
    announced_at: beganAt,
    announced_key: "demo",
    drafted_at: beganAt,
  });
  sheet.add("manual_task", {
    tenant_id: tenant.id,
    id: random.id(beganAt),
    severity: "NORMAL",
    state: "OPEN",
    kind: "stock-low",
    title: shortageTitle(part, branch.name),
    detail: shortageText(part),
    subject_type: "part",
    subject_id: part.id,
    source_key: shortageKey(id),
    created_at: beganAt,
  });
}

/**
 * When deliveries must have come, told from the end backwards: the shelf ends with what is held and what is free, and
 * wherever it would have been fuller than a delivery plus the reorder point, a delivery has just come. So it never
 * runs short, and no stock take is needed to make the story fit.
 */
function deliveriesOf(part: SeedPart, ordered: readonly Wish[]) {
  const batch = Math.max(milli(part.reorderPoint) * 2, part.unit === "" ? 4000 : 20_000);
  const held = ordered.map((wish) => (wish.kind === "RESERVE" ? wish.quantity : -wish.quantity));
  let reserved = held.reduce((sum, change) => sum + change, 0);
  let onHand = reserved + milli(part.free);
  const deliveries = new Set<number>();
  for (let index = ordered.length - 1; index >= 0; index -= 1) {
    const wish = ordered[index];
    if (!wish) continue;
    if (wish.kind === "ISSUE") onHand += wish.quantity;
    reserved -= held[index] ?? 0;
    if (onHand - batch >= Math.max(reserved, milli(part.reorderPoint))) {
      deliveries.add(index);
      onHand -= batch;
    }
  }
  return { opening: onHand, deliveries, batch };
}
