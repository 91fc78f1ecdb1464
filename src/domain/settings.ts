import { z } from "zod";
import { id, moment, optionalText, text, version } from "#/domain/fields.ts";
import { logoView } from "#/domain/logo.ts";

/** What an owner decides about the business. Each change names the version it was made on. */

export const subscriptionStates = ["TRIAL", "ACTIVE", "EXPIRED"] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

const businessFields = {
  name: text("Type the name of the business.", 80),
  legalName: text("Type the name that stands on invoices.", 120),
  registrationNumber: optionalText(40),
  taxNumber: optionalText(40),
  brandColour: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, "A colour looks like #0b6372."),
  jobCardTerm: text("Type what a job card is called here.", 30),
};
export const updateBusinessInput = z.object({ version, ...businessFields });
export type BusinessFields = Omit<z.infer<typeof updateBusinessInput>, "version">;

export const businessView = z.object({
  id,
  version: z.int(),
  slug: z.string(),
  name: z.string(),
  legalName: z.string(),
  country: z.string(),
  registrationNumber: z.string().nullable(),
  taxNumber: z.string().nullable(),
  brandColour: z.string(),
  logo: logoView.nullable(),
  jobCardTerm: z.string(),
  subscription: z.enum(subscriptionStates),
  trialEndsAt: moment.nullable(),
  createdAt: moment,
});
export type BusinessView = z.infer<typeof businessView>;
