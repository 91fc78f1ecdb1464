import { z } from "zod";
import { id, moment } from "#/domain/fields.ts";
import { messageChannels } from "#/domain/message.ts";
import { formatPhone } from "#/domain/phone.ts";

export const contactKinds = ["EMAIL", "PHONE"] as const;
export type ContactKind = (typeof contactKinds)[number];

/** How many addresses, and how many numbers, a customer may have. */
export const contactsKept = 10;

const label = z.string().trim().max(24, "24 characters at most.").default("");

/** The first of a list is the primary one: where messages go. */
export const emailFields = z.object({ value: z.email().trim().toLowerCase().max(254), label });
export const phoneFields = z.object({
  value: z.string().trim().min(1, "Type a phone number.").max(40, "40 characters at most."),
  label,
});

export const contactView = z.object({ value: z.string(), shown: z.string(), label: z.string() });
export type ContactView = z.infer<typeof contactView>;

/** A contact as people of `country` write it. */
export const shownContact = (contact: { value: string; label: string }, country: string): ContactView => ({
  ...contact,
  shown: contact.value.startsWith("+") ? formatPhone(contact.value, country) : contact.value,
});

export const consentPurposes = ["SERVICE", "REMINDER", "MARKETING"] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];
export const consentPurposeWords = {
  SERVICE: "About work under way",
  REMINDER: "Reminders",
  MARKETING: "Offers",
} as const satisfies Record<ConsentPurpose, string>;

export const consentHows = ["IN_PERSON", "PHONE", "EMAIL", "WEB", "REPLY"] as const;
export type ConsentHow = (typeof consentHows)[number];
export const consentHowWords = {
  IN_PERSON: "in person",
  PHONE: "by phone",
  EMAIL: "by e-mail",
  WEB: "online",
  REPLY: "by STOP, or as spam",
} as const satisfies Record<ConsentHow, string>;

/** What a member of staff may note; answering STOP is the network's to say. */
export const recordConsentInput = z.object({
  customerId: id,
  channel: z.enum(messageChannels),
  purpose: z.enum(consentPurposes),
  given: z.boolean(),
  how: z.enum(["IN_PERSON", "PHONE", "EMAIL"]),
});
export type RecordConsent = z.infer<typeof recordConsentInput>;

export const consentView = z.object({
  id,
  channel: z.enum(messageChannels),
  purpose: z.enum(consentPurposes),
  given: z.boolean(),
  how: z.enum(consentHows),
  at: moment,
  recordedByName: z.string(),
});
export type ConsentView = z.infer<typeof consentView>;

type Said = Pick<ConsentView, "channel" | "purpose" | "given">;

/**
 * Whether a customer may be written to: what was said last on that channel for that purpose, the newest first. Nothing
 * said: yes about the work they brought and its reminders, no for offers.
 */
export const mayWrite = (said: readonly Said[], channel: Said["channel"], purpose: ConsentPurpose): boolean =>
  said.find((each) => each.channel === channel && each.purpose === purpose)?.given ?? purpose !== "MARKETING";
