import type { BookInput, RequestInput } from "#/domain/booking.ts";

/** The form of the booking page. Its fields are named as the input names them, so that a refusal finds its field by itself. */

/** What a person types: kept on the device, and given back after a refusal. */
export const typedFields = [
  "vehicle.plate",
  "vehicle.make",
  "vehicle.model",
  "contact.name",
  "contact.phone",
  "contact.email",
  "symptom",
  "customerWaiting",
] as const;
export type TypedField = (typeof typedFields)[number];
/** What the page puts in beside it. */
export const placeFields = ["tenantSlug", "branchId", "serviceIds", "startsAt", "fromDay", "formStamp", "as"] as const;

/** The photos that go with it: pictures of the problem. */
export const photoLimits = {
  photos: 4,
  bytes: 12_000_000,
  /** A phone's largest; more is no photo. */
  pixels: 60_000_000,
  width: 2000,
  height: 2000,
} as const;
export const photoTypes = ["image/jpeg", "image/png", "image/webp"] as const;

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};
const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());
const momentOf = (text: string): Date | null => (Number.isNaN(Date.parse(text)) ? null : new Date(text));

/** What booking and asking have in common. */
export const personIn = (form: FormData): Omit<RequestInput, "startsAt"> => ({
  tenantSlug: textOf(form, "tenantSlug"),
  branchId: textOf(form, "branchId"),
  serviceIds: form.getAll("serviceIds").filter((value): value is string => typeof value === "string"),
  contact: {
    name: textOf(form, "contact.name"),
    email: orNull(textOf(form, "contact.email")),
    phone: orNull(textOf(form, "contact.phone")),
  },
  vehicle: {
    plate: textOf(form, "vehicle.plate"),
    make: textOf(form, "vehicle.make"),
    model: textOf(form, "vehicle.model"),
  },
  symptom: textOf(form, "symptom"),
  customerWaiting: form.has("customerWaiting"),
  website: textOf(form, "website"),
  formStamp: textOf(form, "formStamp"),
});

/** A time that is to be booked; null when the form holds none, and then it can only be asked for. */
export const bookingIn = (form: FormData): Omit<BookInput, "hold"> | null => {
  const startsAt = momentOf(textOf(form, "startsAt"));
  return startsAt === null || textOf(form, "as") === "request" ? null : { ...personIn(form), startsAt };
};

export const requestIn = (form: FormData): RequestInput => ({
  ...personIn(form),
  startsAt: momentOf(textOf(form, "startsAt")),
});

/** What is missing or cannot be right, by field, in the order of the form; the server looks closer. */
export const whatFails = (form: FormData): Partial<Record<TypedField, string>> =>
  Object.fromEntries(
    typedFields.flatMap((field) => {
      const sentence = whyFails(field, form);
      return sentence === null ? [] : [[field, sentence]];
    }),
  );

export const whyFails = (field: TypedField, form: FormData): string | null => {
  const value = textOf(form, field).trim();
  switch (field) {
    case "vehicle.plate":
      return value === "" ? "We need the plate to know which car comes." : null;
    case "contact.name":
      return value === "" ? "Type your name." : null;
    case "contact.phone":
      if (value === "")
        return textOf(form, "contact.email").trim() === ""
          ? "Give a mobile number or an e-mail address, so that we can confirm."
          : null;
      return value.replace(/\D/g, "").length < 6 ? "Digits are missing from the phone number." : null;
    case "contact.email":
      return value === "" || /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value)
        ? null
        : "An e-mail address has the form name@example.com.";
    case "symptom":
      return value === "" && form.getAll("serviceIds").length === 0 ? "Say what is wrong, or choose a service." : null;
    default:
      return null;
  }
};
