import { notFound, ValidationException } from "#/domain/errors.ts";
import { purchaseOrderSent } from "#/domain/events.ts";
import { orderMayBecome, orderName } from "#/domain/purchase-order.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx, validatePrerequisites } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as orders from "#/server/repositories/purchase-orders.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";
import { refuseFrom } from "#/server/services/procurement.ts";
import { stale } from "#/server/services/settings.ts";

type Ordered = { readonly purchaseOrderId: string; readonly version: number; readonly idempotencyKey: string };

/** Runs a change of an order that is held and stands at the version that was on screen. */
const onOrder = (
  ctx: Ctx,
  name: string,
  { idempotencyKey, ...input }: Ordered,
  change: (tx: Tx, order: orders.OrderRow) => Promise<void>,
): Promise<string> =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const order = await orders.lock(tx, input.purchaseOrderId);
      tx.within(order.branchId);
      if (order.version !== input.version) throw stale("this order", order.version);
      await change(tx, order);
      return order.id;
    },
    { idempotencyKey, input, subject: { type: "purchaseOrder", id: input.purchaseOrderId } },
  );

const note = (tx: Tx, order: orders.OrderRow, action: string, changes: Parameters<Tx["audit"]>[0]["changes"]): void =>
  tx.audit({ action, subjectType: "purchaseOrder", subjectId: order.id, changes });

const movedMeanwhile = () =>
  new ValidationException(
    "STALE_VERSION",
    "Someone else has just moved this order. Nothing was changed; reload to see where it stands.",
  );

/** Changes a draft as a whole: whom it goes to, when it is expected, its lines. @throws STALE_VERSION, DUPLICATE, TRANSITION_REFUSED */
export const updateOrder = (
  ctx: Ctx,
  input: Ordered & {
    readonly supplierId: string | null;
    readonly expectedOn: string | null;
    readonly note: string;
    readonly lines: readonly orders.NewOrderLine[];
  },
): Promise<string> =>
  onOrder(ctx, "purchase-order.update", input, async (tx, order) => {
    if (order.status !== "DRAFT") throw refuseFrom(order, "only a draft is changed. What is missing goes on another.");
    const supplier = input.supplierId === null ? null : await suppliers.load(tx, input.supplierId);
    if (supplier !== null && supplier.archivedAt !== null && supplier.id !== order.supplierId)
      throw new ValidationException("INVALID_INPUT", `${supplier.name} is archived. Choose another supplier.`, {
        field: "supplierId",
      });
    const partIds = input.lines.map(({ partId }) => partId);
    if (new Set(partIds).size !== partIds.length)
      throw new ValidationException("INVALID_INPUT", "A part stands on an order once. Put its quantities together.");
    if ((await parts.countOf(tx, partIds)) !== partIds.length) throw notFound("This part");
    await tx.step("order changed", async () => {
      await orders.setLines(tx, order.id, input.lines);
      await rewrite(tx, order, input, supplier?.name ?? "no supplier");
    });
    note(tx, order, "purchase-order.changed", {
      supplier: [order.supplier?.name ?? null, supplier?.name ?? null],
      lines: [order.lines.length, input.lines.length],
      expectedOn: [order.expectedOn, input.expectedOn],
    });
  });

const rewrite = async (
  tx: Tx,
  order: orders.OrderRow,
  head: { readonly supplierId: string | null; readonly expectedOn: string | null; readonly note: string },
  name: string,
): Promise<void> => {
  const { supplierId, expectedOn } = head;
  try {
    await orders.update(tx, order.id, { supplierId, expectedOn, note: head.note });
  } catch (error) {
    if (sqlStateOf(error) !== "23505") throw error;
    throw new ValidationException(
      "DUPLICATE",
      `There is a draft for ${name} at this branch already. Put these parts on that one, and drop this.`,
      { field: "supplierId" },
    );
  }
};

/**
 * Sends a draft: by e-mail to its supplier, or as one that somebody has ordered by other means.
 * @throws PREREQUISITES_UNMET with all that is missing, TRANSITION_REFUSED when it is no draft any more
 */
export const sendOrder = (ctx: Ctx, input: Ordered & { readonly by: "EMAIL" | "HAND" }): Promise<string> =>
  onOrder(ctx, "purchase-order.send", input, async (tx, order) => {
    if (!orderMayBecome(order.status, "SENT")) throw refuseFrom(order, "it was sent before, or dropped.");
    const address = order.supplier?.email ?? null;
    validatePrerequisites([
      { name: "HAS_SUPPLIER", met: order.supplierId !== null, title: "Choose a supplier" },
      { name: "HAS_LINES", met: order.lines.length > 0, title: "Put a part on it" },
      {
        name: "HAS_ADDRESS",
        met: input.by === "HAND" || order.supplierId === null || address !== null,
        title: `${order.supplier?.name ?? "The supplier"} has no e-mail address`,
      },
    ]);
    const sentTo = input.by === "EMAIL" ? address : null;
    await tx.step("order sent", async () => {
      if (!(await orders.move(tx, order.id, order.status, { to: "SENT", sentTo }))) throw movedMeanwhile();
    });
    if (sentTo !== null)
      emit(tx, purchaseOrderSent, { type: "purchaseOrder", id: order.id }, { purchaseOrderId: order.id });
    note(tx, order, "purchase-order.sent", { status: [order.status, "SENT"], sentTo });
  });

/** Ends an order that was sent: nothing more comes of it. @throws TRANSITION_REFUSED */
export const closeOrder = (ctx: Ctx, input: Ordered & { readonly reason: string }): Promise<string> =>
  onOrder(ctx, "purchase-order.close", input, async (tx, order) => {
    if (!orderMayBecome(order.status, "CLOSED")) throw refuseFrom(order, "only what was sent is closed.");
    await end(tx, order, "CLOSED", input.reason);
    note(tx, order, "purchase-order.closed", { status: [order.status, "CLOSED"], reason: input.reason });
  });

/** Drops a draft. @throws TRANSITION_REFUSED once it was sent */
export const dropOrder = (ctx: Ctx, input: Ordered): Promise<string> =>
  onOrder(ctx, "purchase-order.drop", input, async (tx, order) => {
    if (!orderMayBecome(order.status, "CANCELLED"))
      throw refuseFrom(order, `only a draft is dropped. Close ${orderName(order.number)} instead.`);
    await end(tx, order, "CANCELLED", "");
    note(tx, order, "purchase-order.dropped", { status: [order.status, "CANCELLED"] });
  });

const end = (tx: Tx, order: orders.OrderRow, to: "CLOSED" | "CANCELLED", reason: string): Promise<void> =>
  tx.step("order ended", async () => {
    if (!(await orders.move(tx, order.id, order.status, { to, reason }))) throw movedMeanwhile();
  });
