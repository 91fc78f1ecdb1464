import { uuidv7 } from "#/domain/ids.ts";
import type { StockMovementKind } from "#/domain/part.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { actorId } from "#/server/db/context.ts";
import type { Tx } from "#/server/db/transaction.ts";

/** A part's level at a branch, in thousandths of its unit. */
export type Level = {
  readonly partId: string;
  readonly name: string;
  readonly unit: string;
  readonly onHand: number;
  readonly reserved: number;
  /** Of one, in minor units. */
  readonly costMinor: number;
};

/**
 * Locks the levels of these parts, in the order of their ids so that no two transactions wait for each
 * other, and returns them as they are now. A part never stocked at the branch is absent.
 */
export const lock = async (tx: Tx, branchId: string, partIds: readonly string[]): Promise<Map<string, Level>> => {
  const rows = await tx.client.$queryRaw<
    { part_id: string; name: string; unit: string; on_hand: string; reserved: string; cost_minor: bigint }[]
  >`
    select s.part_id, p.name, p.unit, s.on_hand::text, s.reserved::text, s.cost_minor
      from stock_level s join part p on p.tenant_id = s.tenant_id and p.id = s.part_id
     where s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = any(${[...partIds]}::uuid[])
     order by s.part_id for update of s`;
  return new Map(
    rows.map((row) => [
      row.part_id,
      {
        partId: row.part_id,
        name: row.name,
        unit: row.unit,
        onHand: quantityMilli(row.on_hand),
        reserved: quantityMilli(row.reserved),
        costMinor: Number(row.cost_minor),
      },
    ]),
  );
};

/** A change of a locked level, in thousandths. */
export type Movement = {
  readonly kind: StockMovementKind;
  readonly partId: string;
  readonly onHandChange: number;
  readonly reservedChange: number;
  readonly jobCardId?: string;
  readonly jobLineId?: string;
  readonly completionNumber?: number;
  readonly reason?: string;
  readonly goodsReceiptId?: string;
  readonly stockCountId?: string;
  readonly stockTransferId?: string;
  readonly supplierReturnId?: string;
  /** What one of it was worth, where that is not the level's cost. */
  readonly unitCostMinor?: number;
};

/**
 * Writes movements and the levels they leave behind, in one statement however many there are. The
 * levels must be locked; the CHECKs of the table refuse what would go below zero or below the reserved.
 */
export const move = async (
  tx: Tx,
  branchId: string,
  levels: ReadonlyMap<string, Level>,
  movements: readonly Movement[],
): Promise<void> => {
  if (movements.length === 0) return;
  const now = new Map([...levels].map(([partId, { onHand, reserved }]) => [partId, { onHand, reserved }]));
  const rows = movements.map((movement) => {
    const level = now.get(movement.partId) ?? { onHand: 0, reserved: 0 };
    const after = { onHand: level.onHand + movement.onHandChange, reserved: level.reserved + movement.reservedChange };
    now.set(movement.partId, after);
    return {
      id: uuidv7(),
      partId: movement.partId,
      kind: movement.kind,
      onHandChange: quantityText(movement.onHandChange),
      reservedChange: quantityText(movement.reservedChange),
      onHandAfter: quantityText(after.onHand),
      reservedAfter: quantityText(after.reserved),
      jobCardId: movement.jobCardId ?? null,
      jobLineId: movement.jobLineId ?? null,
      completionNumber: movement.completionNumber ?? null,
      reason: movement.reason ?? "",
      goodsReceiptId: movement.goodsReceiptId ?? null,
      stockCountId: movement.stockCountId ?? null,
      stockTransferId: movement.stockTransferId ?? null,
      supplierReturnId: movement.supplierReturnId ?? null,
      unitCostMinor: movement.unitCostMinor ?? null,
    };
  });
  const changed = [...new Set(movements.map(({ partId }) => partId))].sort().map((partId) => {
    const after = now.get(partId) ?? { onHand: 0, reserved: 0 };
    return { partId, onHand: quantityText(after.onHand), reserved: quantityText(after.reserved) };
  });
  await tx.client.$executeRaw`
    with levels as (
      update stock_level s set on_hand = x."onHand"::numeric, reserved = x.reserved::numeric
        from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as x("partId" uuid, "onHand" text, reserved text)
       where s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = x."partId"
    )
    insert into stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after,
                                job_card_id, job_line_id, completion_number, reason, goods_receipt_id, stock_count_id, stock_transfer_id, supplier_return_id, unit_cost_minor, actor_id, actor_name, at)
    select ${tx.tenantId}::uuid, m.id, ${branchId}::uuid, m."partId", m.kind::stock_movement_kind, m."onHandChange"::numeric,
           m."reservedChange"::numeric, m."onHandAfter"::numeric, m."reservedAfter"::numeric, m."jobCardId", m."jobLineId",
           m."completionNumber", m.reason, m."goodsReceiptId", m."stockCountId", m."stockTransferId", m."supplierReturnId", coalesce(m."unitCostMinor", s.cost_minor), ${actorId(tx.ctx.actor)}::uuid, ${tx.ctx.actor.name}, ${tx.now}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           as m(id uuid, "partId" uuid, kind text, "onHandChange" text, "reservedChange" text, "onHandAfter" text, "reservedAfter" text,
                "jobCardId" uuid, "jobLineId" uuid, "completionNumber" int, reason text, "goodsReceiptId" uuid, "stockCountId" uuid, "stockTransferId" uuid, "supplierReturnId" uuid, "unitCostMinor" bigint)
      join stock_level s on s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = m."partId"`;
};

/** Sets what one of each part costs at a branch; the levels must be locked. */
export const setCosts = async (
  tx: Tx,
  branchId: string,
  costs: readonly { readonly partId: string; readonly costMinor: number }[],
): Promise<void> => {
  await tx.client.$executeRaw`
    update stock_level s set cost_minor = x."costMinor"
      from jsonb_to_recordset(${JSON.stringify(costs)}::jsonb) as x("partId" uuid, "costMinor" bigint)
     where s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = x."partId"`;
};
