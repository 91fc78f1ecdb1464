import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { create, type Font } from "fontkit";
import { createFace, type Face } from "./face.ts";
import { woff2ToTrueType } from "./woff2.ts";

/** The voices of UI.md §2 that paper uses: weight and width of Archivo, and the weight of its fallback. */
const STYLES = {
  body: { wght: 400, wdth: 100, noto: 400 },
  strong: { wght: 600, wdth: 100, noto: 600 },
  wide: { wght: 600, wdth: 110, noto: 600 },
  plate: { wght: 680, wdth: 84, noto: 600 },
} as const;
export type TextStyle = keyof typeof STYLES;

const ARCHIVO_SUBSETS = ["latin", "latin-ext", "vietnamese"] as const;
const NOTO_SUBSETS = [
  "latin",
  "latin-ext",
  "greek",
  "greek-ext",
  "cyrillic",
  "cyrillic-ext",
  "vietnamese",
  "devanagari",
] as const;

const { resolve } = createRequire(import.meta.url);
const fonts = new Map<string, Font>();
const openFont = (file: string): Font => {
  const known = fonts.get(file);
  if (known) return known;
  const font = create(woff2ToTrueType(readFileSync(resolve(file))));
  fonts.set(file, font);
  return font;
};

const faces = new Map<string, Face>();
const remember = (key: string, make: () => Face): Face => {
  const known = faces.get(key);
  if (known) return known;
  const face = make();
  faces.set(key, face);
  return face;
};

const archivo = (style: TextStyle, subset: string): Face => {
  const { wght, wdth } = STYLES[style];
  return remember(`archivo ${style} ${subset}`, () => {
    const font = openFont(`@fontsource-variable/archivo/files/archivo-${subset}-wdth-normal.woff2`);
    return createFace(font.getVariation({ wght, wdth }), `Archivo-${wght}-${wdth}-${subset}`);
  });
};
const noto = (style: TextStyle, subset: string): Face => {
  const weight = STYLES[style].noto;
  return remember(`noto ${weight} ${subset}`, () =>
    createFace(
      openFont(`@fontsource/noto-sans/files/noto-sans-${subset}-${weight}-normal.woff2`),
      `NotoSans-${weight}-${subset}`,
    ),
  );
};

/** Opens what nearly every page is drawn with; other scripts are opened when they occur. */
export const openUsualFaces = (): void => {
  for (const style of ["body", "strong", "wide", "plate"] as const) archivo(style, "latin");
};

const choices = new Map<string, Face>();
const faceOf = (style: TextStyle, character: string): Face => {
  const key = `${style}${character}`;
  const known = choices.get(key);
  if (known) return known;
  const codePoint = character.codePointAt(0) ?? 0;
  const candidates = [
    ...ARCHIVO_SUBSETS.map((subset) => () => archivo(style, subset)),
    ...NOTO_SUBSETS.map((subset) => () => noto(style, subset)),
  ];
  // A script that no font has is drawn as an empty box by the first one: it stays extractable as text.
  const chosen = candidates.find((open) => open().has(codePoint))?.() ?? archivo(style, "latin");
  choices.set(key, chosen);
  return chosen;
};

const COMBINING = /\p{M}/u;

/** Cuts a text into runs that one face can draw; a combining mark stays with its letter when that face has it. */
export const splitByFace = (text: string, style: TextStyle): { face: Face; text: string }[] => {
  const runs: { face: Face; text: string }[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const codePoint = character.codePointAt(0) ?? 0;
    const stays = last && (COMBINING.test(character) || character === " ") && last.face.has(codePoint);
    const face = stays ? last.face : faceOf(style, character);
    if (last && last.face === face) last.text += character;
    else runs.push({ face, text: character });
  }
  return runs;
};
