import type { Permission } from "#/domain/permissions.ts";
import type { PurchaseOrderList, PurchaseOrderView } from "#/domain/purchase-order.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import * as orders from "#/server/repositories/purchase-orders.ts";

type Rights = ReadonlySet<Permission>;
const ordersPerPage = 50;

const costOf = ({ quantity, unitCostMinor }: { readonly quantity: string; readonly unitCostMinor: number }): number =>
  Math.round((quantityMilli(quantity) * unitCostMinor) / 1000);

/** A page of a branch's orders, the newest first; what they cost is absent without the right. @throws NOT_FOUND */
export const list = async (
  db: Db,
  { branchId, show, cursor }: { branchId: string; show: PurchaseOrderList; cursor: number | null },
  rights: Rights,
) => {
  await branches.load(db, branchId);
  const rows = await orders.list(db, branchId, show, cursor, ordersPerPage);
  return {
    orders: rows.map(({ totalMinor, ...row }) => ({ ...row, ...(rights.has("cost.read") ? { totalMinor } : {}) })),
    next: rows.length < ordersPerPage ? null : (rows.at(-1)?.number ?? null),
  };
};

/** An order as this member may see it: costs are absent without the right. @throws NOT_FOUND */
export const byId = async (db: Db, id: string, rights: Rights): Promise<PurchaseOrderView> => {
  const order = await orders.load(db, id);
  const costs = rights.has("cost.read");
  const people = [order.createdById, order.sentById, order.closedById, ...order.receipts.map((r) => r.receivedById)];
  const names = await members.names(
    db,
    people.filter((memberId) => memberId !== null),
  );
  const named = (memberId: string | null) => (memberId === null ? "Pitlane" : (names.get(memberId) ?? "Former member"));
  const priced = <Line extends { readonly unitCostMinor: number }>({ unitCostMinor, ...line }: Line) => ({
    ...line,
    ...(costs ? { unitCostMinor } : {}),
  });
  const { supplier } = order;
  return {
    id: order.id,
    number: order.number,
    version: order.version,
    status: order.status,
    branch: order.branch,
    supplier: supplier === null ? null : { ...supplier, phone: supplier.phone ?? "" },
    note: order.note,
    expectedOn: order.expectedOn,
    createdAt: order.createdAt,
    createdBy: named(order.createdById),
    sentAt: order.sentAt,
    sentBy: order.sentAt === null ? null : named(order.sentById),
    sentTo: order.sentTo,
    closedAt: order.closedAt,
    closedBy: order.closedAt === null ? null : named(order.closedById),
    closedReason: order.closedReason,
    lines: order.lines.map((line) => priced({ ...line, needs: line.needs.map(({ jobLineId: _, ...need }) => need) })),
    receipts: order.receipts.map(({ receivedById, lines, ...receipt }) => ({
      ...receipt,
      receivedBy: named(receivedById),
      lines: lines.map(priced),
    })),
    ...(costs ? { totalMinor: order.lines.reduce((sum, line) => sum + costOf(line), 0) } : {}),
  };
};

/** An order as its supplier is sent it, and who sends it. @throws NOT_FOUND */
export const toSend = async (db: Db, id: string) => {
  const order = await orders.load(db, id);
  return { order, ...(await branches.letterhead(db, order.branchId)) };
};
type OrderToSend = Awaited<ReturnType<typeof toSend>>;
type Line = OrderToSend["order"]["lines"][number];

/** An order as its paper is drawn; costs are null for who may not see them. */
export type OrderToDraw = Omit<OrderToSend, "order"> & {
  readonly order: Omit<OrderToSend["order"], "lines" | "receipts"> & {
    readonly lines: (Pick<Line, "number" | "name" | "unit" | "quantity"> & { readonly unitCostMinor: number | null })[];
  };
};

/** An order for its paper, as this member may see it. @throws NOT_FOUND */
export const toDraw = async (db: Db, id: string, rights: Rights): Promise<OrderToDraw> => {
  const { order, ...letterhead } = await toSend(db, id);
  const costs = rights.has("cost.read");
  const lines = order.lines.map((line) => ({ ...line, unitCostMinor: costs ? line.unitCostMinor : null }));
  return { ...letterhead, order: { ...order, lines } };
};
