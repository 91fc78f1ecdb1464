import { z } from "zod";
import { type BookAppointmentInput, bookAppointmentInput } from "#/domain/appointment.ts";
import type { PlateView } from "#/domain/vehicle.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { minutesOf } from "./hand.ts";

/** What is typed of a booking. It is kept on the device word for word. */
export const bookingText = z.object({
  plate: z.string(),
  make: z.string(),
  model: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  serviceIds: z.array(z.string()),
  symptom: z.string(),
  customerWaiting: z.boolean(),
  technicianId: z.string(),
});
export type BookingText = z.infer<typeof bookingText>;

/** In the order in which they stand: focus goes to the first that is wrong. */
export const bookingFields = [
  "plate",
  "make",
  "model",
  "name",
  "phone",
  "email",
  "serviceIds",
  "symptom",
  "technicianId",
] as const satisfies readonly (keyof BookingText)[];
export type BookingField = (typeof bookingFields)[number];
export type Sentences = { readonly [Field in BookingField]?: string };

export const emptyBooking = (plate: string): BookingText => ({
  plate,
  make: "",
  model: "",
  name: "",
  phone: "",
  email: "",
  serviceIds: [],
  symptom: "",
  customerWaiting: false,
  technicianId: "",
});

export const isBlank = (text: BookingText): boolean => JSON.stringify(text) === JSON.stringify(emptyBooking(""));

/** What a plate stands for: undefined before it was looked up, null when nobody has seen it. */
export type Found = PlateView | undefined;

const fieldOfPath: Partial<Record<string, BookingField>> = {
  "vehicle.plate": "plate",
  "vehicle.vehicleId": "plate",
  "vehicle.make": "make",
  "vehicle.model": "model",
  "customer.name": "name",
  "customer.phone": "phone",
  "customer.email": "email",
  serviceIds: "serviceIds",
  symptom: "symptom",
  technicianId: "technicianId",
};
/** Where the procedure's schema, or the server, says that something is wrong. */
export const fieldAt = (path: string): BookingField | null =>
  fieldOfPath[path] ?? fieldOfPath[path.split(".")[0] ?? ""] ?? null;

const orNull = (typed: string): string | null => (typed.trim() === "" ? null : typed.trim());

export type ParsedBooking =
  | { readonly ok: true; readonly value: BookAppointmentInput }
  | { readonly ok: false; readonly sentences: Sentences };

/** Where it goes; no bay is whichever is free. */
export type Wanted = { bayId: string | null; from: number; to: number };

/** The text through the procedure's own schema. */
export const parseBooking = (text: BookingText, found: Found, branchId: string, span: Wanted): ParsedBooking => {
  const parsed = bookAppointmentInput.safeParse({
    branchId,
    serviceIds: text.serviceIds,
    minutes: minutesOf(span),
    startsAt: new Date(span.from),
    bayId: span.bayId,
    technicianId: orNull(text.technicianId),
    customer: found
      ? { kind: "existing", customerId: found.owner.id }
      : { kind: "given", name: text.name, email: orNull(text.email), phone: orNull(text.phone) },
    vehicle: found
      ? { kind: "existing", vehicleId: found.vehicle.id }
      : { kind: "given", plate: text.plate, make: text.make, model: text.model },
    symptom: text.symptom,
    note: "",
    customerWaiting: text.customerWaiting,
  });
  const sentences: { [Field in BookingField]?: string } = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = fieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  if (!found && sentences.plate === undefined && normalisePlate(text.plate) === "")
    sentences.plate = text.plate.trim() === "" ? "Type the plate." : "A plate has letters and digits, 16 at most.";
  if (text.serviceIds.length === 0 && text.symptom.trim() === "")
    sentences.serviceIds = "Choose a service, or say below what is wrong.";
  return parsed.success && Object.keys(sentences).length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, sentences };
};
