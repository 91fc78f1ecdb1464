import type { GlyphTone } from "#/components/ui/glyph.tsx";
import type { GlyphShape } from "#/components/ui/glyph-shapes.tsx";
import { type MessageView, messageKindWords, type TextAnswerView } from "#/domain/message.ts";

type Standing = { shape: GlyphShape; tone: GlyphTone; word: string };

/** Where a message stands, in shape and word. */
export const standingOf = ({ state, trying, settledBy, arrival }: MessageView): Standing => {
  if (arrival === "bounced") return { shape: "octagon", tone: "bad", word: "Did not arrive" };
  if (arrival === "delivered") return { shape: "tick", tone: "ok", word: "Arrived" };
  if (state === "SENT") return { shape: "tick", tone: "ok", word: "Sent" };
  if (trying) return { shape: "arc", tone: "accent", word: "Being sent" };
  if (settledBy !== null) return { shape: "skipBar", tone: "ink-2", word: "Not sent" };
  return { shape: "octagon", tone: "bad", word: "Failed" };
};

/** Whether somebody should look: it did not go out or arrive, and nothing was done about it. */
export const isOpenFailure = ({ state, trying, settledBy, arrival }: MessageView): boolean =>
  arrival === "bounced" || (state !== "SENT" && !trying && settledBy === null);

/** Why it has not gone out, and what was done about it; null where there is nothing to say. */
export const reasonOf = ({ state, lastError, settledBy, arrival }: MessageView): string | null =>
  state === "SENT" && arrival !== "bounced"
    ? null
    : [lastError, settledBy].filter((each) => each !== null).join(" ") || null;

const channelWords = { EMAIL: "e-mail", SMS: "SMS" } as const;
/** "Invoice by e-mail" */
export const messageTitle = ({ kind, channel }: MessageView): string =>
  `${messageKindWords(kind)} by ${channelWords[channel]}`;

export const triesWords = (tries: number): string => (tries === 1 ? "1 try" : `${tries} tries`);

type Row =
  | { readonly is: "message"; readonly message: MessageView }
  | { readonly is: "answer"; readonly answer: TextAnswerView };
const whenOf = (row: Row): Date =>
  row.is === "answer" ? row.answer.receivedAt : (row.message.sentAt ?? row.message.createdAt);

/** Both ways in one list, as they followed each other. */
export const newestFirst = (messages: readonly MessageView[], answers: readonly TextAnswerView[]): Row[] =>
  [
    ...messages.map((message): Row => ({ is: "message", message })),
    ...answers.map((answer): Row => ({ is: "answer", answer })),
  ].toSorted((a, b) => whenOf(b).getTime() - whenOf(a).getTime());
