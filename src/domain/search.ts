import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";

/** Finding anything by what one has in hand: a number, a plate, a name, the end of a phone number, a part. */

export const searchInput = z.object({
  search: z.string().trim().max(80),
  /** Only these; all that the member may see unless told. */
  kinds: z
    .array(z.enum(["card", "vehicle", "customer", "invoice", "part"]))
    .max(5)
    .optional(),
});

export const foundCard = z.object({
  id,
  number: z.int(),
  status: z.enum(jobCardStatuses),
  plate: z.string(),
  vehicle: z.string(),
});
export const foundVehicle = z.object({
  id,
  plate: z.string(),
  vehicle: z.string(),
  /** Absent without the right to see customers. */
  owner: z.string().optional(),
  /** Its newest card, while it is open. */
  openCard: foundCard.pick({ id: true, number: true, status: true }).nullable(),
});
export const foundCustomer = z.object({
  id,
  name: z.string(),
  phone: z.string().nullable(),
  plates: z.array(z.string()),
});
export const foundInvoice = z.object({ id, number: z.string(), plate: z.string(), customer: z.string() });
export const foundPart = z.object({ id, number: z.string(), name: z.string() });

/** The best of each kind, the best first. */
export const searchView = z.object({
  cards: z.array(foundCard),
  vehicles: z.array(foundVehicle),
  customers: z.array(foundCustomer),
  invoices: z.array(foundInvoice),
  parts: z.array(foundPart),
});
export type SearchView = z.infer<typeof searchView>;
export type SearchKind = "card" | "vehicle" | "customer" | "invoice" | "part";

export const foundNothing: SearchView = { cards: [], vehicles: [], customers: [], invoices: [], parts: [] };
