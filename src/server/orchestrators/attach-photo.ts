import { photoLimits } from "#/domain/booking-form.ts";
import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as appointments from "#/server/repositories/appointments.ts";

export type StoredPhoto = Omit<appointments.NewPhoto, "id" | "appointmentId">;

/**
 * Keeps a photo of the problem with an appointment that is still to come; the file is stored already. The same picture
 * again is the one that is there.
 * @throws TRANSITION_REFUSED once the car is here; INVALID_INPUT when there are enough
 */
export const attachPhoto = (ctx: Ctx, { appointmentId, ...photo }: StoredPhoto & { appointmentId: string }) =>
  executeInTransaction(
    ctx,
    "appointment.attach-photo",
    async (tx) => {
      const { branch, state } = await appointments.lock(tx, appointmentId);
      tx.within(branch.id);
      if (state !== "REQUESTED" && state !== "OFFERED" && state !== "BOOKED")
        throw new ValidationException("TRANSITION_REFUSED", "The car is with us by now: show it at the desk.");
      const kept = await appointments.photos(tx, appointmentId);
      const same = kept.find(({ sha256 }) => sha256 === photo.sha256);
      if (same !== undefined) return { photoId: same.id };
      if (kept.length >= photoLimits.photos)
        throw new ValidationException(
          "INVALID_INPUT",
          `${photoLimits.photos} photos are here already, which is enough.`,
        );
      const id = uuidv7();
      await appointments.addPhoto(tx, { ...photo, id, appointmentId });
      const { width, height, bytes } = photo;
      tx.audit({
        action: "appointment.photo-sent",
        subjectType: "appointment",
        subjectId: appointmentId,
        changes: { width, height, bytes },
      });
      return { photoId: id };
    },
    { subject: { type: "appointment", id: appointmentId } },
  );
