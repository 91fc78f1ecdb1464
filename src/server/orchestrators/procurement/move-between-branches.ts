import { notFound, TenantException, ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import {
  type StockTransferStatus,
  stillUnderWay,
  stockTransferStatusWords,
  transferMayBecome,
  transferName,
} from "#/domain/stock-transfer.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as transfers from "#/server/repositories/stock-transfers.ts";
import * as inventory from "#/server/services/inventory.ts";
import { stale } from "#/server/services/settings.ts";
import { type Arrived, holdFor, lockWaiting } from "./hold-for-cards.ts";

/** `worksAt`: the branches of whoever asks; none named is all. */
type Asked<Input> = Input & { readonly idempotencyKey: string; readonly worksAt: readonly string[] };
type OfTransfer<Input> = Asked<Input & { readonly stockTransferId: string; readonly version: number }>;

/** @throws FORBIDDEN when whoever asks works at none of these branches */
const mustWorkAt = (worksAt: readonly string[], branchIds: readonly string[], what: string): void => {
  if (worksAt.length > 0 && !branchIds.some((branchId) => worksAt.includes(branchId)))
    throw new TenantException("FORBIDDEN", `You do not work at ${what}. Ask somebody who does.`);
};

const refuseFrom = (transfer: transfers.TransferRow, to: StockTransferStatus, what: string): void => {
  if (!transferMayBecome(transfer.status, to))
    throw new ValidationException(
      "TRANSITION_REFUSED",
      `${transferName(transfer.number)} is ${stockTransferStatusWords[transfer.status].toLowerCase()}: ${what}`,
    );
};

const refuseTwice = (lines: readonly transfers.Quantity[]): void => {
  if (new Set(lines.map(({ partId }) => partId)).size !== lines.length)
    throw new ValidationException("INVALID_INPUT", "A part stands on a transfer once. Put its quantities together.");
};

const lineOf = (transfer: transfers.TransferRow, partId: string) => {
  const line = transfer.lines.find((each) => each.partId === partId);
  if (line === undefined) throw notFound("This part");
  return line;
};

const movedMeanwhile = () =>
  new ValidationException(
    "STALE_VERSION",
    "Someone else has just moved this transfer. Nothing was changed; reload to see where it stands.",
  );

const tell = (
  tx: Tx,
  transfer: Pick<transfers.TransferRow, "id">,
  action: string,
  changes: Parameters<Tx["audit"]>[0]["changes"],
): void => tx.audit({ action, subjectType: "stockTransfer", subjectId: transfer.id, changes });

/** Asks one branch for parts for another; either side may. @throws INVALID_INPUT for one branch twice, or a closed one */
export const requestTransfer = (
  ctx: Ctx,
  { idempotencyKey, worksAt, ...input }: Asked<transfers.NewTransfer>,
): Promise<string> => {
  const id = uuidv7();
  return executeInTransaction(
    ctx,
    "stock-transfer.request",
    async (tx) => {
      const from = await branches.load(tx, input.fromBranchId);
      const to = await branches.load(tx, input.toBranchId);
      mustWorkAt(worksAt, [from.id, to.id], "either branch");
      tx.within(to.id);
      if (from.id === to.id)
        throw new ValidationException("INVALID_INPUT", "Choose two branches: parts go from one to the other.");
      const closed = [from, to].find(({ closedAt }) => closedAt !== null);
      if (closed)
        throw new ValidationException("INVALID_INPUT", `${closed.name} is closed. Choose a branch that is open.`);
      refuseTwice(input.lines);
      const partIds = input.lines.map(({ partId }) => partId);
      if ((await parts.countOf(tx, partIds)) !== partIds.length) throw notFound("This part");
      const made = await tx.step("parts asked for", () => transfers.insert(tx, id, input));
      tell(tx, { id }, "stock-transfer.requested", {
        transfer: transferName(made.number),
        branchId: [from.id, to.id],
        lines: input.lines.length,
      });
      return id;
    },
    { idempotencyKey, input, subject: { type: "stockTransfer", id } },
  );
};

/**
 * Sends what was asked for, or as much of it as there is: it leaves the shelf of the one branch and is in transit.
 * Locks: the transfer, stock by id.
 * @throws STOCK_SHORT above what is free, STALE_VERSION, TRANSITION_REFUSED, FORBIDDEN for who does not work there
 */
export const sendTransfer = (
  ctx: Ctx,
  { idempotencyKey, worksAt, ...input }: OfTransfer<{ readonly lines: readonly transfers.Quantity[] }>,
): Promise<string> =>
  executeInTransaction(
    ctx,
    "stock-transfer.send",
    async (tx) => {
      const transfer = await transfers.lock(tx, input.stockTransferId);
      const { from, to } = transfer;
      tx.within(from.id);
      mustWorkAt(worksAt, [from.id], from.name);
      if (transfer.version !== input.version) throw stale("this transfer", transfer.version);
      refuseFrom(transfer, "SENT", "it is sent once. Ask for the rest on another.");
      refuseTwice(input.lines);
      for (const { partId } of input.lines) lineOf(transfer, partId);
      const name = transferName(transfer.number);
      const partIds = input.lines.map(({ partId }) => partId);
      await tx.step(
        "parts left",
        async () => {
          const reason = `${name} to ${to.name}`;
          await inventory.sendAway(tx, { branchId: from.id, stockTransferId: transfer.id, reason }, input.lines);
          await transfers.keepSent(tx, transfer, input.lines);
        },
        () => ({ text: `${partIds.length} of ${transfer.lines.length} parts` }),
      );
      if (!(await transfers.move(tx, transfer.id, transfer.status, { to: "SENT" }))) throw movedMeanwhile();
      const subject = { type: "stockTransfer", id: transfer.id };
      emit(tx, inventoryAdjusted, subject, { branchId: from.id, jobCardId: null, partIds });
      tell(tx, transfer, "stock-transfer.sent", { status: [transfer.status, "SENT"], parts: partIds.length });
      return transfer.id;
    },
    { idempotencyKey, input, subject: { type: "stockTransfer", id: input.stockTransferId } },
  );

type Came = transfers.Quantity & { readonly unitCostMinor: number | null };

/**
 * Takes in what has come: it reaches the shelf of the other branch with the cost that it left with, and is held for the cards
 * that wait there. Once all has come, or is told to be missing, the transfer is received.
 * Locks: cards by id, the transfer, stock by id.
 * @throws INVALID_INPUT above what was sent, or without a cost where the currencies differ; STALE_VERSION, TRANSITION_REFUSED
 */
export const receiveTransfer = (
  ctx: Ctx,
  {
    idempotencyKey,
    worksAt,
    ...input
  }: OfTransfer<{ readonly lines: readonly Came[]; readonly missingReason: string | null }>,
): Promise<{ stockTransferId: string; arrived: Arrived[] }> =>
  executeInTransaction(
    ctx,
    "stock-transfer.receive",
    async (tx) => {
      const partIds = input.lines.map(({ partId }) => partId);
      const seen = await transfers.load(tx, input.stockTransferId);
      const waiting = await lockWaiting(tx, seen.toBranchId, partIds, null);
      const transfer = await transfers.lock(tx, seen.id);
      const { from, to } = transfer;
      tx.within(to.id);
      mustWorkAt(worksAt, [to.id], to.name);
      if (transfer.version !== input.version) throw stale("this transfer", transfer.version);
      refuseFrom(transfer, "RECEIVED", "nothing of it is under way.");
      refuseTwice(input.lines);
      const delivered = input.lines.map((line) => arriving(transfer, line));
      if (delivered.length === 0 && input.missingReason === null)
        throw new ValidationException("INVALID_INPUT", "Say what has come of at least one part.");
      const name = transferName(transfer.number);
      await tx.step(
        "parts taken in",
        async () => {
          if (delivered.length === 0) return;
          const { taxRatesBp } = await branches.load(tx, to.id);
          const priced = from.currency === to.currency ? from.id : null;
          await parts.ensureLevelsLike(tx, partIds, to.id, priced, Math.max(0, ...taxRatesBp));
          const source = { stockTransferId: transfer.id };
          await inventory.receiveGoods(tx, { branchId: to.id, source, reason: `${name} from ${from.name}` }, delivered);
          await transfers.keepReceived(tx, transfer.id, delivered);
        },
        () => ({ text: `${delivered.length} ${delivered.length === 1 ? "part" : "parts"} of ${name}` }),
      );
      const arrived = await tx.step(
        "held for waiting cards",
        () => holdFor(tx, waiting, new Set(partIds), name),
        ({ length }) => ({ text: length === 0 ? "No card has been waiting for just these" : `${length} complete` }),
      );
      await settle(tx, transfer, delivered, input.missingReason);
      if (partIds.length > 0) {
        const subject = { type: "stockTransfer", id: transfer.id };
        emit(tx, inventoryAdjusted, subject, { branchId: to.id, jobCardId: null, partIds });
      }
      return { stockTransferId: transfer.id, arrived };
    },
    { idempotencyKey, input, subject: { type: "stockTransfer", id: input.stockTransferId } },
  );

/** A line as it arrives, at what it is worth there. @throws INVALID_INPUT */
const arriving = (transfer: transfers.TransferRow, came: Came): inventory.Delivered => {
  const { from, to } = transfer;
  const line = lineOf(transfer, came.partId);
  const left = stillUnderWay(line);
  if (quantityMilli(came.quantity) > left)
    throw new ValidationException(
      "INVALID_INPUT",
      `${formatQuantity(quantityText(left), line.unit)} of ${line.name} ${left === 1000 && line.unit === "" ? "is" : "are"} under way. If more lies there, correct the stock of ${from.name}, which sent it.`,
    );
  if (from.currency === to.currency)
    return { partId: came.partId, quantity: came.quantity, unitCostMinor: line.unitCostMinor };
  if (came.unitCostMinor === null)
    throw new ValidationException(
      "INVALID_INPUT",
      `${from.name} keeps its books in ${from.currency}: say what one of ${line.name} is worth in ${to.currency}.`,
    );
  return { partId: came.partId, quantity: came.quantity, unitCostMinor: came.unitCostMinor };
};

const settle = async (
  tx: Tx,
  transfer: transfers.TransferRow,
  delivered: readonly inventory.Delivered[],
  missingReason: string | null,
): Promise<void> => {
  const came = new Map(delivered.map(({ partId, quantity }) => [partId, quantityMilli(quantity)]));
  const missing = transfer.lines.reduce((sum, line) => sum + stillUnderWay(line) - (came.get(line.partId) ?? 0), 0);
  const next =
    missing === 0 || missingReason !== null
      ? { to: "RECEIVED" as const, missingReason: missing === 0 ? null : missingReason }
      : { to: "PART_RECEIVED" as const };
  if (!(await transfers.move(tx, transfer.id, transfer.status, next))) throw movedMeanwhile();
  tell(tx, transfer, "stock-transfer.received", {
    status: [transfer.status, next.to],
    parts: delivered.length,
    ...(missing > 0 && missingReason !== null ? { reason: missingReason } : {}),
  });
};

/** Calls off what was asked for and has not left. @throws TRANSITION_REFUSED, STALE_VERSION */
export const cancelTransfer = (
  ctx: Ctx,
  { idempotencyKey, worksAt, ...input }: OfTransfer<Record<never, never>>,
): Promise<string> =>
  executeInTransaction(
    ctx,
    "stock-transfer.cancel",
    async (tx) => {
      const transfer = await transfers.lock(tx, input.stockTransferId);
      tx.within(transfer.toBranchId);
      mustWorkAt(worksAt, [transfer.fromBranchId, transfer.toBranchId], "either branch");
      if (transfer.version !== input.version) throw stale("this transfer", transfer.version);
      refuseFrom(transfer, "CANCELLED", "what has left is received, or told to be missing.");
      await tx.step("transfer called off", async () => {
        if (!(await transfers.move(tx, transfer.id, transfer.status, { to: "CANCELLED" }))) throw movedMeanwhile();
      });
      tell(tx, transfer, "stock-transfer.cancelled", { status: [transfer.status, "CANCELLED"] });
      return transfer.id;
    },
    { idempotencyKey, input, subject: { type: "stockTransfer", id: input.stockTransferId } },
  );
