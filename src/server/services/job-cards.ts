import { ValidationException } from "#/domain/errors.ts";
import { isOpen, jobCardStatusWords } from "#/domain/transitions.ts";
import type { CardRow } from "#/server/repositories/job-cards.ts";

/** @throws STALE_VERSION when the card has changed since it was read */
export const requireVersion = (card: CardRow, version: number): void => {
  if (card.version === version) return;
  throw new ValidationException(
    "STALE_VERSION",
    "Someone else has changed this card meanwhile. Theirs is shown; what you typed is kept.",
    { current: card.version },
  );
};

/** @throws TRANSITION_REFUSED for a card whose lines are closed */
export const requireOpen = (card: CardRow): void => {
  if (isOpen(card.status)) return;
  throw new ValidationException(
    "TRANSITION_REFUSED",
    `The card is ${jobCardStatusWords[card.status].toLowerCase()}: its lines are closed.`,
  );
};
