import type { AvailabilityView } from "#/domain/booking.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import { type Asked, availabilityOfKept } from "#/server/services/booking/diaries.ts";

/** Free times for what is booked or offered, its own counted as free. @throws NOT_FOUND */
export const times = async (db: Db, appointmentId: string, asked: Omit<Asked, "except">): Promise<AvailabilityView> => {
  const { branch, services, minutes, bufferMinutes } = await appointments.load(db, appointmentId);
  const serviceIds = services.flatMap(({ serviceOfferId }) => serviceOfferId ?? []);
  const wanted = { serviceIds, minutes, bufferMinutes, online: true };
  return availabilityOfKept(db, branch.id, wanted, { ...asked, except: { appointmentId } });
};
