import { z } from "zod";
import { id, moment, text, version } from "#/domain/fields.ts";

const supplierFields = {
  name: text("Type the supplier's name.", 120),
  /** Where orders go; without it they are ordered by telephone or on the supplier's own pages. */
  email: z
    .union([z.literal(""), z.email("An e-mail address looks like orders@parts.example.").max(254)])
    .nullable()
    .transform((value) => (value === "" ? null : value)),
  phone: z.string().trim().max(40, "40 characters at most."),
  addressLines: z.array(z.string().trim().min(1).max(120)).max(6, "Six lines at most."),
  accountNumber: z.string().trim().max(40, "40 characters at most."),
};

export const createSupplierInput = z.object(supplierFields);
export const updateSupplierInput = z.object({ supplierId: id, version, ...supplierFields });
/** Archived suppliers keep their orders, and are offered for none. */
export const setSupplierArchivedInput = z.object({ supplierId: id, version, archived: z.boolean() });
export type SupplierFields = z.output<typeof createSupplierInput>;

export const supplierView = z.object({
  id,
  version: z.int(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string(),
  addressLines: z.array(z.string()),
  accountNumber: z.string(),
  archivedAt: moment.nullable(),
  /** How many parts are bought of it. */
  parts: z.int(),
  /** Orders that are not closed. */
  openOrders: z.int(),
});
export type SupplierView = z.infer<typeof supplierView>;
export const supplierListView = z.object({ suppliers: z.array(supplierView) });
