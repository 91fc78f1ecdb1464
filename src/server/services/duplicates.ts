import { shownContact } from "#/domain/contact.ts";
import { type DuplicatePair, type DuplicateSide, pairsShown } from "#/domain/duplicate.ts";
import type { VehiclePair, VehicleSide } from "#/domain/vehicle-duplicate.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as duplicates from "#/server/repositories/duplicates.ts";
import * as vehicleDuplicates from "#/server/repositories/vehicle-duplicates.ts";

/** Customers that may be one person, side by side: of one of them, or of all. */
export const list = async (
  db: Db,
  customerId: string | null,
): Promise<{ pairs: DuplicatePair[]; total: number; zone: string }> => {
  const [found, { branch }] = await Promise.all([duplicates.pairs(db, customerId, pairsShown), branches.home(db)]);
  const ids = [...new Set(found.flatMap(({ lowId, highId }) => [lowId, highId]))];
  const [people, visits] =
    ids.length === 0
      ? [[], []]
      : await Promise.all([customers.sides(db, ids), duplicates.visits(db, "customer_id", ids)]);
  const sides = new Map(
    people.map(({ emails, phones, addressLines, ...person }): [string, DuplicateSide] => {
      const { jobCards = 0, openCards = 0, lastVisit = null } = visits.find(({ id }) => id === person.id) ?? {};
      return [
        person.id,
        {
          ...person,
          emails: emails.map((contact) => shownContact(contact, branch.country)),
          phones: phones.map((contact) => shownContact(contact, branch.country)),
          addressLines: [...addressLines],
          jobCards,
          openCards,
          lastVisit,
        },
      ];
    }),
  );
  const pairs = found.flatMap(({ lowId, highId, reasons }): DuplicatePair[] => {
    const [low, high] = [sides.get(lowId), sides.get(highId)];
    return low === undefined || high === undefined ? [] : [{ reasons, sides: [low, high] }];
  });
  return { pairs, total: found[0]?.total ?? 0, zone: branch.zone };
};

/** Vehicles that may be one car, side by side: of one of them, or of all. */
export const ofVehicles = async (
  db: Db,
  vehicleId: string | null,
): Promise<{ pairs: VehiclePair[]; total: number; zone: string }> => {
  const [found, { branch }] = await Promise.all([
    vehicleDuplicates.pairs(db, vehicleId, pairsShown),
    branches.home(db),
  ]);
  const ids = [...new Set(found.flatMap(({ lowId, highId }) => [lowId, highId]))];
  const [cars, visits] =
    ids.length === 0
      ? [[], []]
      : await Promise.all([vehicleDuplicates.sides(db, ids), duplicates.visits(db, "vehicle_id", ids)]);
  const sides = new Map(
    cars.map(({ customer, odometerReadings: [lastOdometer], createdAt, ...car }): [string, VehicleSide] => {
      const { jobCards = 0, openCards = 0, lastVisit = null } = visits.find(({ id }) => id === car.id) ?? {};
      const stood = { jobCards, openCards, lastVisit };
      return [car.id, { ...car, ...stood, owner: customer, lastOdometer: lastOdometer ?? null, since: createdAt }];
    }),
  );
  const pairs = found.flatMap(({ lowId, highId, reasons }): VehiclePair[] => {
    const [low, high] = [sides.get(lowId), sides.get(highId)];
    return low === undefined || high === undefined ? [] : [{ reasons, sides: [low, high] }];
  });
  return { pairs, total: found[0]?.total ?? 0, zone: branch.zone };
};
