import { fillWords, type WordValues } from "#/domain/wording.ts";
import { segments, shortEnough } from "./gsm.ts";
import { optOut } from "./opt-out.ts";

type Props = {
  tenantName: string;
  /** The workshop's own words, with their slots. */
  words: string;
  values: WordValues;
  /** The page that it leads to; null when there is none. */
  link: string | null;
};

/** A text in the workshop's own words: who writes, the words, one link, and how to stop them. */
export const ownText = ({ tenantName, words, values, link }: Props): string => {
  const said = fillWords(words, values);
  const tail = link === null ? "" : ` ${link}`;
  const whole = `${tenantName}: ${said}${tail} ${optOut}`;
  const text = shortEnough([whole, `${said}${tail} ${optOut}`, `${said}${tail}`]);
  // Two texts are paid for in any case: then it says all of it.
  return segments(text) === 1 ? text : shortEnough([whole]);
};
