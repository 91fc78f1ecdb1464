import { transferName } from "#/domain/stock-transfer.ts";
import { decimal, price } from "./garage.ts";
import { later, type NoteTeller, numbered, partsOf, type StockNotes } from "./stock-notes.ts";

/** By key and pieces, within what is free. Nobody has sent the last one yet: it is asked of the second branch. */
const transfers = [
  { daysAgo: 9, status: "RECEIVED", note: "For the week's services", parts: { "plug-a": 8, "wiper-pair": 2 } },
  { daysAgo: 0.4, status: "SENT", note: "With the evening van", parts: { "battery-12v": 1, "bulb-led": 6 } },
  { daysAgo: 0.1, status: "REQUESTED", note: "", parts: { "top-mount": 2, "exhaust-clamp": 4 } },
] as const;

const sentAt = (at: Date) => later(at, 30);
const arrivedAt = (at: Date) => later(at, 29 * 60);

/** A transfer that has come, one under way, and one that is asked for. */
export function newTransfers(teller: NoteTeller): StockNotes {
  const { sheet, tenantId, random } = teller;
  const told = numbered(teller, transfers);
  return {
    wish: (garage, ledger) => {
      const { isMain, desk } = garage;
      for (const { id, number, at, status, parts } of told) {
        if (status === "REQUESTED" || (!isMain && status !== "RECEIVED")) continue;
        const moved = isMain ? sentAt(at) : arrivedAt(at);
        for (const { part, milli } of partsOf(garage, parts))
          ledger.note(part.key, {
            at: moved,
            kind: isMain ? "TRANSFER_OUT" : "TRANSFER_IN",
            change: isMain ? -milli : milli,
            id: random.id(moved),
            reason: transferName(number),
            by: desk,
            of: { stock_transfer_id: id },
          });
      }
    },
    write: (garages) => {
      const main = garages.find(({ isMain }) => isMain);
      const second = garages.find(({ isMain }) => !isMain);
      if (main === undefined || second === undefined) return;
      const { desk } = main;
      for (const { id, number, at, status, note, parts } of told) {
        const [left, came] = [status !== "REQUESTED", status === "RECEIVED"];
        const [from, to] = left ? [main, second] : [second, main];
        sheet.add("stock_transfer", {
          tenant_id: tenantId,
          id,
          from_branch_id: from.branch.branchId,
          to_branch_id: to.branch.branchId,
          number,
          status,
          note,
          version: came ? 3 : left ? 2 : 1,
          created_at: at,
          created_by_id: desk.memberId,
          sent_at: left ? sentAt(at) : null,
          sent_by_id: left ? desk.memberId : null,
          closed_at: came ? arrivedAt(at) : null,
          closed_by_id: came ? desk.memberId : null,
        });
        partsOf(from, parts).forEach(({ part, milli }, index) => {
          sheet.add("stock_transfer_line", {
            tenant_id: tenantId,
            stock_transfer_id: id,
            part_id: part.id,
            position: index + 1,
            wanted: decimal(milli),
            sent: decimal(left ? milli : 0),
            received: decimal(came ? milli : 0),
            unit_cost_minor: left ? price(from, part.costMinor) : null,
          });
        });
      }
      sheet.add("number_counter", { tenant_id: tenantId, kind: "stock_transfer", last_number: told.length });
    },
  };
}
