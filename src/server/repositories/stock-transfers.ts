import { notFound } from "#/domain/errors.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { type StockTransferStatus, stillUnderWay, type TransferList } from "#/domain/stock-transfer.ts";
import { actorId } from "#/server/db/context.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const plain = (decimal: { toFixed(places: number): string }): string => quantityText(quantityMilli(decimal.toFixed(3)));
const side = { select: { id: true, name: true, currency: true, locale: true, zone: true } } as const;

/** A transfer with all that its page shows. @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const transfer = await db.client.stockTransfer.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      from: side,
      to: side,
      lines: {
        orderBy: { position: "asc" },
        include: {
          part: {
            select: {
              number: true,
              name: true,
              unit: true,
              levels: { select: { branchId: true, bin: true, onHand: true, reserved: true, costMinor: true } },
            },
          },
        },
      },
    },
  });
  if (transfer === null) throw notFound("This transfer");
  return {
    ...transfer,
    lines: transfer.lines.map(({ part, wanted, sent, received, unitCostMinor, partId }) => {
      const here = part.levels.find(({ branchId }) => branchId === transfer.fromBranchId);
      const there = part.levels.find(({ branchId }) => branchId === transfer.toBranchId);
      const free = here === undefined ? "0" : here.onHand.minus(here.reserved).toFixed(3);
      return {
        partId,
        number: part.number,
        name: part.name,
        unit: part.unit,
        bin: here?.bin ?? "",
        free: quantityText(quantityMilli(free)),
        wanted: plain(wanted),
        sent: plain(sent),
        received: plain(received),
        unitCostMinor: Number(unitCostMinor ?? here?.costMinor ?? 0),
        costThereMinor: Number(there?.costMinor ?? 0),
      };
    }),
  };
};
export type TransferRow = Awaited<ReturnType<typeof load>>;

/** Holds a transfer until the transaction ends, and gives it as it is then. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<TransferRow> => {
  await tx.client.$queryRaw`
    select id from stock_transfer where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

const shown: Readonly<Record<TransferList, readonly StockTransferStatus[]>> = {
  open: ["REQUESTED", "SENT", "PART_RECEIVED"],
  transit: ["SENT", "PART_RECEIVED"],
  done: ["RECEIVED", "CANCELLED"],
  all: ["REQUESTED", "SENT", "PART_RECEIVED", "RECEIVED", "CANCELLED"],
};

/** A page of what a branch sends and is sent, the newest first, before the number `before`. */
export const list = async (db: Db, branchId: string, show: TransferList, before: number | null, limit: number) => {
  const transfers = await db.client.stockTransfer.findMany({
    where: {
      tenantId: db.tenantId,
      OR: [{ fromBranchId: branchId }, { toBranchId: branchId }],
      status: { in: [...shown[show]] },
      ...(before === null ? {} : { number: { lt: before } }),
    },
    orderBy: { number: "desc" },
    take: limit,
    include: { from: side, to: side },
  });
  const ids = transfers.map(({ id }) => id);
  const sums = await db.client.$queryRaw<{ id: string; lines: number; transit: bigint }[]>`
    select l.stock_transfer_id as id, count(*)::int as lines,
           coalesce(round(sum((l.sent - l.received) * l.unit_cost_minor) filter (where t.status in ('SENT', 'PART_RECEIVED'))), 0)::bigint as transit
      from stock_transfer_line l join stock_transfer t on t.tenant_id = l.tenant_id and t.id = l.stock_transfer_id
     where l.tenant_id = ${db.tenantId}::uuid and l.stock_transfer_id = any(${ids}::uuid[]) group by 1`;
  const of = new Map(sums.map(({ id, lines, transit }) => [id, { lines, transitMinor: Number(transit) }]));
  return transfers.map((transfer) => ({ ...transfer, ...(of.get(transfer.id) ?? { lines: 0, transitMinor: 0 }) }));
};

export type Quantity = { readonly partId: string; readonly quantity: string };
export type NewTransfer = {
  readonly fromBranchId: string;
  readonly toBranchId: string;
  readonly note: string;
  readonly lines: readonly Quantity[];
};

