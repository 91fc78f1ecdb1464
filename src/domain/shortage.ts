import { formatQuantity, quantityText } from "#/domain/quantity.ts";

/** A part whose free stock is below its reorder point, in thousandths of its unit. */
export type ShortPart = {
  readonly number: string;
  readonly name: string;
  readonly unit: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly free: number;
  readonly reorderPoint: number;
};

/** The task of an episode. */
export const shortageKey = (shortageId: string): string => `shortage:${shortageId}`;

/** `Low: Brake pad set, front (P 85 175), Harbour Street` */
export const shortageTitle = ({ free, name, number }: ShortPart, branchName: string): string =>
  `${free <= 0 ? "None free" : "Low"}: ${name} (${number}), ${branchName}`;

/** `3 on hand, 2 of it held for job cards: 1 free. Reorder point: 4.` */
export const shortageText = ({ free, onHand, reserved, reorderPoint, unit }: ShortPart): string => {
  const words = (milli: number) => formatQuantity(quantityText(milli), unit);
  const stand =
    onHand === 0
      ? "Nothing on hand."
      : reserved === 0
        ? `${words(onHand)} on hand.`
        : `${words(onHand)} on hand, ${words(reserved)} of it held for job cards: ${free === 0 ? "nothing" : words(free)} free.`;
  return `${stand} Reorder point: ${words(reorderPoint)}.`;
};
