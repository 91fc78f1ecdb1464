import { addDays, isoDateIn } from "#/domain/time.ts";
import { dayMs, decimal, type Garage, price, type SeedPart, type SeedTenant } from "./garage.ts";
import type { Sheet } from "./sheet.ts";

type Charged = {
  coreId: string;
  supplierId: string;
  receiptId: string;
  position: number;
  part: SeedPart;
  received: number;
  at: Date;
  now: Date;
};
const coreDays = 30;

/** A core by its age: the latest waits for its old units, then they are here, sent, credited; the oldest was forgotten. */
export function writeCore(
  sheet: Sheet,
  tenant: SeedTenant,
  garage: Garage,
  { coreId, supplierId, receiptId, position, part, received, at, now }: Charged,
): void {
  const { branch, desk } = garage;
  const age = Math.floor((now.getTime() - at.getTime()) / dayMs);
  const told = age > coreDays ? 0 : [4, 10, 18].filter((days) => age > days).length;
  const quantity = decimal(received);
  const depositMinor = price(garage, part.coreMinor);
  const creditedMinor = Math.round((received * depositMinor) / 1000);
  sheet.add("core", {
    tenant_id: tenant.id,
    id: coreId,
    branch_id: branch.branchId,
    supplier_id: supplierId,
    part_id: part.id,
    goods_receipt_id: receiptId,
    goods_receipt_position: position,
    quantity,
    deposit_minor: depositMinor,
    currency: branch.currency,
    charged_at: at,
    due_on: addDays(isoDateIn(at, branch.zone), coreDays),
    collected: told > 0 ? quantity : 0,
    sent: told > 1 ? quantity : 0,
    credited: told > 2 ? quantity : 0,
    credited_minor: told > 2 ? creditedMinor : 0,
    version: told + 1,
  });
  const notes = [
    { kind: "COLLECTED", note: "Cage by the back door" },
    { kind: "SENT", note: "With Marlow's driver" },
    { kind: "CREDITED", note: "GS-2207" },
  ];
  notes.slice(0, told).forEach(({ kind, note }, index) => {
    sheet.add("core_movement", {
      tenant_id: tenant.id,
      core_id: coreId,
      version: index + 2,
      kind,
      quantity,
      credited_minor: kind === "CREDITED" ? creditedMinor : 0,
      note,
      actor_id: desk.memberId,
      actor_name: desk.name,
      at: new Date(at.getTime() + (3 + index * 6) * dayMs),
    });
  });
}
