import { z } from "zod";
import { id, moment } from "#/domain/fields.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";

export const lookUpPlateInput = z.object({ plate: z.string().trim().min(1).max(16) });

/** What a plate and Tab fill in: the car, its owner, what was done, what is open. Null for an unknown plate. */
export const plateView = z
  .object({
    vehicle: z.object({ id, plate: z.string(), make: z.string(), model: z.string(), year: z.int().nullable() }),
    owner: z.object({
      id,
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      phoneShown: z.string().nullable(),
    }),
    lastOdometer: z.object({ value: z.int(), unit: z.string(), readAt: moment }).nullable(),
    history: z.array(
      z.object({
        id,
        jobCardId: id,
        performedAt: moment,
        odometer: z.int(),
        odometerUnit: z.string(),
        summary: z.string(),
        branchName: z.string(),
      }),
    ),
    openCards: z.array(
      z.object({ id, number: z.int(), status: z.enum(jobCardStatuses), branchName: z.string(), openedAt: moment }),
    ),
  })
  .nullable();
export type PlateView = z.infer<typeof plateView>;

export const searchCustomersInput = z.object({ search: z.string().trim().max(120) });
export const customerChoices = z.array(
  z.object({
    id,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    plates: z.array(z.string()),
  }),
);
