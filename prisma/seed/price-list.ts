import { editableMoney } from "#/domain/money.ts";
import { dayMs, type Garage, price } from "./garage.ts";

/** A supplier's price list of twelve days ago: what it priced anew, what stood already, and a row that was mistyped. */
export function writePriceList(garage: Garage): void {
  const { sheet, random, now, tenant, branch, desk, parts } = garage;
  const at = new Date(now.getTime() - 12 * dayMs);
  const id = random.id(at);
  const listed = [...parts.values()].slice(0, 12);
  sheet.add("data_import", {
    tenant_id: tenant.id,
    id,
    noun: "PARTS",
    state: "DONE",
    file_name: "supplier-prices.csv",
    encoding: "utf-8",
    delimiter: ";",
    header: ["Article", "Description", "Price"],
    row_count: listed.length + 1,
    mapping: { number: 0, name: 1, price: 2 },
    mode: "UPDATE",
    branch_id: branch.branchId,
    position: listed.length + 2,
    created_by_id: desk.memberId,
    created_by_name: desk.name,
    created_at: at,
    finished_at: at,
  });
  const row = (rowNumber: number, cells: readonly string[], rest: object) =>
    sheet.add("import_row", {
      tenant_id: tenant.id,
      import_id: id,
      row_number: rowNumber,
      cells,
      problems: [],
      keys: [],
      target_id: null,
      target_label: null,
      matched_by: null,
      changes: {},
      ...rest,
    });
  for (const [index, part] of listed.entries()) {
    const minor = price(garage, part.priceMinor);
    const cells = [part.number, part.name, editableMoney(minor, branch.currency)];
    const target = { target_id: part.id, target_label: `${part.number} ${part.name}`, matched_by: "Part number" };
    const raised = index % 3 === 0;
    row(index + 2, cells, {
      ...target,
      state: raised ? "CHANGED" : "SAME",
      changes: raised ? { price: [Math.round(minor * 0.95), minor] } : {},
    });
  }
  const [first] = listed;
  if (first)
    row(listed.length + 2, [first.number, first.name, "12.5O"], {
      state: "ERROR",
      problems: [{ column: "Price", sentence: "“12.5O” is not a price. Write it as 1184.40." }],
    });
}
