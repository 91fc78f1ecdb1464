import { notFound, ValidationException } from "#/domain/errors.ts";
import type { Tx } from "#/server/db/transaction.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";

/** Customers and vehicles as a writer needs them: locked, as they were read, and not put away. */

const stale = (noun: string, version: number) =>
  new ValidationException(
    "STALE_VERSION",
    `Someone else has changed this ${noun} meanwhile. Theirs is shown; what you typed is kept.`,
    { current: version },
  );

const refuseArchived = ({ name, archivedAt, mergedIntoId }: customers.HeldCustomer): void => {
  if (mergedIntoId !== null)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      `${name} has been merged into another customer. Open that one, or undo the merge there.`,
      { mergedIntoId },
    );
  if (archivedAt !== null)
    throw new ValidationException("PREREQUISITES_UNMET", `${name} is archived. Restore the customer first.`);
};

/** Locks a customer to change it. @throws NOT_FOUND; STALE_VERSION when it has changed since it was read */
export const customerToChange = async (tx: Tx, id: string, version: number): Promise<customers.HeldCustomer> => {
  const [customer] = await customers.lock(tx, [id]);
  if (customer === undefined) throw notFound("This customer");
  if (customer.version !== version) throw stale("customer", customer.version);
  return customer;
};

/** Locks two customers that are live, each as it was read. @throws NOT_FOUND; STALE_VERSION; TRANSITION_REFUSED for one merged meanwhile */
export const pairToChange = async (
  tx: Tx,
  first: { readonly id: string; readonly version: number },
  second: { readonly id: string; readonly version: number },
): Promise<void> => {
  const found = await customers.lock(tx, [first.id, second.id]);
  for (const { id, version } of [first, second]) {
    const customer = found.find((each) => each.id === id);
    if (customer === undefined) throw notFound("This customer");
    refuseArchived(customer);
    if (customer.version !== version) throw stale("customer", customer.version);
  }
};

/** A live customer that nobody archives or merges before the commit. @throws NOT_FOUND; PREREQUISITES_UNMET or TRANSITION_REFUSED for one put away */
export const liveCustomer = async (tx: Tx, id: string): Promise<customers.HeldCustomer> => {
  const customer = await customers.hold(tx, id);
  refuseArchived(customer);
  return customer;
};

/** Locks a vehicle to change it. @throws NOT_FOUND; STALE_VERSION when it has changed since it was read */
export const vehicleToChange = async (tx: Tx, id: string, version: number): Promise<vehicles.HeldVehicle> => {
  const vehicle = await vehicles.lock(tx, id);
  if (vehicle.version !== version) throw stale("vehicle", vehicle.version);
  return vehicle;
};

/** A vehicle that is held: live, and as it was read. @throws NOT_FOUND; STALE_VERSION; TRANSITION_REFUSED for one that was merged or put away meanwhile */
export const vehicleLiveToChange = async (tx: Tx, id: string, version: number): Promise<vehicles.HeldVehicle> => {
  const vehicle = await vehicles.lock(tx, id);
  if (vehicle.mergedIntoId !== null)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      `${vehicle.plate} has been merged into another vehicle. Open that one, or undo the merge there.`,
      { mergedIntoId: vehicle.mergedIntoId },
    );
  if (vehicle.archivedAt !== null)
    throw new ValidationException("TRANSITION_REFUSED", `${vehicle.plate} is archived. Restore the vehicle first.`);
  if (vehicle.version !== version) throw stale("vehicle", vehicle.version);
  return vehicle;
};

/** Refuses while work is under way. `what` reads as in "Archive the customer". @throws TRANSITION_REFUSED */
export const refuseOpenCards = (numbers: readonly number[], what: string): void => {
  const [first, ...others] = numbers;
  if (first === undefined) return;
  const cards =
    others.length === 0 ? `Job card ${first} is` : `Job cards ${[first, ...others].slice(0, 5).join(", ")} are`;
  throw new ValidationException(
    "TRANSITION_REFUSED",
    `${cards} not finished. ${what} once every card is collected or cancelled.`,
    { jobCards: numbers },
  );
};
