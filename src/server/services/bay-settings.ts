import type { BayView } from "#/domain/branch.ts";
import { ValidationException } from "#/domain/errors.ts";
import { formatMoment } from "#/domain/time.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as branches from "#/server/repositories/branches.ts";

export const bayView = ({
  id,
  branchId,
  version,
  name,
  kind,
  capabilities,
  position,
  closedAt,
}: bays.BayRow): BayView => ({
  id,
  branchId,
  version,
  name,
  kind,
  capabilities,
  position,
  closedAt,
});

/** The bays of each branch that is open. */
export const list = async (db: Db) => {
  const [open, rows] = await Promise.all([branches.open(db), bays.all(db)]);
  return {
    branches: open.map(({ id, name }) => ({
      id,
      name,
      bays: rows.filter(({ branchId }) => branchId === id).map(bayView),
    })),
  };
};

/** @throws PREREQUISITES_UNMET while a car stands on the bay or is booked on it */
export const requireEmpty = async (tx: Tx, bay: bays.BayRow): Promise<void> => {
  const next = await bays.nextOn(tx, bay.id, tx.now);
  if (next === null) return;
  const who = next.plate ?? "A car";
  const why =
    next.startsAt <= tx.now
      ? `${who} stands on ${bay.name}.`
      : `${who} is placed on ${bay.name} for ${formatMoment(next.startsAt, next.zone, tx.now)}.`;
  throw new ValidationException("PREREQUISITES_UNMET", `${why} Move it to another bay, then close this one.`);
};
