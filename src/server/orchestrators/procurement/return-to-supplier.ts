import { notFound, ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import {
  type ReturnSource,
  returnMayBecome,
  returnName,
  type SupplierReturnStatus,
  supplierReturnStatusWords,
} from "#/domain/supplier-return.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { closeTasks } from "#/server/outbox/tasks.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as returns from "#/server/repositories/supplier-returns.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";
import * as inventory from "#/server/services/inventory.ts";
import { stale } from "#/server/services/settings.ts";
import { returnable } from "#/server/services/supplier-return-views.ts";
import { sendCoresAlong } from "./send-cores-along.ts";

type Keyed<Input> = Input & { readonly idempotencyKey: string };
type Line = {
  readonly partId: string;
  readonly quantity: string;
  readonly unitCostMinor: number;
  readonly source: ReturnSource;
};

/**
 * Begins a return: parts from the shelf, of a delivery, or that customers brought back. Nothing leaves before it is sent.
 * @throws INVALID_INPUT above what was delivered or brought back, DUPLICATE for what is on another return already, NOT_FOUND
 */
export const createReturn = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: Keyed<{
    readonly branchId: string;
    readonly supplierId: string;
    readonly reason: string;
    readonly lines: readonly Line[];
  }>,
): Promise<string> => {
  const id = uuidv7();
  return executeInTransaction(
    ctx,
    "supplier-return.create",
    async (tx) => {
      const branch = await branches.load(tx, input.branchId);
      const supplier = await suppliers.load(tx, input.supplierId);
      tx.within(branch.id);
      const partIds = [...new Set(input.lines.map(({ partId }) => partId))];
      if ((await parts.countOf(tx, partIds)) !== partIds.length) throw notFound("This part");
      await returns.lockSupplier(tx, supplier.id);
      const lines = await checked(tx, input);
      const number = await tx.step("return begun", () =>
        insert(
          tx,
          { id, branchId: branch.id, supplierId: supplier.id, currency: branch.currency, reason: input.reason },
          lines,
        ),
      );
      tx.audit({
        action: "supplier-return.created",
        subjectType: "supplierReturn",
        subjectId: id,
        changes: { return: returnName(number), supplier: supplier.name, lines: lines.length, reason: input.reason },
      });
      return id;
    },
    { idempotencyKey, input, subject: { type: "supplierReturn", id } },
  );
};

const insert = async (tx: Tx, made: returns.NewReturn, lines: readonly returns.NewLine[]): Promise<number> => {
  try {
    return await returns.insert(tx, made, lines);
  } catch (error) {
    if (sqlStateOf(error) !== "23505") throw error;
    throw new ValidationException(
      "DUPLICATE",
      "A part that a customer brought back is on another return already. Reload to see what is left.",
    );
  }
};

/** The lines with what they come from, none of it beyond what there is. @throws INVALID_INPUT */
const checked = async (
  tx: Tx,
  { branchId, supplierId, lines }: { branchId: string; supplierId: string; lines: readonly Line[] },
): Promise<returns.NewLine[]> => {
  const { credited, delivered } = await returnable(tx, branchId, supplierId);
  const taken = new Map<string, number>();
  return lines.map(({ partId, quantity, unitCostMinor, source }) => {
    const none = { creditNoteId: null, creditNotePosition: null, goodsReceiptId: null };
    const line = { partId, quantity, unitCostMinor };
    if (source.from === "SHELF") return { ...line, ...none };
    const offer =
      source.from === "RECEIPT"
        ? delivered.find((each) => each.goodsReceiptId === source.goodsReceiptId && each.partId === partId)
        : credited.find(
            (each) =>
              each.creditNoteId === source.creditNoteId && each.position === source.position && each.partId === partId,
          );
    if (offer === undefined)
      throw new ValidationException(
        "INVALID_INPUT",
        "Something of this has gone back already, or did not come from this supplier. Reload to see what is left.",
      );
    const key =
      source.from === "RECEIPT" ? `${source.goodsReceiptId} ${partId}` : `${source.creditNoteId} ${source.position}`;
    const all = (taken.get(key) ?? 0) + quantityMilli(quantity);
    taken.set(key, all);
    if (all > quantityMilli(offer.quantity))
      throw new ValidationException(
        "INVALID_INPUT",
        `At most ${formatQuantity(offer.quantity, offer.unit)} of ${offer.name} can go back from there, not ${formatQuantity(quantityText(all), offer.unit)}.`,
      );
    return source.from === "RECEIPT"
      ? { ...line, ...none, goodsReceiptId: source.goodsReceiptId }
      : { ...line, ...none, creditNoteId: source.creditNoteId, creditNotePosition: source.position };
  });
};

