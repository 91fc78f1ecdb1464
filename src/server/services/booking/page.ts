import type { BookingPageView } from "#/domain/booking.ts";
import { defaultRules } from "#/domain/booking-rules.ts";
import { publicLogoOf } from "#/domain/logo.ts";
import { formatPhone } from "#/domain/phone.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as offers from "#/server/repositories/service-offers.ts";
import * as tenants from "#/server/repositories/tenants.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import * as visitLinks from "#/server/services/booking/links.ts";

/** What the public page begins with: who it is, where, and what can be booked there. */
export const page = async (db: Db, now: Date): Promise<Omit<BookingPageView, "formStamp">> => {
  const found = await offers.page(db);
  const branches = found.map(
    ({ services, currency, horizonDays, whatToBring, tenantName: _, brandColour: __, logo: ___, ...branch }) => {
      const today = isoDateIn(now, branch.zone);
      return {
        ...branch,
        phoneShown: branch.phone === null ? null : formatPhone(branch.phone, branch.country),
        today,
        lastDay: addDays(today, horizonDays ?? defaultRules.horizonDays),
        whatToBring: whatToBring ?? defaultRules.whatToBring,
        services: services.map(({ priceFromMinor, ...service }) => ({
          ...service,
          priceFrom: priceFromMinor === null ? null : { minor: priceFromMinor, currency },
        })),
      };
    },
  );
  const [first] = found;
  const { name, brandColour, logo } =
    first === undefined ? await tenants.load(db) : { ...first, name: first.tenantName };
  return {
    tenantName: name,
    brandColour,
    logo: publicLogoOf(db.tenantId, logo),
    branches: branches.filter(({ services }) => services.length > 0),
  };
};

/**
 * The car of a plate, for a device that has opened a link to a visit of that car; null in every other case. `linkIds` are
 * those of this tenant.
 */
export const recognise = async (db: Db, plate: string, linkIds: readonly string[], now: Date) => {
  const links = await Promise.all(linkIds.map((id) => visitLinks.find(db, id, now)));
  const subjects = links.flatMap((link) => (link?.open === true ? [link.subjectId] : []));
  const known = subjects.length === 0 ? [] : await appointments.carsOf(db, subjects);
  const car = known.find((each) => normalisePlate(each.plate) === normalisePlate(plate));
  if (car === undefined) return null;
  return { make: car.make, model: car.model, lastHere: await vehicles.lastHere(db, car.id) };
};
