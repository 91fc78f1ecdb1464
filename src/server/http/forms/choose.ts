import { consentPurposes } from "#/domain/contact.ts";
import { messageChannels } from "#/domain/message.ts";
import type { PublicForm } from "#/server/http/forms.ts";
import { keyIn } from "./booking.ts";

const tokenIn = (given: FormData): string => {
  const token = given.get("token");
  return typeof token === "string" ? token : "";
};
const page = (given: FormData): string => `/m/${encodeURIComponent(tokenIn(given))}`;

/** Which messages somebody gets: a box that is ticked says yes, one that is not says no. */
export const chooseForm: PublicForm = {
  page,
  keeps: [],
  maxBytes: 10_000,
  submit: async (caller, given) => {
    const ticked = new Set(given.getAll("yes"));
    await caller.messageChoice.choose({
      token: tokenIn(given),
      choices: consentPurposes.flatMap((purpose) =>
        messageChannels.map((channel) => ({ channel, purpose, given: ticked.has(`${channel} ${purpose}`) })),
      ),
      idempotencyKey: keyIn(given),
    });
    return { to: page(given), told: { done: "chosen" } };
  },
};
