import { formatPhone } from "#/domain/phone.ts";
import type { PlateView } from "#/domain/vehicle.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as history from "#/server/repositories/service-history.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";

const visitsShown = 8;

/** What a plate stands for: car, owner, last reading, history, open cards; null for an unknown one. */
export const byPlate = async (db: Db, plate: string): Promise<PlateView> => {
  const found = await vehicles.byPlate(db, plate);
  if (found === null) return null;
  const {
    customer: { archivedAt: _, ...owner },
    ...vehicle
  } = found;
  const country = await branches.firstCountry(db);
  const [lastOdometer, visits, openCards] = await Promise.all([
    vehicles.lastReading(db, vehicle.id),
    history.ofVehicle(db, vehicle.id, visitsShown),
    vehicles.openCards(db, vehicle.id),
  ]);
  const phoneShown = owner.phone === null ? null : formatPhone(owner.phone, country);
  return { vehicle, owner: { ...owner, phoneShown }, lastOdometer, history: visits, openCards };
};
