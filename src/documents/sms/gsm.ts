/** How long a text is for the network that carries it (3GPP TS 23.038). */

const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Written with an escape before it, so it takes two places. */
const extended = new Set("\f^{}\\[~]|€");

/** Signs that have a plain twin: one curly quote would otherwise cut the room from 160 letters to 70. */
const plain: Readonly<Record<string, string>> = {
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "–": "-",
  "—": "-",
  "−": "-",
  "…": "...",
  "·": ".",
  "\u00a0": " ",
  "\u202f": " ",
  "\u2009": " ",
};

/** The same text with typographic signs made plain. Letters stay as they are: a name is not respelt to save a penny. */
export const plainSigns = (text: string): string => [...text].map((sign) => plain[sign] ?? sign).join("");

const septets = (text: string): number | null => {
  let length = 0;
  for (const sign of text) {
    if (basic.has(sign)) length += 1;
    else if (extended.has(sign)) length += 2;
    else return null;
  }
  return length;
};

/** Into how many texts the network cuts this one; each is paid for. */
export const segments = (text: string): number => {
  const length = septets(text);
  const [units, alone, joined] = length === null ? [text.length, 70, 67] : [length, 160, 153];
  return units <= alone ? 1 : Math.ceil(units / joined);
};

/** The first of the wordings, fullest first, that goes out as one text; else the last, the shortest. */
export const shortEnough = (wordings: readonly string[]): string => {
  const candidates = wordings.map(plainSigns);
  return candidates.find((text) => segments(text) === 1) ?? candidates.at(-1) ?? "";
};
