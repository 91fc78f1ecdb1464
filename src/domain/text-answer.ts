/** What somebody means who answers a text of ours. */
export const textWishes = ["CANCEL", "RESCHEDULE", "STOP", "OTHER"] as const;
export type TextWish = (typeof textWishes)[number];

/** The longest text that networks carry in parts. */
export const longestText = 1600;

/**
 * The words on which networks stop all texts of a sender
 * (https://help.twilio.com/articles/223134027). CANCEL is among them there; to us it is the visit that is cancelled.
 */
const stops = new Set(["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "END", "QUIT", "OPTOUT", "REVOKE"]);
const cancels = new Set(["C", "CANCEL"]);
const reschedules = new Set(["R", "RESCHEDULE", "CHANGE", "MOVE"]);

/** Case, dots, quotes and blanks around a word say nothing. A sentence is for a person to read. */
export const wishOf = (body: string): TextWish => {
  const word = body
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (stops.has(word)) return "STOP";
  if (cancels.has(word)) return "CANCEL";
  return reschedules.has(word) ? "RESCHEDULE" : "OTHER";
};

export const wishWords = {
  CANCEL: "Asks to cancel",
  RESCHEDULE: "Asks for another time",
  STOP: "Wants no more texts",
  OTHER: "Answered",
} as const satisfies Record<TextWish, string>;
