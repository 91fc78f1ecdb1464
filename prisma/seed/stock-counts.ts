import { countName } from "#/domain/stock-count.ts";
import { decimal, type Garage, price, type SeedPart } from "./garage.ts";
import type { StockLedger } from "./stock-ledger.ts";
import { later, type NoteTeller, numbered, type StockNotes } from "./stock-notes.ts";

/** By the beginning of the bin; what is found to differ, by key and pieces. The one in progress is counted so far. */
const counts = [
  { bin: "F", daysAgo: 16, counted: null, differing: { "bulb-h7": -2, "bulb-led": 2, fuse: -12 } },
  { bin: "D", daysAgo: 50 / 1440, counted: 6, differing: { "pads-rear": -1, "caliper-kit": -1 } },
] as const;

/** The order of a sheet. */
const byPlace = (a: SeedPart, b: SeedPart): number =>
  a.bin < b.bin || (a.bin === b.bin && a.number < b.number) ? -1 : 1;

type Line = { part: SeedPart; seen: { at: Date; expected: number; difference: number } | null };

/** A count that was posted, and one that is in progress. */
export function newCounts(teller: NoteTeller): StockNotes {
  const { sheet, tenantId, random, management } = teller;
  const told = numbered(teller, counts).map((count) => ({ ...count, lines: [] as Line[] }));
  type Count = (typeof told)[number];
  const postedAt = ({ at }: Count) => later(at, 150);

  const wish = (garage: Garage, ledger: StockLedger, count: Count): void => {
    const differing = new Map<string, number>(Object.entries(count.differing));
    const onSheet = [...garage.parts.values()].filter(({ bin }) => bin.startsWith(count.bin)).sort(byPlace);
    onSheet.forEach((part, index) => {
      if (count.counted !== null && index >= count.counted) {
        count.lines.push({ part, seen: null });
        return;
      }
      const at = later(count.at, 8 + 5 * index);
      const difference = (differing.get(part.key) ?? 0) * 1000;
      ledger.look(part.key, at, (expected) => count.lines.push({ part, seen: { at, expected, difference } }));
      if (count.counted === null && difference !== 0)
        ledger.note(part.key, {
          at: postedAt(count),
          kind: "COUNT",
          change: difference,
          id: random.id(postedAt(count)),
          reason: countName(count.number),
          by: management,
          of: { stock_count_id: count.id },
        });
    });
  };

  const write = (garage: Garage, count: Count): void => {
    const { branch, desk, technicians } = garage;
    const [posted, counter] = [count.counted === null, technicians[0] ?? desk];
    sheet.add("stock_count", {
      tenant_id: tenantId,
      id: count.id,
      branch_id: branch.branchId,
      number: count.number,
      status: posted ? "POSTED" : "OPEN",
      scope: `bin ${count.bin}`,
      version: 1 + count.lines.filter(({ seen }) => seen !== null).length + (posted ? 1 : 0),
      opened_at: count.at,
      opened_by_id: management.memberId,
      closed_at: posted ? postedAt(count) : null,
      closed_by_id: posted ? management.memberId : null,
    });
    // The ledger told them part by part.
    const inOrder = [...count.lines].sort((a, b) => byPlace(a.part, b.part));
    inOrder.forEach(({ part, seen }, index) => {
      sheet.add("stock_count_line", {
        tenant_id: tenantId,
        stock_count_id: count.id,
        part_id: part.id,
        position: index + 1,
        version: seen === null ? 1 : 2,
        counted: seen === null ? null : decimal(seen.expected + seen.difference),
        expected: seen === null ? null : decimal(seen.expected),
        corrections: seen === null ? null : 0,
        counted_at: seen?.at ?? null,
        counted_by_id: seen === null ? null : counter.memberId,
        unit_cost_minor: posted ? price(garage, part.costMinor) : null,
      });
    });
  };

  return {
    wish: (garage, ledger) => {
      if (garage.isMain) for (const count of told) wish(garage, ledger, count);
    },
    write: (garages) => {
      for (const garage of garages.filter(({ isMain }) => isMain)) for (const count of told) write(garage, count);
      sheet.add("number_counter", { tenant_id: tenantId, kind: "stock_count", last_number: told.length });
    },
  };
}
