import type { BoardCardView } from "#/domain/job-card.ts";

const turn = ({ status }: BoardCardView): number => (status === "COMPLETED" ? 2 : status === "IN_PROGRESS" ? 0 : 1);
const promised = ({ promisedAt }: BoardCardView): number => promisedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

/** What is in hand first, then by promised time; what is completed last. */
export const inTurn = (cards: readonly BoardCardView[]): BoardCardView[] =>
  [...cards].sort((a, b) => turn(a) - turn(b) || promised(a) - promised(b) || a.number - b.number);

/** The card the right pane shows: the chosen one, else the first, so that it is never empty while there is work. */
export const inHand = (cards: readonly BoardCardView[], chosen: string | null): BoardCardView | null =>
  cards.find((card) => card.id === chosen) ?? inTurn(cards).at(0) ?? null;
