import type { GlyphTone } from "#/components/ui/glyph.tsx";
import type { GlyphShape } from "#/components/ui/glyph-shapes.tsx";
import { type MessageView, messageKindWords } from "#/domain/message.ts";

type Standing = { shape: GlyphShape; tone: GlyphTone; word: string };

/** Where a message stands, in shape and word. */
export const standingOf = ({ state, trying, settledBy }: MessageView): Standing => {
  if (state === "SENT") return { shape: "tick", tone: "ok", word: "Sent" };
  if (trying) return { shape: "arc", tone: "accent", word: "Being sent" };
  if (settledBy !== null) return { shape: "skipBar", tone: "ink-2", word: "Not sent" };
  return { shape: "octagon", tone: "bad", word: "Failed" };
};

/** Whether somebody should look: it did not go out, and nothing was done about it. */
export const isOpenFailure = ({ state, trying, settledBy }: MessageView): boolean =>
  state !== "SENT" && !trying && settledBy === null;

/** Why it has not gone out, and what was done about it; null where there is nothing to say. */
export const reasonOf = ({ state, lastError, settledBy }: MessageView): string | null =>
  state === "SENT" ? null : [lastError, settledBy].filter((each) => each !== null).join(" ") || null;

const channelWords = { EMAIL: "e-mail", SMS: "SMS" } as const;
/** "Invoice by e-mail" */
export const messageTitle = ({ kind, channel }: MessageView): string =>
  `${messageKindWords(kind)} by ${channelWords[channel]}`;

export const triesWords = (tries: number): string => (tries === 1 ? "1 try" : `${tries} tries`);
