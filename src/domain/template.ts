import { z } from "zod";
import { decimal, id, minor, money, text, version } from "#/domain/fields.ts";

/** Named labour rates of a branch, and templates: labour and parts that are put on a card in one step. */

const rateFields = { name: text("Type what the rate is called, as Electrical.", 40), priceMinor: money };
export const createLabourRateInput = z.object({ branchId: id, ...rateFields });
export const updateLabourRateInput = z.object({ rateId: id, version, ...rateFields });
export const removeLabourRateInput = z.object({ rateId: id, version });
export type LabourRateFields = Omit<z.infer<typeof createLabourRateInput>, "branchId">;

export const labourRateView = z.object({ id, branchId: id, version: z.int(), name: z.string(), priceMinor: minor });
export type LabourRateView = z.infer<typeof labourRateView>;
export const labourRatesView = z.object({
  branches: z.array(
    z.object({
      id,
      name: z.string(),
      currency: z.string(),
      locale: z.string(),
      standardMinor: minor,
      rates: z.array(labourRateView),
    }),
  ),
});

const description = text("Say what is done or fitted.", 200);
const templateLine = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("LABOUR"),
    description,
    minutes: z.int("Whole minutes.").min(1, "A minute at least.").max(6000, "A hundred hours at most."),
    /** Found by its name at the branch of the card; null, or a name that the branch has not, is its standard rate. */
    rateName: z.string().trim().max(40).nullable(),
  }),
  z.object({
    kind: z.literal("PART"),
    description,
    partId: id,
    quantity: decimal.refine((value) => Number(value) > 0, "More than zero."),
  }),
]);
export type TemplateLine = z.infer<typeof templateLine>;
const templateFields = {
  name: text("Type the name of the template.", 80),
  lines: z.array(templateLine).min(1, "A template has a line at least.").max(50, "Fifty lines at most."),
};
export const createTemplateInput = z.object(templateFields);
export const updateTemplateInput = z.object({ templateId: id, version, ...templateFields });
export const removeTemplateInput = z.object({ templateId: id, version });
export type TemplateFields = z.infer<typeof createTemplateInput>;

export const templateView = z.object({
  id,
  version: z.int(),
  name: z.string(),
  lines: z.array(
    z.object({
      kind: z.enum(["LABOUR", "PART"]),
      description: z.string(),
      minutes: z.int().nullable(),
      rateName: z.string().nullable(),
      partId: id.nullable(),
      partNumber: z.string().nullable(),
      quantity: decimal.nullable(),
    }),
  ),
});
export type TemplateView = z.infer<typeof templateView>;

/** What a card's branch offers: its rates, and the templates whose name matches. */
export const cardOffersInput = z.object({ branchId: id, search: z.string().trim().max(80) });
export const cardOffersView = z.object({
  rates: z.array(z.object({ id, name: z.string(), priceMinor: minor })),
  templates: z.array(
    z.object({ id, name: z.string(), lines: z.int(), minutes: z.int(), notStocked: z.array(z.string()) }),
  ),
});
export type CardOffers = z.infer<typeof cardOffersView>;

export const applyTemplateInput = z.object({
  jobCardId: id,
  version,
  templateId: id,
  /** Leaves out parts that the branch does not stock; without it they are named and nothing is added. */
  leaveOutUnstocked: z.boolean().default(false),
});
