import { z } from "zod";
import { id, minor, moment } from "#/domain/fields.ts";
import { publicLogo } from "#/domain/logo.ts";
import { paymentMethods, paymentStates } from "#/domain/payment.ts";

/** What whoever holds the link of an invoice sees and may do: `/pay/[token]`. */

export const payToken = z.string().min(20).max(100);

export const billView = z.object({
  tenantName: z.string(),
  tenantSlug: z.string(),
  brandColour: z.string(),
  logo: publicLogo.nullable(),
  branch: z.object({
    name: z.string(),
    phone: z.string().nullable(),
    phoneShown: z.string().nullable(),
    zone: z.string(),
  }),
  number: z.string(),
  /** Calendar dates of the branch. */
  issuedOn: z.string(),
  dueOn: z.string(),
  currency: z.string(),
  locale: z.string(),
  firstName: z.string(),
  vehicle: z.object({ plate: z.string(), description: z.string() }),
  totalMinor: minor,
  paidMinor: minor,
  creditedMinor: minor,
  dueMinor: minor,
  /** Of it, what may be paid now: less what is being paid elsewhere at this moment. */
  roomMinor: minor,
  pendingMinor: minor,
  /** What the browser needs to ask for a card; the number goes to the gateway and never to us. */
  gateway: z.object({
    name: z.enum(["stripe", "sandbox"]),
    publishableKey: z.string(),
    /** The sandbox's own frame; null with Stripe. */
    frameUrl: z.string().nullable(),
  }),
  payments: z.array(
    z.object({
      id,
      method: z.enum(paymentMethods),
      state: z.enum(paymentStates),
      amountMinor: minor,
      failure: z.string().nullable(),
      at: moment,
    }),
  ),
});
export type BillView = z.infer<typeof billView>;
export const foundBill = z.discriminatedUnion("found", [
  z.object({ found: z.literal("open"), bill: billView }),
  z.object({ found: z.literal("gone") }),
]);

export const payInput = z.object({
  token: payToken,
  amountMinor: minor.positive("More than zero."),
  /** Good for one charge, from the gateway's frame. */
  confirmationToken: z.string().min(1).max(200),
});
/** PENDING: the bank has not said yes or no. It is asked, and the page shows what it says. */
export const payAnswer = z.object({ paymentId: id, state: z.enum(["CAPTURED", "PENDING"]) });

export const lookInput = z.object({ token: payToken, paymentId: id });
/** How a payment stands now. With an address or a secret the payer's bank wants to ask them something. */
export const lookAnswer = z.object({
  state: z.enum(paymentStates),
  failure: z.string().nullable(),
  clientSecret: z.string().nullable(),
  actionUrl: z.string().nullable(),
});
export type LookAnswer = z.infer<typeof lookAnswer>;
