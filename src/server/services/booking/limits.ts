import { createHash } from "node:crypto";
import { addressLimits } from "#/domain/booking-limits.ts";
import { ValidationException } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import { takeTurns } from "#/server/db/turns.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as limits from "#/server/repositories/booking-limits.ts";

/** What one contact, one browser and one address may have at a time. How often they ask is counted at the door. */

/** What the workshop bears, as it has decided or by default. */
export const keptLimits = (db: Db): Promise<limits.KeptLimits> => limits.load(db);

export const hashOf = (value: string): string => createHash("sha256").update(value).digest("hex");

const tooMany = (sentence: string) => new ValidationException("TOO_MANY_REQUESTS", sentence);

/**
 * Makes room for a hold: the browser's former one is let go, and its address may have so many others.
 * @throws TOO_MANY_REQUESTS
 */
export const makeRoomForHold = async (
  tx: Tx,
  holder: { readonly holderHash: string; readonly addressHash: string },
): Promise<void> => {
  await takeTurns(tx, [`holder ${holder.holderHash}`, `holds from ${holder.addressHash}`]);
  await allocations.releaseOf(tx, holder.holderHash);
  if ((await allocations.liveHoldsOf(tx, holder.addressHash)) >= addressLimits.holdsAtOnce)
    throw tooMany(
      `${addressLimits.holdsAtOnce} times are held from here already. Book one of them, or wait ten minutes.`,
    );
};

type Contact = { readonly email: string | null; readonly phone: string | null };

/** The contact's turn must have been taken: nobody else counts meanwhile. @throws TOO_MANY_REQUESTS */
export const requireFewBookings = async (tx: Tx, contact: Contact): Promise<void> => {
  const { bookingsOfContact: most } = await limits.load(tx);
  const { bookings } = await appointments.madeOnlineBy(tx, contact, tx.now);
  if (bookings >= most)
    throw tooMany(
      `${most} ${most === 1 ? "booking is" : "bookings are"} to come with these contact details. Change one by its link, or call the workshop.`,
    );
};

/** The same for requests. @throws TOO_MANY_REQUESTS */
export const requireFewRequests = async (tx: Tx, contact: Contact): Promise<void> => {
  const { requestsOfContact: most } = await limits.load(tx);
  const { requests } = await appointments.madeOnlineBy(tx, contact, tx.now);
  if (requests >= most)
    throw tooMany(
      `${most} ${most === 1 ? "request" : "requests"} with these contact details ${most === 1 ? "is" : "are"} not answered yet. Wait for the answer, or call the workshop.`,
    );
};
