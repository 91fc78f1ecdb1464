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

/** Work in one piece, with its buffer behind it. */
export const wholeOf = ({ minutes, bufferMinutes }: Demand, startsAt: Date): Piece => ({
  startsAt,
  endsAt: new Date(startsAt.getTime() + (minutes + bufferMinutes) * 60_000),
});

/** The stretches that work takes: a customer is told one time on one day, so what is booked online is one piece. */
export const piecesFor = (diary: BranchDiary, demand: Demand, startsAt: Date): Piece[] =>
  demand.online ? [wholeOf(demand, startsAt)] : piecesOf(diary, startsAt, demand.minutes, demand.bufferMinutes);

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
  const pieces = piecesFor(diary, demand, startsAt);
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

type Elsewhen = {
  readonly startsAt: Date;
  /** The bay that somebody has chosen; null: where it stands, else any that fits. */
  readonly bayId: string | null;
  readonly appointmentId: string;
  readonly before: readonly allocations.AllocationRow[];
};

/**
 * Gives what is booked another time; the pieces, or null when it is taken. What is one piece and stays one is moved where
 * it stands, or takes another bay before it lets go of its own: two who want each other's place would else each let go and
 * wait for the other.
 */
export const putElsewhere = async (
  tx: Tx,
  diary: BranchDiary,
  demand: Demand,
  to: Elsewhen,
): Promise<Piece[] | null> => {
  const { startsAt, appointmentId, before } = to;
  const pieces = piecesFor(diary, demand, startsAt);
  const [own, second] = before;
  const [piece, next] = pieces;
  const taking = { technicianId: null, appointmentId, state: "BOOKED" as const };
  const chosen = to.bayId === null ? null : baysFor(diary, demand, to.bayId);
  if (own === undefined || second !== undefined || piece === undefined || next !== undefined) {
    await allocations.releaseAppointment(tx, appointmentId);
    const there = to.bayId ?? own?.bayId ?? null;
    const taken = there === null ? null : await takePieces(tx, diary, demand, startsAt, { ...taking, bayId: there });
    return taken ?? (to.bayId === null ? takePieces(tx, diary, demand, startsAt, { ...taking, bayId: null }) : null);
  }
  if (chosen === null || chosen.includes(own.bayId)) {
    const technicians = ownFirst(technicianIds(diary, demand, startsAt), own.technicianId);
    for (const technicianId of technicians)
      if (await allocations.move(tx, own.id, { ...piece, bayId: own.bayId, technicianId })) {
        await allocations.confirm(tx, own.id);
        return pieces;
      }
  }
  const others = (chosen ?? baysFor(diary, demand, null)).filter((bayId) => bayId !== own.bayId);
  for (const bayId of others) {
    const taken = await takePieces(tx, diary, demand, startsAt, { ...taking, bayId });
    if (taken === null) continue;
    await allocations.letGo(tx, own.id);
    return taken;
  }
  return null;
};

/** Who may do it, the one who was to do it before all others; nobody in particular where nobody is chosen. */
const ownFirst = (ids: readonly string[] | null, own: string | null): (string | null)[] => {
  if (ids === null) return [own];
  return ids.toSorted((one, other) => Number(other === own) - Number(one === own));
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
