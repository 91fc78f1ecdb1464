import type { BuiltMember } from "./build-tenant.ts";
import { dayMs, type Garage, minuteMs, type SeedPart, type SeedTenant } from "./garage.ts";
import { type Random, seededRandom } from "./random.ts";
import type { Sheet } from "./sheet.ts";
import { newCounts } from "./stock-counts.ts";
import type { StockLedger } from "./stock-ledger.ts";
import { newTransfers } from "./stock-transfers.ts";
import { newReturns } from "./supplier-returns.ts";

/** What moves stock beside work and deliveries. */
export type StockNotes = {
  /** Says what of it moves at a branch; before the branch's ledger is written, which tells what the books said. */
  wish(garage: Garage, ledger: StockLedger): void;
  write(garages: readonly Garage[]): void;
};

export type NoteTeller = {
  sheet: Sheet;
  tenantId: string;
  random: Random;
  now: Date;
  /** Opens counts and posts them. */
  management: BuiltMember;
};

/** Counts, transfers between branches and returns to suppliers of a tenant, on its main branch; transfers need a second. */
export function newStockNotes(
  sheet: Sheet,
  tenant: SeedTenant,
  { members, branches, now }: { members: readonly BuiltMember[]; branches: number; now: Date },
): StockNotes {
  const management = members.find(({ role }) => role === "ADMIN") ?? members[0];
  if (!management) throw new Error(`${tenant.name} has no members.`);
  // Chances of its own, as procurement has: the rest of the demo is told as before.
  const random = seededRandom(Number.parseInt(tenant.id.slice(-8, -1), 16) + 1);
  const teller: NoteTeller = { sheet, tenantId: tenant.id, random, now, management };
  const notes = [newCounts(teller), ...(branches > 1 ? [newTransfers(teller)] : []), newReturns(teller)];
  return {
    wish: (garage, ledger) => {
      for (const note of notes) note.wish(garage, ledger);
    },
    write: (garages) => {
      for (const note of notes) note.write(garages);
    },
  };
}

/** Told notes with their ids, times and numbers. */
export const numbered = <Told extends { daysAgo: number }>({ random, now }: NoteTeller, told: readonly Told[]) =>
  told.map((each, index) => {
    const at = new Date(now.getTime() - each.daysAgo * dayMs);
    return { ...each, at, id: random.id(at), number: index + 1 };
  });

/** Pieces by key, as parts and thousandths. */
export const partsOf = (
  { parts }: Garage,
  wanted: Readonly<Record<string, number>>,
): { part: SeedPart; milli: number }[] =>
  Object.entries(wanted).flatMap(([key, pieces]) => {
    const part = parts.get(key);
    return part === undefined ? [] : [{ part, milli: pieces * 1000 }];
  });

export const later = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * minuteMs);
