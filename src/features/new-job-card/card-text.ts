import { z } from "zod";
import { type CreateJobCardInput, createJobCardInput } from "#/domain/job-card.ts";
import { fromLocalInput } from "#/domain/time.ts";
import type { PlateView } from "#/domain/vehicle.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";

/** The form as typed. It is kept on the device word for word, so every field is text. */
export const cardText = z.object({
  plate: z.string(),
  make: z.string(),
  model: z.string(),
  year: z.string(),
  ownerKind: z.enum(["new", "existing"]),
  customerId: z.string(),
  customerName: z.string(),
  ownerName: z.string(),
  email: z.string(),
  phone: z.string(),
  complaint: z.string(),
  odometerIn: z.string(),
  promisedAt: z.string(),
  customerWaiting: z.boolean(),
  technicianId: z.string(),
  branchId: z.string(),
});
export type CardText = z.infer<typeof cardText>;
export type CardTextField = keyof CardText;

/** As they stand on screen, from the top: focus goes to the first that is wrong. */
export const fieldsInOrder = [
  "plate",
  "make",
  "model",
  "year",
  "ownerName",
  "customerId",
  "phone",
  "email",
  "complaint",
  "odometerIn",
  "promisedAt",
  "technicianId",
  "branchId",
] as const satisfies readonly CardTextField[];

export const emptyCard = (branchId: string, plate: string): CardText => ({
  plate,
  make: "",
  model: "",
  year: "",
  ownerKind: "new",
  customerId: "",
  customerName: "",
  ownerName: "",
  email: "",
  phone: "",
  complaint: "",
  odometerIn: "",
  promisedAt: "",
  customerWaiting: false,
  technicianId: "",
  branchId,
});

/** True when nothing but the branch was given. */
export const isBlank = ({ branchId, ...text }: CardText): boolean => {
  const { branchId: _, ...empty } = emptyCard(branchId, "");
  return JSON.stringify(text) === JSON.stringify(empty);
};

/** Where the procedure's schema, or the server, says a field is wrong, and where that stands on screen. */
const fieldOfPath: Partial<Record<string, CardTextField>> = {
  branchId: "branchId",
  "vehicle.plate": "plate",
  "vehicle.make": "make",
  "vehicle.model": "model",
  "vehicle.year": "year",
  "vehicle.owner.customerId": "customerId",
  "vehicle.owner.name": "ownerName",
  "vehicle.owner.email": "email",
  "vehicle.owner.phone": "phone",
  complaint: "complaint",
  odometerIn: "odometerIn",
  promisedAt: "promisedAt",
  technicianId: "technicianId",
};
export const fieldAt = (path: string): CardTextField | null => fieldOfPath[path] ?? null;

export type Sentences = Partial<Record<CardTextField, string>>;
export type ParsedCard = { ok: true; value: CreateJobCardInput } | { ok: false; sentences: Sentences };

/** What a plate stands for: undefined before it was looked up, null when nobody has seen it. */
export type Found = PlateView | undefined;

const wholeOrNull = (typed: string): number | null => (typed.trim() === "" ? null : Number(typed));
const orNull = (typed: string): string | null => (typed.trim() === "" ? null : typed.trim());

const ownerOf = (text: CardText) =>
  text.ownerKind === "existing"
    ? { kind: "existing", customerId: text.customerId }
    : { kind: "new", name: text.ownerName, email: orNull(text.email), phone: orNull(text.phone) };

/** The form through the procedure's own schema; `zone` is the chosen branch's. */
export const parseCard = (text: CardText, found: Found, zone: string): ParsedCard => {
  const sentences: Sentences = {};
  const promisedAt = text.promisedAt === "" ? null : fromLocalInput(text.promisedAt, zone);
  if (text.promisedAt !== "" && promisedAt === null) {
    sentences.promisedAt = "There is no such time at this branch. Check the date and the hour.";
  }
  const parsed = createJobCardInput.safeParse({
    branchId: text.branchId,
    vehicle: found
      ? { kind: "existing", vehicleId: found.vehicle.id }
      : {
          kind: "new",
          plate: text.plate,
          make: text.make,
          model: text.model,
          year: wholeOrNull(text.year),
          owner: ownerOf(text),
        },
    complaint: text.complaint,
    odometerIn: wholeOrNull(text.odometerIn),
    promisedAt,
    customerWaiting: text.customerWaiting,
    technicianId: orNull(text.technicianId),
  });
  for (const issue of parsed.error?.issues ?? []) {
    const field = fieldAt(issue.path.join("."));
    if (field) sentences[field] ??= field === "customerId" ? "Choose the owner." : issue.message;
  }
  if (!found && sentences.plate === undefined && normalisePlate(text.plate) === "") {
    sentences.plate = "A plate has letters and digits, 16 at most.";
  }
  return parsed.success && Object.keys(sentences).length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, sentences };
};
