import type { JobCardView, JobLineView } from "#/domain/job-card.ts";
import { editableMoney } from "#/domain/money.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { localInputValue } from "#/domain/time.ts";

/** Fields of a line and of the card that are typed in place. Each has a text, which is what its control shows. */
export const lineFields = [
  "kind",
  "description",
  "packageTitle",
  "quantity",
  "unit",
  "price",
  "discount",
  "taxRate",
  "technician",
] as const;
export type LineField = (typeof lineFields)[number];

export const cardFields = ["complaint", "odometerIn", "odometerOut", "promisedAt", "customerWaiting"] as const;
export type CardField = (typeof cardFields)[number];

/** "card" or the id of a line: what is saved together. */
export type Owner = string;
export const cardOwner: Owner = "card";
export const cellKey = (owner: Owner, field: LineField | CardField): string => `${owner}.${field}`;
export const ownerOf = (key: string): Owner => key.slice(0, key.indexOf("."));
export const fieldOf = (key: string): string => key.slice(key.indexOf(".") + 1);

const percentText = (bp: number): string => String(bp / 100);

/** What the server has, as the control would show it. */
export const lineText = (line: JobLineView, field: LineField, currency: string): string => {
  switch (field) {
    case "kind":
      return line.kind;
    case "description":
      return line.description;
    case "packageTitle":
      return line.packageTitle ?? "";
    case "quantity":
      return quantityText(quantityMilli(line.quantity));
    case "unit":
      return line.unit;
    case "price":
      return editableMoney(line.price?.unitPriceMinor ?? 0, currency);
    case "discount":
      return percentText(line.price?.discountBp ?? 0);
    case "taxRate":
      return String(line.price?.taxRateBp ?? 0);
    case "technician":
      return line.technician?.memberId ?? "";
  }
};

export const cardText = (card: JobCardView, field: CardField): string => {
  switch (field) {
    case "complaint":
      return card.complaint;
    case "odometerIn":
      return card.odometerIn === null ? "" : String(card.odometerIn);
    case "odometerOut":
      return card.odometerOut === null ? "" : String(card.odometerOut);
    case "promisedAt":
      return card.promisedAt === null ? "" : localInputValue(card.promisedAt, card.branch.zone);
    case "customerWaiting":
      return card.customerWaiting ? "yes" : "no";
  }
};

const isLineField = (field: string): field is LineField => lineFields.some((each) => each === field);
const isCardField = (field: string): field is CardField => cardFields.some((each) => each === field);

/** The saved text of a cell; null when its line is no longer on the card. */
export const savedText = (card: JobCardView, key: string): string | null => {
  const owner = ownerOf(key);
  const field = fieldOf(key);
  if (owner === cardOwner) return isCardField(field) ? cardText(card, field) : null;
  const line = card.lines.find((each) => each.id === owner);
  return line && isLineField(field) ? lineText(line, field, card.branch.currency) : null;
};
