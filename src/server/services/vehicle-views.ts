import { undoDays } from "#/domain/customer.ts";
import type { Permission } from "#/domain/permissions.ts";
import { formatPhone } from "#/domain/phone.ts";
import { type PlateView, type VehicleView, visitsOfVehicle } from "#/domain/vehicle.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as history from "#/server/repositories/service-history.ts";
import * as merges from "#/server/repositories/vehicle-merges.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";

type Rights = ReadonlySet<Permission>;

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
    history.ofVehicle(db, await vehicles.family(db, vehicle.id), visitsShown),
    vehicles.openCards(db, vehicle.id),
  ]);
  const phoneShown = owner.phone === null ? null : formatPhone(owner.phone, country);
  return { vehicle, owner: { ...owner, phoneShown }, lastOdometer, history: visits.map(technical), openCards };
};

/** What was done on the car, without whose it was then. */
const technical = ({ customerId: _, jobCardNumber: __, ...visit }: history.Visit) => visit;

/**
 * A car with its whole technical history, for staff: rows of a former owner's time are marked, and who that was is told
 * to those who may know (decision 041). What goes to a customer reads their own rows alone. @throws NOT_FOUND
 */
export const byId = async (db: Db, vehicleId: string, rights: Rights): Promise<VehicleView> => {
  const records = await vehicles.family(db, vehicleId);
  const [vehicle, lastOdometer, visits, openCards, merged, { branch }] = await Promise.all([
    vehicles.load(db, vehicleId),
    vehicles.lastReading(db, vehicleId),
    history.ofVehicle(db, records, visitsOfVehicle + 1),
    vehicles.openCards(db, vehicleId),
    merges.standingOf(db, vehicleId),
    branches.home(db),
  ]);
  const { id, version, plate, make, model, year, vin, plateSince, ownedSince, archivedAt, archivedReason } = vehicle;
  const owners = new Set(await customers.family(db, vehicle.customerId));
  const { phone, name, archivedAt: ownerArchivedAt } = vehicle.customer;
  return {
    id,
    version,
    plate,
    make,
    model,
    year,
    vin,
    // Since the last change; a merge of two records of the car changed neither.
    plateSince: plateSince ?? vehicle.formerPlates[0]?.until ?? null,
    ownedSince: ownedSince ?? vehicle.formerOwners[0]?.until ?? null,
    since: vehicle.createdAt,
    archivedAt,
    archivedReason,
    mergedInto: vehicle.mergedInto,
    merges: merged.map((merge) => ({
      ...merge,
      undoableUntil: new Date(merge.mergedAt.getTime() + undoDays * 86_400_000),
    })),
    zone: branch.zone,
    locale: branch.locale,
    owner: rights.has("customer.read")
      ? {
          id: vehicle.customer.id,
          name,
          phoneShown: phone === null ? null : formatPhone(phone, branch.country),
          archivedAt: ownerArchivedAt,
        }
      : null,
    lastOdometer,
    history: visits
      .slice(0, visitsOfVehicle)
      .map(({ customerId, ...visit }) => ({ ...visit, former: !owners.has(customerId) })),
    moreHistory: visits.length > visitsOfVehicle,
    openCards,
    formerPlates: [...platesOfMerged(vehicle), ...vehicle.formerPlates],
    formerOwners: [...ownersOfMerged(vehicle, owners), ...vehicle.formerOwners].map(({ customer, ...period }) => ({
      ...period,
      owner: rights.has("vehicle.former_owners") ? customer : null,
    })),
  };
};

type Loaded = Awaited<ReturnType<typeof vehicles.load>>;

/** A record that was merged into this one holds the plate and the owner that were not chosen: they end with the merge. */
const endedBy = ({ archivedAt, mergesGone }: Loaded["mergedFrom"][number]) =>
  archivedAt === null ? [] : [{ until: archivedAt, changedByName: mergesGone[0]?.mergedByName ?? "" }];

const platesOfMerged = ({ mergedFrom, plateNormalised }: Loaded) =>
  mergedFrom
    .filter((other) => other.plateNormalised !== plateNormalised)
    .flatMap((other) => {
      const { id, plate, plateSince: since } = other;
      return endedBy(other).map((end) => ({ id, plate, since, ...end }));
    });

const ownersOfMerged = ({ mergedFrom }: Loaded, owners: ReadonlySet<string>) =>
  mergedFrom
    .filter(({ customer }) => !owners.has(customer.id))
    .flatMap((other) => {
      const { id, customer, ownedSince: since } = other;
      return endedBy(other).map((end) => ({ id, customer, since, ...end }));
    });
