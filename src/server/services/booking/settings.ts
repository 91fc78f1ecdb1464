import type { BookableView } from "#/domain/appointment.ts";
import type { ClosureView, RulesView, ServiceView, TechnicianHoursView } from "#/domain/booking-rules.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as kept from "#/server/repositories/booking-settings.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as offers from "#/server/repositories/service-offers.ts";

export const services = (db: Db): Promise<ServiceView[]> => offers.all(db);

/** What the desk may choose from, in its order. */
export const bookable = (db: Db, branchId: string): Promise<BookableView[]> => offers.bookable(db, branchId);

export const rules = (db: Db): Promise<RulesView[]> => kept.rules(db);

export const technicianHours = (db: Db): Promise<TechnicianHoursView[]> => kept.technicianHours(db);

/** Closures of a branch that are not over, and those of the last month. @throws NOT_FOUND */
export const closures = async (db: Db, branchId: string, now = new Date()): Promise<ClosureView[]> => {
  const { zone } = await branches.load(db, branchId);
  return kept.closures(db, branchId, addDays(isoDateIn(now, zone), -30));
};
