import { quantityMilli } from "#/domain/quantity.ts";
import { isoDateIn } from "#/domain/time.ts";
import type { Garage } from "./garage.ts";
import type { Finished } from "./trail.ts";

const nothing = {
  cards_completed: 0,
  turnaround_minutes: 0,
  promised: 0,
  promises_kept: 0,
  orders: 0,
  invoices: 0,
  net_minor: 0,
  tax_minor: 0,
  total_minor: 0,
  labour_net_minor: 0,
  part_net_minor: 0,
  other_net_minor: 0,
  labour_milli: 0,
  cost_minor: 0,
  part_cost_minor: 0,
  received_minor: 0,
  owed_change_minor: 0,
  stock_movements: 0,
  stock_received_minor: 0,
  stock_issued_minor: 0,
  stock_corrected_minor: 0,
  bookings: 0,
  cancellations: 0,
  arrivals: 0,
  no_shows: 0,
};
/** By calendar day of the branch, what the analytics' consumers would have kept of it. */
export type Figures = Map<string, typeof nothing>;
export const newFigures = (): Figures => new Map();

const dayOf = ({ figures, branch }: Garage, at: Date) => {
  const day = isoDateIn(at, branch.zone);
  const found = figures.get(day) ?? { ...nothing };
  figures.set(day, found);
  return found;
};

/** Half away from zero, as the database rounds. */
const worth = (milli: number, costMinor: number) => Math.sign(milli) * Math.round((Math.abs(milli) * costMinor) / 1000);

export function addCompletion(garage: Garage, { completedAt, openedAt, promisedAt, totals }: Finished): void {
  const day = dayOf(garage, completedAt);
  day.cards_completed += 1;
  day.turnaround_minutes += Math.floor((completedAt.getTime() - openedAt.getTime()) / 60_000);
  day.promised += 1;
  if (completedAt <= promisedAt) day.promises_kept += 1;
  day.orders += 1;
  day.owed_change_minor += totals.totalMinor;
  day.invoices += 1;
  day.net_minor += totals.netMinor;
  day.tax_minor += totals.taxMinor;
  day.total_minor += totals.totalMinor;
  for (const line of totals.lines) {
    const share =
      line.kind === "LABOUR" ? "labour_net_minor" : line.kind === "PART" ? "part_net_minor" : "other_net_minor";
    day[share] += line.netMinor;
    const [milli, cost] = [quantityMilli(line.quantity), worth(quantityMilli(line.quantity), line.unitCostMinor)];
    if (line.kind === "LABOUR") day.labour_milli += milli;
    if (line.kind === "PART") day.part_cost_minor += cost;
    day.cost_minor += cost;
  }
}

export function addPayment(garage: Garage, at: Date, amountMinor: number): void {
  const day = dayOf(garage, at);
  day.received_minor += amountMinor;
  day.owed_change_minor -= amountMinor;
}

export function addMovement(
  garage: Garage,
  movement: { kind: string; at: Date; onHandChange: number; unitCostMinor: number },
): void {
  if (movement.onHandChange === 0) return;
  const day = dayOf(garage, movement.at);
  const value = worth(movement.onHandChange, movement.unitCostMinor);
  day.stock_movements += 1;
  if (movement.kind === "RECEIVE") day.stock_received_minor += value;
  else if (movement.kind === "ISSUE") day.stock_issued_minor -= value;
  else day.stock_corrected_minor += value;
}

export function addBooking(
  garage: Garage,
  told: { bookedAt: Date | null; cancelledAt: Date | null; cameAt: Date | null; missedAt: Date | null },
): void {
  if (told.bookedAt !== null) dayOf(garage, told.bookedAt).bookings += 1;
  if (told.bookedAt !== null && told.cancelledAt !== null) dayOf(garage, told.cancelledAt).cancellations += 1;
  if (told.cameAt !== null) dayOf(garage, told.cameAt).arrivals += 1;
  if (told.missedAt !== null) dayOf(garage, told.missedAt).no_shows += 1;
}

export function writeFigures({ sheet, tenant, branch, figures, now }: Garage): void {
  for (const [day, sums] of figures)
    sheet.add("daily_metric", {
      tenant_id: tenant.id,
      branch_id: branch.branchId,
      day,
      currency: branch.currency,
      ...sums,
      refreshed_at: now,
    });
}
