import type { PromisedState } from "#/components/ui/status-glyph.tsx";
import type { JobCardView, JobLineView } from "#/domain/job-card.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { formatMinutes, formatMoment } from "#/domain/time.ts";
import { isOpen, type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";
import { shortSentence } from "./stock-words.ts";

export type Blocker = { title: string; detail: string };

const shortLines = (card: JobCardView): JobLineView[] => card.lines.filter((line) => line.shortBy !== null);
const undone = (card: JobCardView): JobLineView[] => card.lines.filter((line) => line.doneAt === null);
export const unapproved = (card: JobCardView): JobLineView[] =>
  card.lines.filter((line) => line.authorisationId === null);
const lines = (count: number): string => (count === 1 ? "1 line" : `${count} lines`);

/** What stands in the way as the card itself tells it: for those who may not read the pre-flight. */
export const blockersOfCard = (card: JobCardView): Blocker[] => {
  if (!isOpen(card.status)) return [];
  const short = shortLines(card);
  const open = undone(card);
  return [
    ...(card.lines.length === 0 ? [{ title: "No work on the card", detail: "Add a line" }] : []),
    ...short.map((line) => ({ title: `${line.description} is short`, detail: shortSentence(line) ?? "" })),
    ...(open.length > 0 ? [{ title: `${lines(open.length)} not done`, detail: open[0]?.description ?? "" }] : []),
  ];
};

/** What is owed on a card's invoice, once payments and credit notes are taken off. */
export const dueOf = ({ totalMinor, paidMinor, creditedMinor }: NonNullable<JobCardView["invoice"]>): number =>
  Math.max(0, totalMinor - paidMinor - creditedMinor);

/** What was paid ahead and pays nothing yet. */
export const depositOf = (card: JobCardView): number =>
  (card.deposits ?? []).reduce((sum, { freeMinor }) => sum + freeMinor, 0);

export type NextAction =
  | { kind: "add" | "complete" | "approve" | "odometer"; words: string; who: string | null }
  | { kind: "move"; to: JobCardStatus; words: string; who: string | null }
  | { kind: "short"; line: JobLineView; words: string; who: string | null }
  | { kind: "done"; words: string; who: string | null }
  | { kind: "pay"; invoiceId: string; dueMinor: number; words: string; who: null }
  | { kind: "nothing"; words: string; who: null };

/** The one thing that brings the card on, in the order in which a card goes through the house. */
export const nextAction = (card: JobCardView, money: (minor: number) => string): NextAction => {
  const who = card.technician?.name ?? null;
  if (card.status === "CANCELLED") return { kind: "nothing", words: "None. The card is cancelled.", who: null };
  if (card.status === "COLLECTED" || card.status === "COMPLETED") {
    const due = card.invoice ? dueOf(card.invoice) : 0;
    if (card.invoice && due > 0)
      return { kind: "pay", invoiceId: card.invoice.id, dueMinor: due, words: `${money(due)} is due`, who: null };
    return card.status === "COMPLETED"
      ? { kind: "move", to: "COLLECTED", words: "Hand over the car", who: null }
      : { kind: "nothing", words: "None. The car is with its owner.", who: null };
  }
  if (card.lines.length === 0) return { kind: "add", words: "Add the work", who: null };
  const waiting = unapproved(card);
  if (waiting.length > 0)
    return { kind: "approve", words: `Agree ${lines(waiting.length)} with ${card.customer.name}`, who: null };
  const short = shortLines(card)[0];
  if (short) return { kind: "short", line: short, words: findWords(short), who: null };
  if (card.status !== "IN_PROGRESS" && card.status !== "QUALITY_CHECK")
    return { kind: "move", to: "IN_PROGRESS", words: beginWords(card), who };
  const open = undone(card);
  if (open.length > 0) return { kind: "done", words: `Finish ${lines(open.length)}`, who };
  if (card.odometerOut === null) return { kind: "odometer", words: "Enter mileage out", who: null };
  return { kind: "complete", words: "Complete", who: null };
};

const findWords = ({ description, onOrder }: JobLineView): string =>
  onOrder === null ? `Find ${description}` : `Wait for ${description}, ${orderName(onOrder.number)}`;

/** A card that waited for parts, none of which is missing any more, says so. */
const beginWords = (card: JobCardView): string =>
  card.status === "AWAITING_PARTS" && card.lines.some((line) => line.partId !== null)
    ? "Parts arrived: begin the work"
    : "Begin the work";

export type PromisedFact = { state: PromisedState; time: string; detail: string };

const soonMinutes = 60;

/** Null when nothing was promised. */
export const promisedFact = (card: JobCardView, now: Date): PromisedFact | null => {
  if (card.promisedAt === null) return null;
  const time = formatMoment(card.promisedAt, card.branch.zone, now);
  if (card.completedAt !== null && !isOpen(card.status)) {
    const over = (card.completedAt.getTime() - card.promisedAt.getTime()) / 60_000;
    return over <= 0
      ? { state: "kept", time, detail: "on time" }
      : { state: "on-time", time, detail: `ready ${formatMinutes(over)} late` };
  }
  const left = Math.floor((card.promisedAt.getTime() - now.getTime()) / 60_000);
  if (left < 0) return { state: "late", time, detail: `${formatMinutes(-left)} late` };
  return { state: left < soonMinutes ? "soon" : "on-time", time, detail: `${formatMinutes(left)} left` };
};

/** "In progress, Bay 2" */
export const whereWords = (card: JobCardView): string =>
  card.bay && isOpen(card.status)
    ? `${jobCardStatusWords[card.status]}, ${card.bay.name}`
    : jobCardStatusWords[card.status];
