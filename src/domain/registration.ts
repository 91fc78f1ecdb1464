import { z } from "zod";
import { countryTerms } from "#/domain/countries.ts";
import { id, moment, optionalText, text } from "#/domain/fields.ts";
import { emailAddress } from "#/domain/member.ts";
import { newPassword } from "#/domain/passwords.ts";
import { isZone } from "#/domain/time.ts";

export const mostBays = 30;

/** A new workshop, its first branch, and who owns it. */
export const registerTenantInput = z.object({
  tenantName: text("The name of the workshop is missing.", 80),
  /** ISO 3166 alpha-2. */
  country: z.string().refine((code) => countryTerms(code) !== undefined, "Choose a country of the list."),
  zone: z.string().max(64).refine(isZone, "Choose a time zone of the list."),
  /** BCP 47. */
  language: z.string().regex(/^[a-z]{2,3}-[A-Z]{2}$/, "Choose a language of the list."),
  branchName: text("The branch needs a name, as the street it stands in.", 60),
  bays: z
    .int("A whole number of bays.")
    .min(1, "One bay at least.")
    .max(mostBays, `${mostBays} bays to begin with at most.`),
  /** What an hour of work costs, in the country's currency and with or without tax as its prices are. */
  labourRate: z
    .string()
    .trim()
    .regex(/^\d{1,7}(?:[.,]\d{1,2})?$/, "Say what an hour costs, as 75 or 75.50."),
  name: text("Your name is missing.", 80),
  email: emailAddress,
  phone: optionalText(40),
  password: newPassword,
});
export type RegisterTenant = z.infer<typeof registerTenantInput>;

export const tenantRegistered = z.object({ tenantId: id, slug: z.string(), branchId: id, trialEndsAt: moment });

const letters = /[^a-z0-9]+/g;

/** `northside-motors` of `Northside Motors`: what the workshop's public pages are found under. */
export const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ł", "l")
    .replaceAll("Ł", "L")
    .replaceAll("ß", "ss")
    .replaceAll("&", " and ")
    .toLowerCase()
    .replace(letters, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "") || "workshop";

/** `NM` of `Northside Motors`, before the year and number of its invoices. */
export const invoicePrefixOf = (name: string): string => {
  const words = slugOf(name).split("-");
  const prefix = words.length > 1 ? words.map((word) => word.charAt(0)).join("") : (words[0] ?? "").slice(0, 3);
  return prefix.toUpperCase().slice(0, 4);
};
