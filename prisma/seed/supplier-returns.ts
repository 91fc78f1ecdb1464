import { returnName } from "#/domain/supplier-return.ts";
import { decimal, type Garage, price } from "./garage.ts";
import { later, type NoteTeller, numbered, partsOf, type StockNotes } from "./stock-notes.ts";

/** By key and pieces, within what is free. */
const returns = [
  {
    daysAgo: 12,
    status: "CREDITED",
    supplier: "marlow",
    reason: "The threads were cut crooked",
    parts: { "caliper-kit": 2 },
  },
  {
    daysAgo: 2,
    status: "SENT",
    supplier: "marlow",
    reason: "Wrong parts were delivered",
    parts: { "cv-boot": 1, "drop-link": 1 },
  },
  { daysAgo: 0.2, status: "DRAFT", supplier: "tyres", reason: "Ordered too many", parts: { "tyre-205": 2 } },
] as const;

const sentAt = (at: Date) => later(at, 30);
const creditedAt = (at: Date) => later(at, 6 * 24 * 60);

/** A return that was credited, one that was sent, and a draft. */
export function newReturns(teller: NoteTeller): StockNotes {
  const { sheet, tenantId, random } = teller;
  const told = numbered(teller, returns);

  const write = (garage: Garage, { id, number, at, status, supplier, reason, parts }: (typeof told)[number]): void => {
    const { branch, desk, procurement } = garage;
    const lines = partsOf(garage, parts).map((line) => ({ ...line, costMinor: price(garage, line.part.costMinor) }));
    const worth = lines.reduce((sum, { milli, costMinor }) => sum + Math.round((milli * costMinor) / 1000), 0);
    const [sent, credited] = [status !== "DRAFT", status === "CREDITED"];
    sheet.add("supplier_return", {
      tenant_id: tenantId,
      id,
      branch_id: branch.branchId,
      supplier_id: procurement.supplierId(supplier),
      number,
      status,
      currency: branch.currency,
      reason,
      version: credited ? 3 : sent ? 2 : 1,
      created_at: at,
      created_by_id: desk.memberId,
      sent_at: sent ? sentAt(at) : null,
      sent_by_id: sent ? desk.memberId : null,
      closed_at: credited ? creditedAt(at) : null,
      closed_by_id: credited ? desk.memberId : null,
      // They keep a tenth for their trouble.
      credited_minor: credited ? Math.round(worth * 0.9) : null,
      credit_reference: credited ? "CN-20418" : null,
    });
    lines.forEach(({ part, milli, costMinor }, index) => {
      sheet.add("supplier_return_line", {
        tenant_id: tenantId,
        supplier_return_id: id,
        position: index + 1,
        part_id: part.id,
        quantity: decimal(milli),
        unit_cost_minor: costMinor,
      });
    });
  };

  return {
    wish: (garage, ledger) => {
      if (!garage.isMain) return;
      for (const { id, number, at, status, parts } of told)
        for (const { part, milli } of status === "DRAFT" ? [] : partsOf(garage, parts))
          ledger.note(part.key, {
            at: sentAt(at),
            kind: "SUPPLIER_RETURN",
            change: -milli,
            id: random.id(sentAt(at)),
            reason: returnName(number),
            by: garage.desk,
            of: { supplier_return_id: id },
          });
    },
    write: (garages) => {
      for (const garage of garages.filter(({ isMain }) => isMain)) for (const each of told) write(garage, each);
      sheet.add("number_counter", { tenant_id: tenantId, kind: "supplier_return", last_number: told.length });
    },
  };
}
