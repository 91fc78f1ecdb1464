import type { Db } from "#/server/db/transaction.ts";
import * as appointments from "#/server/repositories/appointments.ts";

/** Where a photo that a customer sent is kept; null for one that is not the tenant's. */
export const appointmentPhoto = (db: Db, photoId: string) => appointments.photo(db, photoId);
