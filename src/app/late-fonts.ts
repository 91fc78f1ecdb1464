import localFont from "next/font/local";

/** For the page that comes with every other and is hardly ever seen: fetched when it is. Families as in fonts.ts. */
export const archivo = localFont({
  src: "../../node_modules/@fontsource-variable/archivo/files/archivo-latin-wght-normal.woff2",
  weight: "100 900",
  display: "swap",
  preload: false,
  adjustFontFallback: "Arial",
});
