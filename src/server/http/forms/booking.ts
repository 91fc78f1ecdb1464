import { bookingAddress, placeOf } from "#/domain/booking-address.ts";
import { bookingIn, placeFields, requestIn, typedFields } from "#/domain/booking-form.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { PublicForm } from "#/server/http/forms.ts";

const textOf = (given: FormData, name: string): string => {
  const value = given.get(name);
  return typeof value === "string" ? value : "";
};
/** The page made it, so that a form sent twice is one booking. */
export const keyIn = (given: FormData): string => textOf(given, "key") || uuidv7();

/** The form where it stands: its time chosen, or none. */
const page = (given: FormData): string =>
  bookingAddress(textOf(given, "tenantSlug"), {
    ...placeOf({
      branch: textOf(given, "branchId"),
      service: given.getAll("serviceIds").filter((value): value is string => typeof value === "string"),
      from: textOf(given, "fromDay"),
      at: textOf(given, "startsAt"),
    }),
    unsure: given.getAll("serviceIds").length === 0,
    details: true,
  });

/** Books, or asks for, what the page of a workshop was filled in with. */
export const bookForm: PublicForm = {
  page,
  keeps: [...typedFields, ...placeFields],
  maxBytes: 100_000,
  submit: async (caller, given) => {
    const booking = bookingIn(given);
    const idempotencyKey = keyIn(given);
    const { reference, token } =
      booking === null
        ? await caller.booking.request({ ...requestIn(given), idempotencyKey })
        : await caller.booking.book({ ...booking, hold: null, idempotencyKey });
    const asked = requestIn(given);
    return {
      to: bookingAddress(asked.tenantSlug, {
        ...placeOf({ branch: asked.branchId, service: asked.serviceIds }),
        unsure: asked.serviceIds.length === 0,
      }),
      told: {
        done: booking === null ? "request" : "book",
        reference,
        token,
        startsAt: textOf(given, "startsAt"),
        plate: asked.vehicle.plate,
        email: asked.contact.email ?? "",
        phone: asked.contact.phone ?? "",
      },
    };
  },
};
