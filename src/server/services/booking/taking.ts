import { randomInt } from "node:crypto";
import {
  type AppointmentChanged,
  type DifferingField,
  referenceAlphabet,
  referenceLength,
} from "#/domain/appointment.ts";
import { appointmentStateWords, mayBecome } from "#/domain/appointment-states.ts";
import { type Demand, fittingBays } from "#/domain/availability.ts";
import { notFound, ValidationException } from "#/domain/errors.ts";
import type { Tx } from "#/server/db/transaction.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import type { AppointmentRow } from "#/server/repositories/appointments.ts";
import { type BranchDiary, type Piece, piecesOf, technicianIds } from "#/server/services/booking/diaries.ts";

/** What booking, moving and calling off have in common. */

export const newReference = (): string =>
  Array.from({ length: referenceLength }, () => referenceAlphabet.charAt(randomInt(referenceAlphabet.length))).join("");

/** @throws STALE_VERSION when somebody has changed it since it was read */
export const requireVersion = (appointment: AppointmentRow, version: number): void => {
  if (appointment.version !== version)
    throw new ValidationException(
      "STALE_VERSION",
      "Someone else has changed this appointment meanwhile. It is shown as it is now.",
      {
        current: appointment.version,
      },
    );
};

/** @throws TRANSITION_REFUSED */
export const requireMove = ({ state }: AppointmentRow, to: AppointmentRow["state"]): void => {
  if (!mayBecome(state, to))
    throw new ValidationException(
      "TRANSITION_REFUSED",
      `An appointment that is "${appointmentStateWords[state].toLowerCase()}" does not become "${appointmentStateWords[to].toLowerCase()}".`,
      { current: state },
    );
};

type Place = {
  /** The bay that somebody has chosen; null: any that fits. */
  readonly bayId: string | null;
  readonly technicianId: string | null;
  readonly appointmentId: string;
  readonly state: "BOOKED" | "HELD";
  readonly heldUntil?: Date;
};

/** The bays that may be taken, the best first. @throws NOT_FOUND for a bay that the branch does not have */
export const baysFor = (diary: BranchDiary, demand: Demand, bayId: string | null): string[] => {
  if (bayId === null) return fittingBays(diary, demand).map(({ id }) => id);
  if (!diary.bays.some(({ id }) => id === bayId)) throw notFound("This bay");
  return [bayId];
};

/**
 * Takes a bay, and a technician where one is chosen, for all pieces of the work; the pieces, or null when somebody has one
 * of them, and then none is taken.
 */
export const takePieces = async (
  tx: Tx,
  diary: BranchDiary,
  demand: Demand,
  startsAt: Date,
  place: Place,
): Promise<Piece[] | null> => {
  // A customer is told one time on one day: what is booked online is one piece.
  const whole = { startsAt, endsAt: new Date(startsAt.getTime() + (demand.minutes + demand.bufferMinutes) * 60_000) };
  const pieces = demand.online ? [whole] : piecesOf(diary, startsAt, demand.minutes, demand.bufferMinutes);
  const technicians = place.technicianId === null ? technicianIds(diary, demand, startsAt) : [place.technicianId];
  let bays = baysFor(diary, demand, place.bayId);
  const ids: string[] = [];
  for (const piece of pieces) {
    const taken = await allocations.take(tx, {
      ...piece,
      bayIds: bays,
      // Staff may place work for which nobody is at work yet.
      technicianIds: technicians === null || (technicians.length === 0 && !demand.online) ? null : technicians,
      as:
        place.state === "HELD"
          ? {
              state: "HELD",
              heldUntil: place.heldUntil ?? tx.now,
              holderHash: null,
              addressHash: null,
              appointmentId: place.appointmentId,
            }
          : { state: "BOOKED", appointmentId: place.appointmentId },
    });
    if (taken === null) {
      await allocations.giveBack(tx, ids);
      return null;
    }
    ids.push(taken.id);
    // The same bay on the next day, if it is free.
    bays = [taken.bayId, ...bays.filter((id) => id !== taken.bayId)];
  }
  return pieces;
};

/** When the work is done: the end of the last piece, without the buffer behind it. */
export const endOf = (pieces: readonly Piece[], bufferMinutes: number): Date => {
  const last = pieces.at(-1);
  if (last === undefined) throw new Error("Work without a piece.");
  return new Date(last.endsAt.getTime() - bufferMinutes * 60_000);
};

export const changedView = (
  appointment: Pick<AppointmentRow, "id" | "version" | "state" | "startsAt" | "endsAt">,
  change: Partial<Pick<AppointmentRow, "state" | "startsAt" | "endsAt">> = {},
): AppointmentChanged => ({
  appointmentId: appointment.id,
  version: appointment.version + 1,
  state: change.state ?? appointment.state,
  startsAt: change.startsAt === undefined ? appointment.startsAt : change.startsAt,
  endsAt: change.endsAt === undefined ? appointment.endsAt : change.endsAt,
});

/** The task that is left for the advisor when somebody books with details unlike those on file. */
export const differingTask = (appointmentId: string, reference: string, differing: readonly DifferingField[]) => ({
  severity: "NORMAL" as const,
  kind: "possible-duplicate",
  title: `Booking ${reference} gives other details than we have on file`,
  detail: `Compare ${differing.map((field) => differingNouns[field]).join(", ")} with the customer's record: the same person, or another one? What is on file was not changed.`,
  subject: { type: "appointment", id: appointmentId },
  sourceKey: `differing:${appointmentId}`,
});
const differingNouns = {
  name: "the name",
  email: "the e-mail address",
  phone: "the phone number",
  vehicle: "the make and model",
  owner: "whose car it is",
} as const satisfies Record<DifferingField, string>;

/** The task that a request leaves; it is closed by whatever settles the request. */
export const requestTask = (appointmentId: string, reference: string, plate: string) => ({
  severity: "NORMAL" as const,
  kind: "appointment-request",
  title: `Say how long ${plate} takes: request ${reference}`,
  detail:
    "Set the duration in the calendar: the customer is then sent a link to choose a time by, or is booked at the time they asked for.",
  subject: { type: "appointment", id: appointmentId },
  sourceKey: requestKey(appointmentId),
});
export const requestKey = (appointmentId: string): string => `request:${appointmentId}`;
