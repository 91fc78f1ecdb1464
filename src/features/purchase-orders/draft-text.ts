import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { editableMoney, parseMoney } from "#/domain/money.ts";
import type { PurchaseOrderView } from "#/domain/purchase-order.ts";
import { parseQuantity, quantityText } from "#/domain/quantity.ts";

const added = z.object({ partId: id, number: z.string(), name: z.string(), unit: z.string() });

/** What somebody typed over a draft. It lies over what is stored, so that what others add meanwhile is there too. */
export const draftEdits = z.object({
  supplierId: z.string().optional(),
  expectedOn: z.string().optional(),
  note: z.string().max(500).optional(),
  quantities: z.record(z.string(), z.string().max(20)),
  costs: z.record(z.string(), z.string().max(20)),
  removed: z.array(z.string()),
  added: z.array(added),
});
export type DraftEdits = z.infer<typeof draftEdits>;
export type AddedPart = z.infer<typeof added>;
export const untouched: DraftEdits = { quantities: {}, costs: {}, removed: [], added: [] };

export const isTouched = (edits: DraftEdits): boolean =>
  edits.supplierId !== undefined ||
  edits.expectedOn !== undefined ||
  edits.note !== undefined ||
  edits.removed.length + edits.added.length > 0 ||
  Object.keys(edits.quantities).length + Object.keys(edits.costs).length > 0;

export type DraftLine = AddedPart & { readonly quantity: string; readonly cost: string };

/** The lines as they would be saved, as text. */
export const linesOf = (order: PurchaseOrderView, edits: DraftEdits): DraftLine[] => {
  const stored = order.lines.filter(({ partId }) => !edits.removed.includes(partId));
  const known = new Set(stored.map(({ partId }) => partId));
  return [
    ...stored.map(({ partId, number, name, unit, quantity, unitCostMinor }) => ({
      partId,
      number,
      name,
      unit,
      quantity: edits.quantities[partId] ?? quantity,
      cost: edits.costs[partId] ?? editableMoney(unitCostMinor ?? 0, order.branch.currency),
    })),
    ...edits.added
      .filter(({ partId }) => !known.has(partId))
      .map((part) => ({
        ...part,
        quantity: edits.quantities[part.partId] ?? "1",
        cost: edits.costs[part.partId] ?? "0",
      })),
  ];
};

type Saved = {
  supplierId: string | null;
  expectedOn: string | null;
  note: string;
  lines: { partId: string; quantity: string; unitCostMinor: number }[];
};
export type ParsedDraft =
  | { readonly ok: true; readonly value: Saved }
  | { readonly ok: false; readonly sentences: ReadonlyMap<string, string> };

export const parseDraft = (order: PurchaseOrderView, edits: DraftEdits): ParsedDraft => {
  const sentences = new Map<string, string>();
  const lines = linesOf(order, edits).flatMap(({ partId, quantity, cost }) => {
    const milli = parseQuantity(quantity);
    const unitCostMinor = parseMoney(cost, order.branch.currency);
    if (milli === null || milli <= 0) sentences.set(partId, "More than zero, as 4 or 4.5.");
    else if (unitCostMinor === null) sentences.set(partId, "A cost looks like 84.20.");
    else return [{ partId, quantity: quantityText(milli), unitCostMinor }];
    return [];
  });
  if (sentences.size > 0) return { ok: false, sentences };
  const supplierId = edits.supplierId ?? order.supplier?.id ?? "";
  const expectedOn = edits.expectedOn ?? order.expectedOn ?? "";
  return {
    ok: true,
    value: {
      supplierId: supplierId === "" ? null : supplierId,
      expectedOn: expectedOn === "" ? null : expectedOn,
      note: edits.note ?? order.note,
      lines,
    },
  };
};
