import type { CompletionPrerequisite, PreflightView } from "#/domain/job-card.ts";
import { formatMoney, formatWhole } from "#/domain/money.ts";
import { formatQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import { type PricedLine, type PricingTerms, totalsOf } from "#/domain/totals.ts";
import { canMove, type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";

/** What completing looks at. Quantities are decimal text, money minor units. */
export type CompletionFacts = {
  readonly status: JobCardStatus;
  readonly odometerIn: number | null;
  readonly odometerOut: number | null;
  readonly branch: PricingTerms & {
    readonly name: string;
    readonly currency: string;
    readonly locale: string;
    readonly odometerUnit: string;
    readonly closedAt: string | null;
  };
  readonly customer: { readonly name: string; readonly archivedAt: string | null };
  readonly lines: readonly (PricedLine & {
    readonly id: string;
    readonly kind: string;
    readonly description: string;
    readonly unit: string;
    readonly partId: string | null;
    readonly partName: string | null;
    readonly reserved: string;
    readonly onHand: string | null;
    readonly reservedAtBranch: string | null;
    readonly doneAt: string | null;
    readonly authorisationId: string | null;
  })[];
  readonly authorisations: readonly { readonly totalMinor: number }[];
};

type Unmet = PreflightView["unmet"][number];
export type Condition = Omit<Unmet, "name"> & { readonly name: CompletionPrerequisite; readonly met: boolean };

/** What a card needs of one part and what it can have, in thousandths: lines of one part are summed. */
export type PartNeed = {
  readonly partId: string;
  readonly name: string;
  readonly unit: string;
  readonly lineIds: string[];
  readonly needed: number;
  readonly held: number;
  readonly onHand: number;
  readonly available: number;
};

export const partNeeds = (lines: CompletionFacts["lines"]): PartNeed[] => {
  const needs = new Map<string, PartNeed>();
  for (const line of lines) {
    if (line.partId === null) continue;
    const before = needs.get(line.partId);
    const onHand = quantityMilli(line.onHand ?? "0");
    const held = (before?.held ?? 0) + quantityMilli(line.reserved);
    needs.set(line.partId, {
      partId: line.partId,
      name: line.partName ?? line.description,
      unit: line.unit,
      lineIds: [...(before?.lineIds ?? []), line.id],
      needed: (before?.needed ?? 0) + quantityMilli(line.quantity),
      held,
      onHand,
      // What nobody else holds: the shelf less what is reserved for other cards.
      available: onHand - quantityMilli(line.reservedAtBranch ?? "0") + held,
    });
  }
  return [...needs.values()];
};

/**
 * Every condition of completing a job card, met or not, each with the place to mend it. The pre-flight
 * shows them and the command refuses by them: one list, so that they cannot disagree. Later gates add here.
 */
export const completionConditions = (card: CompletionFacts): Condition[] => {
  const totals = totalsOf(card.lines, card.branch);
  const undone = card.lines.filter((line) => line.doneAt === null);
  const unauthorised = card.lines.filter((line) => line.authorisationId === null);
  const authorisedMinor = card.authorisations.at(-1)?.totalMinor ?? null;
  const short = partNeeds(card.lines).filter(({ needed, available }) => available < needed);
  const money = (amountMinor: number) => formatMoney(amountMinor, card.branch.currency, card.branch.locale);
  const firstShort = short[0];

  return [
    {
      name: "RIGHT_STATE",
      met: canMove(card.status, "COMPLETED"),
      title: `The card is in ${jobCardStatusWords[card.status]}`,
      detail: "Completing starts from In progress or Quality check.",
      fix: { label: "Move the card", field: "status", lineId: null },
    },
    {
      name: "HAS_LINES",
      met: card.lines.length > 0,
      title: "There is nothing on the card",
      detail: "An invoice needs at least one line.",
      fix: { label: "Add a line", field: "lines", lineId: null },
    },
    {
      name: "ALL_LINES_DONE",
      met: undone.length === 0,
      title:
        undone.length === 1
          ? `${undone[0]?.description ?? "A line"} is not done`
          : `${undone.length} lines are not done`,
      detail: "Tick what is finished, or remove what will not be done.",
      fix: {
        label: undone.length === 1 ? "Go to the line" : "Go to the first",
        field: "lines",
        lineId: undone[0]?.id ?? null,
      },
    },
    {
      name: "WORK_AUTHORISED",
      met:
        card.lines.length === 0 ||
        (unauthorised.length === 0 && authorisedMinor !== null && totals.totalMinor <= authorisedMinor),
      title:
        authorisedMinor === null
          ? "The work is not approved"
          : unauthorised.length > 0
            ? "Part of the work is not approved"
            : "The total has grown since it was approved",
      detail:
        authorisedMinor === null
          ? `${money(totals.totalMinor)} needs the customer's word.`
          : `Today's total is ${money(totals.totalMinor)}; ${money(authorisedMinor)} was approved.`,
      fix: { label: "Record approval", field: "approval", lineId: unauthorised[0]?.id ?? null },
    },
    {
      name: "ODOMETER_GIVEN",
      met: card.odometerOut !== null && card.odometerOut >= (card.odometerIn ?? 0),
      title: card.odometerOut === null ? "Mileage out is missing" : "Mileage out is lower than mileage in",
      detail:
        card.odometerIn === null
          ? "No reading was taken at check-in."
          : `${formatWhole(card.odometerIn)} ${card.branch.odometerUnit} at check-in.`,
      fix: { label: "Enter mileage", field: "odometer", lineId: null },
    },
    {
      name: "PARTS_SUFFICIENT",
      met: short.length === 0,
      title:
        firstShort === undefined
          ? "Parts are here"
          : short.length === 1
            ? `${firstShort.name} is short`
            : `${short.length} parts are short`,
      detail: short
        .slice(0, 3)
        .map(
          ({ name, unit, needed, available }) =>
            `${short.length > 1 ? `${name}: ` : ""}${formatQuantity(quantityText(needed), unit)} needed, ${available <= 0 ? "none free" : `${formatQuantity(quantityText(available), unit)} free`}`,
        )
        .join(". "),
      fix: { label: "Go to the line", field: "lines", lineId: firstShort?.lineIds[0] ?? null },
    },
    {
      name: "CUSTOMER_ACTIVE",
      met: card.customer.archivedAt === null,
      title: `${card.customer.name} is archived`,
      detail: "Restore the customer before an invoice is made out.",
      fix: { label: "Open the customer", field: "customer", lineId: null },
    },
    {
      name: "BRANCH_ACTIVE",
      met: card.branch.closedAt === null,
      title: `${card.branch.name} is closed`,
      detail: "A closed branch issues no invoices.",
      fix: { label: "Open the branch", field: "branch", lineId: null },
    },
  ];
};
