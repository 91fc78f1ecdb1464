import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { messageKindWords } from "#/domain/message.ts";

/**
 * What a workshop says to its customers in its own words. The facts, the links and how to stop them are written by the
 * product around these words: a message cannot lose its time, its amount or its page by being reworded.
 */

const slotWords = {
  "first name": "The customer's first name",
  name: "The customer's name",
  car: "Make and model",
  plate: "The plate",
  branch: "The branch",
  workshop: "The workshop",
  phone: "The branch's number",
  work: "The services booked",
  reference: "The booking's reference",
  time: "Day and time",
  number: "The paper's number",
  amount: "The amount",
  due: "The day it is due",
} as const;
export type WordingSlot = keyof typeof slotWords;
export const wordingSlotWords = (slot: WordingSlot): string => slotWords[slot];

const always = ["first name", "name", "car", "plate", "branch", "workshop", "phone"] as const;
const booking = [...always, "work", "reference"] as const;
const timed = [...booking, "time"] as const;

type Shape = { readonly slots: readonly WordingSlot[] /** Whether it goes as a text, too. */; readonly text: boolean };
const shapes = {
  "appointment-booked": { slots: timed, text: true },
  "appointment-reminder": { slots: timed, text: true },
  "appointment-moved": { slots: timed, text: true },
  "appointment-cancelled": { slots: timed, text: true },
  "appointment-requested": { slots: booking, text: true },
  "appointment-offered": { slots: booking, text: true },
  "job-card-ready": { slots: [...always, "amount"], text: true },
  invoice: { slots: [...always, "number", "amount", "due"], text: false },
  receipt: { slots: [...always, "amount"], text: false },
  refund: { slots: [...always, "amount"], text: false },
  "credit-note": { slots: [...always, "number", "amount"], text: false },
} as const satisfies Record<string, Shape>;
export type WordingKind = keyof typeof shapes;

/** In the order in which a customer gets them. */
export const wordingKinds = [
  "appointment-booked",
  "appointment-reminder",
  "appointment-moved",
  "appointment-cancelled",
  "appointment-requested",
  "appointment-offered",
  "job-card-ready",
  "invoice",
  "receipt",
  "refund",
  "credit-note",
] as const satisfies readonly WordingKind[];

export const isWordingKind = (kind: string): kind is WordingKind => Object.hasOwn(shapes, kind);
export const wordingShape = (kind: WordingKind): Shape => shapes[kind];

/** Words as they are kept: empty where the product's own stand. Slots are written `{first name}`. */
export type OwnWords = {
  /** In the place of the first sentence of the mail. */
  readonly opening: string;
  /** A paragraph after the facts. */
  readonly closing: string;
  /** In the place of the sentence of the text; the link follows it. */
  readonly text: string;
};
export const noOwnWords: OwnWords = { opening: "", closing: "", text: "" };

/** What the slots of one message stand for; empty where it has none. */
export type WordValues = { readonly [Slot in WordingSlot]?: string };

const slot = /\{([^{}]*)\}/g;

/** The words with what the slots stand for. A slot without a value leaves no gap. */
export const fillWords = (words: string, values: WordValues): string =>
  words
    .replaceAll(slot, (_, name: string) => (isSlot(name) ? (values[name] ?? "") : ""))
    .replaceAll(/[^\S\n]{2,}/g, " ")
    .replaceAll(/[^\S\n]+([,.;:!?])/g, "$1")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();

const isSlot = (name: string): name is WordingSlot => Object.hasOwn(slotWords, name);

/** What is wrong with the slots of a text; null when nothing is. */
export const slotFault = (words: string, kind: WordingKind): string | null => {
  const { slots } = wordingShape(kind);
  const known = slots.map((name) => `{${name}}`).join(", ");
  const wrong = [...words.matchAll(slot)].find(([, name = ""]) => !slots.some((each) => each === name));
  if (wrong !== undefined)
    return `${wrong[0]} stands for nothing in \u201c${messageKindWords(kind)}\u201d. There is ${known}.`;
  return /[{}]/.test(words.replaceAll(slot, ""))
    ? `A { or } is left alone. Write one of ${known}, or leave them out.`
    : null;
};

const words = (max: number) => z.string().trim().max(max, `${max} characters at most.`);
export const wordingFields = z.object({
  kind: z.enum(wordingKinds),
  opening: words(600),
  closing: words(600),
  text: words(240),
});
export type WordingFields = z.infer<typeof wordingFields>;

/** Each field with a slot that its kind does not have, or a text where the kind has none. */
export const wordingFaults = ({ kind, ...fields }: WordingFields): { field: keyof OwnWords; message: string }[] =>
  (["opening", "closing", "text"] as const).flatMap((field) => {
    const message =
      field === "text" && !wordingShape(kind).text && fields.text !== ""
        ? `\u201c${messageKindWords(kind)}\u201d goes by e-mail alone. Leave this empty.`
        : slotFault(fields[field], kind);
    return message === null ? [] : [{ field, message }];
  });

/** `version`: 0, and no id, while nothing was ever kept for the kind. */
export const keepWordingInput = wordingFields.extend({ version: z.int32().min(0) });
export const wordingView = wordingFields.extend({ id: id.nullable(), version: z.int() });
export type WordingView = z.infer<typeof wordingView>;

/** How a message would look with these words, on the newest record that it could be about. */
export const messagePreview = z.object({
  /** What it is shown on: `NM-2026-01893, Priya Shah`. */
  about: z.string(),
  subject: z.string(),
  html: z.string(),
  plain: z.string(),
  /** Null for what goes by e-mail alone. */
  text: z.object({ body: z.string(), parts: z.int() }).nullable(),
});
export type MessagePreview = z.infer<typeof messagePreview>;
