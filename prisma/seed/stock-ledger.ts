import { type ShortPart, shortageKey, shortageText, shortageTitle } from "#/domain/shortage.ts";
import type { BuiltMember } from "./build-tenant.ts";
import { addMovement } from "./figures.ts";
import { before, decimal, type Garage, milli, price, type SeedPart } from "./garage.ts";

type Cause = { jobCardId: string; jobLineId: string; completionNumber: number | null };
type Wish = Cause & { at: Date; kind: "RESERVE" | "ISSUE"; quantity: number };
/** A movement by a count, a transfer or a return; `of` is its column. */
type Note = {
  at: Date;
  kind: "COUNT" | "TRANSFER_OUT" | "TRANSFER_IN" | "SUPPLIER_RETURN";
  change: number;
  id: string;
  reason: string;
  by: BuiltMember;
  of: { stock_count_id: string } | { stock_transfer_id: string } | { supplier_return_id: string };
};
type Look = { at: Date; kind: "LOOK"; seen: (onHand: number) => void };
type Told = Wish | Note | Look;

/** What the work asks of the shelf, and what else moves it; told in any order. Quantities in thousandths. */
export type StockLedger = {
  wish(partKey: string, wish: Wish): void;
  note(partKey: string, note: Note): void;
  /** Is told, when the ledger is written, how many lie there at a moment. */
  look(partKey: string, at: Date, seen: (onHand: number) => void): void;
  write(): void;
};

const heldBy = (told: Told): number =>
  told.kind === "RESERVE" ? told.quantity : told.kind === "ISSUE" ? -told.quantity : 0;
const movedBy = (told: Told): number => (told.kind === "ISSUE" ? -told.quantity : "change" in told ? told.change : 0);

/** Turns wishes into a ledger in order of time that ends where the catalogue says. The levels are its sums. */
export function newStockLedger(garage: Garage, opensAt: Date): StockLedger {
  const wishes = new Map<string, Told[]>();
  const tell = (key: string, told: Told) => void (wishes.get(key) ?? wishes.set(key, []).get(key))?.push(told);
  return {
    wish: tell,
    note: tell,
    look: (key, at, seen) => tell(key, { at, kind: "LOOK", seen }),
    write: () => {
      for (const part of garage.parts.values()) writePart(garage, part, wishes.get(part.key) ?? [], opensAt);
    },
  };
}

function writePart(garage: Garage, part: SeedPart, wishes: readonly Told[], opensAt: Date): void {
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
    note: Pick<Note, "id" | "by" | "of"> | null = null,
  ) => {
    onHand += onHandChange;
    reserved += reservedChange;
    last = at > last ? at : last;
    const unitCostMinor = price(garage, part.costMinor);
    addMovement(garage, { kind, at: last, onHandChange, unitCostMinor });
    sheet.add("stock_movement", {
      tenant_id: tenant.id,
      id: note?.id ?? random.id(last),
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
      stock_count_id: null,
      stock_transfer_id: null,
      supplier_return_id: null,
      ...note?.of,
      reason,
      unit_cost_minor: unitCostMinor,
      actor_id: (note?.by ?? desk).memberId,
      actor_name: (note?.by ?? desk).name,
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
    if (wish.kind === "LOOK") wish.seen(onHand);
    else if ("change" in wish) move(wish.kind, wish.at, wish.change, 0, wish.reason, null, null, wish);
    else if (wish.kind === "RESERVE") move("RESERVE", wish.at, 0, wish.quantity, "", wish);
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
    core_minor: price(garage, part.coreMinor),
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
function deliveriesOf(part: SeedPart, ordered: readonly Told[]) {
  const batch = Math.max(milli(part.reorderPoint) * 2, part.unit === "" ? 4000 : 20_000);
  let reserved = ordered.reduce((sum, told) => sum + heldBy(told), 0);
  // What a note brings later was not there before: a delivery leaves room for that.
  let brought = ordered.reduce((sum, told) => sum + ("change" in told ? Math.max(0, told.change) : 0), 0);
  let onHand = reserved + milli(part.free);
  const deliveries = new Set<number>();
  for (let index = ordered.length - 1; index >= 0; index -= 1) {
    const wish = ordered[index];
    if (!wish) continue;
    onHand -= movedBy(wish);
    reserved -= heldBy(wish);
    if ("change" in wish) brought -= Math.max(0, wish.change);
    if (onHand - batch >= Math.max(reserved, milli(part.reorderPoint)) + brought) {
      deliveries.add(index);
      onHand -= batch;
    }
  }
  return { opening: onHand, deliveries, batch };
}