/** Runs a change of a return that is held and stands at the version that was on screen. */
const onReturn = (
  ctx: Ctx,
  name: string,
  to: Exclude<SupplierReturnStatus, "DRAFT">,
  { idempotencyKey, ...input }: Keyed<{ readonly supplierReturnId: string; readonly version: number }>,
  change: (tx: Tx, row: returns.ReturnRow) => Promise<void>,
): Promise<string> =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const row = await returns.lock(tx, input.supplierReturnId);
      tx.within(row.branchId);
      if (row.version !== input.version) throw stale("this return", row.version);
      if (!returnMayBecome(row.status, to))
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `${returnName(row.number)} is ${supplierReturnStatusWords[row.status].toLowerCase()}. Begin another return for what is left.`,
        );
      await change(tx, row);
      return row.id;
    },
    { idempotencyKey, input, subject: { type: "supplierReturn", id: input.supplierReturnId } },
  );

const movedMeanwhile = () =>
  new ValidationException(
    "STALE_VERSION",
    "Someone else has just moved this return. Nothing was changed; reload to see where it stands.",
  );

/**
 * Sends a return: what lay on the shelf leaves it, at what it cost there; what customers brought back never was on it. An
 * exchange part that goes back unused settles its own core: no old unit is waited for, the deposit is.
 * Locks: the return, stock by id, cores by id.
 * @throws STOCK_SHORT above what is free, STALE_VERSION, TRANSITION_REFUSED
 */
export const sendReturn = (
  ctx: Ctx,
  input: Keyed<{ readonly supplierReturnId: string; readonly version: number }>,
): Promise<string> =>
  onReturn(ctx, "supplier-return.send", "SENT", input, async (tx, row) => {
    const name = returnName(row.number);
    const fromShelf = row.lines.filter(({ creditNoteId }) => creditNoteId === null);
    await tx.step(
      "parts left",
      () =>
        inventory.sendBack(
          tx,
          { branchId: row.branchId, supplierReturnId: row.id, reason: `${name} to ${row.supplier.name}` },
          fromShelf,
        ),
      () => ({ text: `${fromShelf.length} of ${row.lines.length} lines lay on the shelf` }),
    );
    await tx.step(
      "cores sent along",
      () => sendCoresAlong(tx, row.lines, name),
      (moved) => ({ text: moved === 0 ? "None of it is an exchange part" : `${moved} deposits are to be credited` }),
    );
    if (!(await returns.move(tx, row.id, row.status, { to: "SENT" }))) throw movedMeanwhile();
    await closeTasks(
      tx,
      row.lines.flatMap(({ creditNoteId, jobLineId }) =>
        creditNoteId === null || jobLineId === null ? [] : [`return:${creditNoteId}:${jobLineId}`],
      ),
      `It went back with ${name}.`,
    );
    const partIds = [...new Set(fromShelf.map(({ partId }) => partId))];
    if (partIds.length > 0) {
      const subject = { type: "supplierReturn", id: row.id };
      emit(tx, inventoryAdjusted, subject, { branchId: row.branchId, jobCardId: null, partIds });
    }
    tx.audit({
      action: "supplier-return.sent",
      subjectType: "supplierReturn",
      subjectId: row.id,
      changes: { status: [row.status, "SENT"], lines: row.lines.length },
    });
  });

/** Notes what the supplier has credited for it. @throws STALE_VERSION, TRANSITION_REFUSED */
export const creditReturn = (
  ctx: Ctx,
  input: Keyed<{
    readonly supplierReturnId: string;
    readonly version: number;
    readonly creditedMinor: number;
    readonly reference: string;
  }>,
): Promise<string> =>
  onReturn(ctx, "supplier-return.credit", "CREDITED", input, async (tx, row) => {
    const { creditedMinor, reference } = input;
    await tx.step("credit noted", async () => {
      if (!(await returns.move(tx, row.id, row.status, { to: "CREDITED", creditedMinor, reference })))
        throw movedMeanwhile();
    });
    tx.audit({
      action: "supplier-return.credited",
      subjectType: "supplierReturn",
      subjectId: row.id,
      changes: { status: [row.status, "CREDITED"], creditedMinor, currency: row.currency, reference },
    });
  });

/** Drops a draft; what customers brought back can go onto another. @throws STALE_VERSION, TRANSITION_REFUSED */
export const cancelReturn = (
  ctx: Ctx,
  input: Keyed<{ readonly supplierReturnId: string; readonly version: number }>,
): Promise<string> =>
  onReturn(ctx, "supplier-return.cancel", "CANCELLED", input, async (tx, row) => {
    await tx.step("return dropped", async () => {
      await returns.freeCredited(tx, row.id);
      if (!(await returns.move(tx, row.id, row.status, { to: "CANCELLED" }))) throw movedMeanwhile();
    });
    tx.audit({
      action: "supplier-return.cancelled",
      subjectType: "supplierReturn",
      subjectId: row.id,
      changes: { status: [row.status, "CANCELLED"] },
    });
  });
