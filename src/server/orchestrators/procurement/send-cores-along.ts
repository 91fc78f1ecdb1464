import { coreLeft } from "#/domain/core.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { Tx } from "#/server/orchestrators/kernel.ts";
import * as cores from "#/server/repositories/cores.ts";

type Line = { readonly partId: string; readonly quantity: string; readonly goodsReceiptId: string | null };

/**
 * Exchange parts of a delivery that go back unused, with the return `name`, are handed in and sent at once, as far as
 * their cores wait for units still.
 * @returns how many cores that was
 */
export const sendCoresAlong = async (tx: Tx, lines: readonly Line[], name: string): Promise<number> => {
  const delivered = lines.filter(({ goodsReceiptId }) => goodsReceiptId !== null);
  if (delivered.length === 0) return 0;
  const receiptIds = new Set(delivered.map(({ goodsReceiptId }) => goodsReceiptId ?? ""));
  const moved = (await cores.lockOfReceipts(tx, [...receiptIds])).flatMap((core) => {
    const leaving = delivered
      .filter((line) => line.goodsReceiptId === core.goodsReceiptId && line.partId === core.part.id)
      .reduce((sum, line) => sum + quantityMilli(line.quantity), 0);
    const left = coreLeft(core);
    const collected = Math.min(leaving, left.COLLECTED);
    const sent = Math.min(leaving, left.LAPSED, left.SENT + collected);
    const note = `Went back unused with ${name}`;
    return (
      [
        ["COLLECTED", collected],
        ["SENT", sent],
      ] as const
    )
      .filter(([, milli]) => milli > 0)
      .map(([kind, milli], index) => ({
        ...{ coreId: core.id, version: core.version + 1 + index, kind, creditedMinor: 0, note },
        quantity: quantityText(milli),
      }));
  });
  if (moved.length > 0) await cores.move(tx, moved);
  return new Set(moved.map(({ coreId }) => coreId)).size;
};
