import { z } from "zod";
import { consentPurposes } from "#/domain/contact.ts";
import { publicLogo } from "#/domain/logo.ts";
import { messageChannels } from "#/domain/message.ts";

/** What a customer chooses by the link in a mail: which messages they get, on which channel. */

const choice = z.object({ channel: z.enum(messageChannels), purpose: z.enum(consentPurposes), given: z.boolean() });
export type MessageChoice = z.infer<typeof choice>;

export const choiceToken = z.string().min(20).max(100);

/** Every channel and purpose there is, in order. */
export const choicesView = z.object({
  tenantName: z.string(),
  brandColour: z.string(),
  logo: publicLogo.nullable(),
  choices: z.array(choice),
});
export type ChoicesView = z.infer<typeof choicesView>;
export const foundChoices = z.discriminatedUnion("found", [
  z.object({ found: z.literal("open"), view: choicesView }),
  /** It was there once. */
  z.object({ found: z.literal("gone") }),
]);

export const chooseMessagesInput = z.object({
  token: choiceToken,
  choices: z
    .array(choice)
    .min(1, "Choose at least one.")
    .max(messageChannels.length * consentPurposes.length),
});
/** How many of them were not so before. */
export const messagesChosen = z.object({ changed: z.int() });
