/** A workshop's own colour stands under letters of ours: they are light or dark, whichever is easier to read on it. */

const white = "#ffffff";
const black = "#000000";

/**
 * White or black, whichever has the higher contrast on a colour such as `#0b6372`; one of them always has 4.5:1.
 * After WCAG 2.2, "contrast ratio" and "relative luminance".
 */
export const inkOn = (colour: string): string => (contrast(colour, white) >= contrast(colour, black) ? white : black);

export const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const luminance = (colour: string): number => {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
};

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
