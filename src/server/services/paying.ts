import { notFound, ValidationException } from "#/domain/errors.ts";
import { formatMoney } from "#/domain/money.ts";
import type { HandMethod } from "#/domain/payment.ts";
import type { Ctx } from "#/server/db/context.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as payments from "#/server/repositories/payments.ts";

/** Who takes money at the desk. @throws FORBIDDEN for anybody who is no member */
export const takerOf = ({ actor }: Ctx): string => {
  if (actor.kind !== "member") throw new ValidationException("FORBIDDEN", "Money is taken by a member of staff.");
  return actor.memberId;
};

/** Cash to give back. @throws INVALID_INPUT for less than the amount, or where it is no cash */
export const changeOf = ({
  method,
  amountMinor,
  tenderedMinor,
}: {
  readonly method: HandMethod;
  readonly amountMinor: number;
  readonly tenderedMinor: number | null;
}): number => {
  if (tenderedMinor === null) return 0;
  if (method !== "CASH")
    throw new ValidationException("INVALID_INPUT", "Only cash gives change.", { field: "tenderedMinor" });
  if (tenderedMinor < amountMinor)
    throw new ValidationException("INVALID_INPUT", "That is less than the amount. Lower the amount to take a part.", {
      field: "tenderedMinor",
    });
  return tenderedMinor - amountMinor;
};

/**
 * @throws DUPLICATE when nothing is owed, TRANSITION_REFUSED while the rest is being paid elsewhere, INVALID_INPUT above
 *         what may be paid. Decisions all three: a saga that was told BUSY would wait, and charge the card once the other
 *         payment had failed.
 */
export const requireRoom = (balance: payments.Balance, amountMinor: number): void => {
  const money = (minor: number) => formatMoney(minor, balance.currency, balance.locale);
  const due = payments.dueOf(balance);
  const room = payments.roomOf(balance);
  if (due === 0) throw new ValidationException("DUPLICATE", `${balance.number} is paid. Nothing was recorded.`);
  if (room === 0)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      `${money(balance.pendingMinor)} is being paid by card right now. Wait until that has ended, a minute or so.`,
    );
  if (amountMinor > room)
    throw new ValidationException(
      "INVALID_INPUT",
      balance.pendingMinor > 0
        ? `${money(due)} is due, and ${money(balance.pendingMinor)} of it is being paid by card right now. Take ${money(room)} or less.`
        : `${money(due)} is due. Take that or less.`,
      { field: "amountMinor", dueMinor: room },
    );
};

/** Where a deposit belongs. @throws NOT_FOUND; TRANSITION_REFUSED once the visit is over */
export const depositPlace = async (db: Db, subject: payments.DepositSubject): Promise<payments.Place> => {
  const place = await payments.placeOf(db, subject);
  if (place === null) throw notFound(subject.type === "appointment" ? "This appointment" : "This job card");
  if (place.standing === "invoiced")
    throw new ValidationException("TRANSITION_REFUSED", "This work has its invoice. Take the payment there.");
  if (place.standing === "over")
    throw new ValidationException("TRANSITION_REFUSED", "This visit was called off, so there is nothing to pay ahead.");
  return place;
};
