import { isLandline } from "./landline.ts";
import { sendError } from "./send-error.ts";
import { storeText } from "./text-store.ts";

export type Text = {
  /** Stable per effect: the key by which a counterpart that takes one knows a repeat. */
  readonly key: string;
  /** E.164. */
  readonly to: string;
  /** The number as the garage writes it, for sentences. */
  readonly toShown: string;
  readonly body: string;
};

export type Texter = {
  /** Whether somebody can answer what it sends: a name of letters cannot be written to. */
  readonly canBeAnswered: boolean;
  /** Hands the text over and gives the reference under which it was taken. Throws SendError. */
  readonly sendText: (text: Text) => Promise<{ providerId: string }>;
};

/** What people read of a number that no text reaches. */
export const landlineSentence = (shown: string): string => `${shown} cannot receive texts: it is a landline.`;

/** The default: texts are kept in a folder of this machine, beside the mailbox, and sent nowhere. It refuses a landline, as a network does. */
export const createTextLog = ({ directory }: { directory: string }): Texter => ({
  canBeAnswered: true,
  sendText: async (text) => {
    if (isLandline(text.to)) throw sendError(landlineSentence(text.toShown), true);
    return { providerId: await storeText(directory, text, new Date()) };
  },
});
