import type { GlyphTone } from "#/components/ui/glyph.tsx";
import type { GlyphShape } from "#/components/ui/glyph-shapes.tsx";
import type { MessageView } from "#/domain/message.ts";

type Standing = { shape: GlyphShape; tone: GlyphTone; word: string };

/** Where a message stands, in shape and word. */
export const standingOf = ({ state, trying }: Pick<MessageView, "state" | "trying">): Standing => {
  if (state === "SENT") return { shape: "tick", tone: "ok", word: "Sent" };
  if (trying) return { shape: "arc", tone: "accent", word: "Being sent" };
  if (state === "FAILED") return { shape: "octagon", tone: "bad", word: "Failed" };
  return { shape: "ringSlash", tone: "ink-3", word: "Given up" };
};

export const triesWords = (tries: number): string => (tries === 1 ? "1 try" : `${tries} tries`);
export const channelWords = { EMAIL: "E-mail", SMS: "SMS" } as const;
