import { bookingPath } from "#/domain/booking-address.ts";
import { photoLimits } from "#/domain/booking-form.ts";
import { ValidationException } from "#/domain/errors.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import type { PublicForm } from "#/server/http/forms.ts";
import { keepPhoto, limitPhotos } from "#/server/http/visit-photos.ts";
import { keyIn } from "./booking.ts";

const textOf = (given: FormData, name: string): string => {
  const value = given.get(name);
  return typeof value === "string" ? value : "";
};
const visitPath = (given: FormData): string => `/a/${encodeURIComponent(textOf(given, "token"))}`;

/** Another time for a visit; of an offer, the one that its customer chooses. */
export const rescheduleForm: PublicForm = {
  page: (given) => `${visitPath(given)}?change=1`,
  keeps: ["startsAt"],
  maxBytes: 10_000,
  submit: async (caller, given) => {
    const startsAt = Date.parse(textOf(given, "startsAt"));
    if (Number.isNaN(startsAt)) throw new ValidationException("INVALID_INPUT", "Choose a time.");
    await caller.visit.reschedule({
      token: textOf(given, "token"),
      startsAt: new Date(startsAt),
      idempotencyKey: keyIn(given),
    });
    return { to: visitPath(given), told: { done: "rescheduled" } };
  },
};

/** Gives a visit up. Its link ends with it, so the workshop's own page says that it is done. */
export const cancelForm: PublicForm = {
  page: (given) => `${visitPath(given)}?cancel=1`,
  keeps: ["reason"],
  maxBytes: 10_000,
  submit: async (caller, given) => {
    await caller.visit.cancel({
      token: textOf(given, "token"),
      reason: textOf(given, "reason"),
      idempotencyKey: keyIn(given),
    });
    return {
      to: bookingPath(textOf(given, "tenantSlug")),
      told: { done: "cancelled", startsAt: textOf(given, "startsAt"), plate: textOf(given, "plate") },
    };
  },
};

/** Photos of the problem, for a visit that is still to come. */
export const photosForm = (storage: Storage): PublicForm => ({
  page: visitPath,
  keeps: [],
  maxBytes: photoLimits.photos * photoLimits.bytes + 100_000,
  submit: async (_, given, context) => {
    const files = given.getAll("photos").filter((value) => value instanceof File && value.size > 0);
    if (files.length === 0) throw new ValidationException("INVALID_INPUT", "Choose a photo first.");
    const token = textOf(given, "token");
    // One after another: each is decoded in memory.
    for (const file of files) {
      if (!(file instanceof File)) continue;
      await limitPhotos(context);
      await keepPhoto(context, { token, bytes: new Uint8Array(await file.arrayBuffer()), storage });
    }
    return { to: visitPath(given), told: { done: "photos" } };
  },
});