/** Asks for parts under the tenant's next number. */
export const insert = async (
  tx: Tx,
  id: string,
  { fromBranchId, toBranchId, note, lines }: NewTransfer,
): Promise<{ number: number }> => {
  const [made] = await tx.client.$queryRaw<{ number: number }[]>`
    with number as (
      insert into number_counter (tenant_id, kind, last_number) values (${tx.tenantId}::uuid, 'stock_transfer', 1)
      on conflict (tenant_id, kind) do update set last_number = number_counter.last_number + 1
      returning last_number
    )
    insert into stock_transfer (tenant_id, id, from_branch_id, to_branch_id, number, status, note, created_at, created_by_id)
    select ${tx.tenantId}::uuid, ${id}::uuid, ${fromBranchId}::uuid, ${toBranchId}::uuid, last_number, 'REQUESTED', ${note}, ${tx.now},
           ${actorId(tx.ctx.actor)}::uuid
      from number returning number`;
  const placed = lines.map((line, index) => ({ ...line, position: index + 1 }));
  await tx.client.$executeRaw`
    insert into stock_transfer_line (tenant_id, stock_transfer_id, part_id, position, wanted)
    select ${tx.tenantId}::uuid, ${id}::uuid, n."partId", n.position, n.quantity::numeric
      from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as n("partId" uuid, position int, quantity text)`;
  return { number: made?.number ?? 0 };
};

/** Notes what has left of each part, at the cost that it has there; the levels must be locked. */
export const keepSent = async (
  tx: Tx,
  { id, fromBranchId }: Pick<TransferRow, "id" | "fromBranchId">,
  sent: readonly Quantity[],
): Promise<void> => {
  await tx.client.$executeRaw`
    update stock_transfer_line l set sent = n.quantity::numeric, unit_cost_minor = s.cost_minor
      from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) as n("partId" uuid, quantity text)
      join stock_level s on s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${fromBranchId}::uuid and s.part_id = n."partId"
     where l.tenant_id = ${tx.tenantId}::uuid and l.stock_transfer_id = ${id}::uuid and l.part_id = n."partId"`;
};

/** Counts what has come on the lines. */
export const keepReceived = async (tx: Tx, id: string, came: readonly Quantity[]): Promise<void> => {
  const named = came.map(({ partId, quantity }) => ({ partId, quantity }));
  await tx.client.$executeRaw`
    update stock_transfer_line l set received = l.received + n.quantity::numeric
      from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n("partId" uuid, quantity text)
     where l.tenant_id = ${tx.tenantId}::uuid and l.stock_transfer_id = ${id}::uuid and l.part_id = n."partId"`;
};

type Move =
  | { readonly to: "SENT" | "PART_RECEIVED" | "CANCELLED" }
  | { readonly to: "RECEIVED"; readonly missingReason: string | null };

/** Moves a transfer from the status expected; false when it stands elsewhere by now. */
export const move = async (tx: Tx, id: string, from: StockTransferStatus, next: Move): Promise<boolean> => {
  const by = actorId(tx.ctx.actor);
  const ended = next.to === "RECEIVED" || next.to === "CANCELLED";
  const { count } = await tx.client.stockTransfer.updateMany({
    where: { tenantId: tx.tenantId, id, status: from },
    data: {
      status: next.to,
      version: { increment: 1 },
      ...(next.to === "SENT" ? { sentAt: tx.now, sentById: by } : {}),
      ...(ended ? { closedAt: tx.now, closedById: by } : {}),
      ...("missingReason" in next ? { missingReason: next.missingReason } : {}),
    },
  });
  return count === 1;
};

/** What of a part is asked for or on its way between branches, the oldest first. */
export const underWay = async (db: Db, partId: string) => {
  const rows = await db.client.stockTransferLine.findMany({
    where: {
      tenantId: db.tenantId,
      partId,
      transfer: { status: { in: ["REQUESTED", "SENT", "PART_RECEIVED"] } },
    },
    orderBy: { transfer: { number: "asc" } },
    select: {
      wanted: true,
      sent: true,
      received: true,
      transfer: { select: { id: true, number: true, status: true, from: side, to: side } },
    },
  });
  return rows.flatMap(({ wanted, sent, received, transfer: { id, number, status, from, to } }) => {
    const milli =
      status === "REQUESTED"
        ? quantityMilli(plain(wanted))
        : stillUnderWay({ sent: plain(sent), received: plain(received) });
    return milli === 0
      ? []
      : [
          {
            stockTransferId: id,
            number,
            status,
            quantity: quantityText(milli),
            fromBranchId: from.id,
            fromName: from.name,
            toBranchId: to.id,
            toName: to.name,
          },
        ];
  });
};
