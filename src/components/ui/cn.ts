import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Type roles are sizes, not colours: without this list `text-dense text-ink-2` would lose one of the two. */
const typeRoles = [
  "body",
  "dense",
  "mini",
  "section",
  "dialog-title",
  "screen-title",
  "figure-sm",
  "figure",
  "figure-lg",
  "lead",
  "lead-sm",
  "customer-title",
  "done-title",
  "amount",
] as const;

const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      "font-size": [{ text: [...typeRoles] }],
      rounded: [{ rounded: ["plate", "chip", "control", "panel", "touch", "dialog"] }],
      shadow: [{ shadow: ["e1", "e2"] }],
    },
  },
});

/** Joins class names; where two say the same thing the later one stands. */
export const cn = (...values: ClassValue[]): string => merge(clsx(values));
