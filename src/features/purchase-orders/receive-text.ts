import { z } from "zod";
import { editableMoney, parseMoney } from "#/domain/money.ts";
import { lineStanding, type PurchaseOrderLineView, type PurchaseOrderView } from "#/domain/purchase-order.ts";
import { formatQuantity, parseQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";

/** A delivery as typed, by part; what nobody touched is what is still to come, at the price of the order. */
export const receiveText = z.object({
  deliveryNote: z.string().max(80),
  quantities: z.record(z.string(), z.string().max(20)),
  costs: z.record(z.string(), z.string().max(20)),
});
export type ReceiveText = z.infer<typeof receiveText>;
export const nothingTyped: ReceiveText = { deliveryNote: "", quantities: {}, costs: {} };

export const quantityOf = (text: ReceiveText, line: PurchaseOrderLineView): string =>
  text.quantities[line.partId] ?? quantityText(lineStanding(line).missing);
export const costOf = (text: ReceiveText, line: PurchaseOrderLineView, currency: string): string =>
  text.costs[line.partId] ?? editableMoney(line.unitCostMinor ?? 0, currency);

/** What a line comes to with what is typed: `2 still missing then`, `1 more than ordered`. */
export const comesTo = (text: ReceiveText, line: PurchaseOrderLineView): { words: string; over: boolean } => {
  const milli = parseQuantity(quantityOf(text, line)) ?? 0;
  const { missing, over } = lineStanding({
    quantity: line.quantity,
    received: quantityText(quantityMilli(line.received) + milli),
  });
  const said = (amount: number) => formatQuantity(quantityText(amount), line.unit);
  if (over > 0) return { words: `${said(over)} more than ordered`, over: true };
  return { words: missing > 0 ? `${said(missing)} still missing then` : "Complete", over: false };
};

type Line = { partId: string; quantity: string; unitCostMinor: number };
export type ParsedDelivery =
  | { readonly ok: true; readonly lines: Line[] }
  | { readonly ok: false; readonly sentences: ReadonlyMap<string, string>; readonly form: string | null };

/** Lines of which nothing came are left out. */
export const parseDelivery = (text: ReceiveText, order: PurchaseOrderView): ParsedDelivery => {
  const sentences = new Map<string, string>();
  const lines: Line[] = [];
  for (const line of order.lines) {
    const typed = quantityOf(text, line).trim();
    if (typed === "" || Number(typed) === 0) continue;
    const milli = parseQuantity(typed);
    const unitCostMinor = parseMoney(costOf(text, line, order.branch.currency), order.branch.currency);
    if (milli === null || milli < 0) sentences.set(line.partId, "A quantity looks like 4 or 4.5.");
    else if (unitCostMinor === null) sentences.set(line.partId, "A cost looks like 84.20.");
    else lines.push({ partId: line.partId, quantity: quantityText(milli), unitCostMinor });
  }
  const form = sentences.size === 0 && lines.length === 0 ? "Say what has come of at least one line." : null;
  return sentences.size > 0 || form !== null ? { ok: false, sentences, form } : { ok: true, lines };
};
