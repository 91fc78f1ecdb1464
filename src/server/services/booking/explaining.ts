import type { ExplainView, ReasonView } from "#/domain/appointment.ts";
import { closureOn, type Demand, freeDays, isAtWork, lastDayOf } from "#/domain/availability.ts";
import { closureKindWords } from "#/domain/booking-rules.ts";
import { openingOf, startsOf } from "#/domain/opening.ts";
import { formatMinutes, formatMoment, formatTime, isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as diaries from "#/server/services/booking/diaries.ts";

type Asked = diaries.Wanted & {
  readonly branchId: string;
  readonly startsAt: Date;
  readonly appointmentId: string | null;
};

const minute = 60_000;
const reason = (kind: ReasonView["kind"], sentence: string, more: Partial<ReasonView> = {}): ReasonView => ({
  kind,
  sentence,
  allocationId: null,
  appointmentId: null,
  jobCardId: null,
  closureId: null,
  until: null,
  ...more,
});

/** Why a time can be booked or cannot: what stands against it at the branch, on each bay, and for each technician. @throws NOT_FOUND */
export const explain = async (
  db: Db,
  { branchId, startsAt, appointmentId, ...wanted }: Asked,
  now = new Date(),
): Promise<ExplainView> => {
  const diary = await diaries.around(db, branchId, wanted, startsAt, now, { appointmentId });
  const demand = diaries.demandOf(diary, wanted);
  const until = new Date(startsAt.getTime() + (demand.minutes + demand.bufferMinutes) * minute);
  const blocking = (await allocations.blocking(db, branchId, startsAt, until, now)).filter(
    (block) => appointmentId === null || block.appointmentId !== appointmentId,
  );
  const standing = (block: allocations.Blocking): ReasonView => {
    const to = formatMoment(block.endsAt, diary.zone, startsAt);
    const ids = { allocationId: block.id, appointmentId: block.appointmentId, jobCardId: block.jobCardId };
    if (block.state === "HELD") {
      const heldUntil = block.heldUntil ?? block.endsAt;
      const who = block.plate === null ? "somebody who books online" : `the request of ${block.plate}`;
      return reason("HELD", `Held for ${who} until ${formatMoment(heldUntil, diary.zone, now)}.`, {
        ...ids,
        until: heldUntil,
      });
    }
    return reason("TAKEN", `Taken by ${block.plate ?? "another car"} until ${to}.`, { ...ids, until: block.endsAt });
  };

  const bays = diary.bays.map((bay) => {
    const missing = demand.capabilities.filter((word) => !bay.capabilities.includes(word));
    const reasons = [
      ...(missing.length === 0 ? [] : [reason("CANNOT", `${bay.name} has no ${missing.join(", ")}.`)]),
      ...blocking.filter(({ bayId }) => bayId === bay.id).map(standing),
    ];
    return { bayId: bay.id, name: bay.name, free: reasons.length === 0, reasons };
  });
  const technicians = diary.rules.technicians
    ? technicianViews(
        diary,
        demand,
        startsAt,
        blocking.map((block) => ({ block, said: standing(block) })),
      )
    : null;
  const branch = branchReasons(diary, demand, startsAt, now);
  const placeable = bays.some(({ free }) => free) && (technicians === null || technicians.some(({ free }) => free));
  const online = { ...demand, online: true };
  const [day] = freeDays(diary, online, { now: now.getTime(), fromDay: isoDateIn(startsAt, diary.zone), days: 1 });
  const offered = day?.starts.some(({ ms }) => ms === startsAt.getTime()) ?? false;
  return {
    bookable: offered && diary.rules.online && diary.branch.closedAt === null,
    placeable,
    branch,
    bays,
    technicians,
  };
};

const technicianViews = (
  diary: diaries.BranchDiary,
  demand: Demand,
  startsAt: Date,
  blocking: readonly { block: allocations.Blocking; said: ReasonView }[],
) => {
  const day = isoDateIn(startsAt, diary.zone);
  const from = startsAt.getTime();
  return diary.technicians.map((technician) => {
    const unknown = demand.skills.filter((word) => !technician.skills.includes(word));
    const reasons = [
      ...(unknown.length === 0 ? [] : [reason("NO_SKILL", `${technician.name} does not do ${unknown.join(", ")}.`)]),
      ...(isAtWork(technician, diary.zone, day, from, from + demand.minutes * minute)
        ? []
        : [reason("NOT_AT_WORK", `${technician.name} is not at work for all of it.`)]),
      ...blocking.filter(({ block }) => block.technicianId === technician.memberId).map(({ said }) => said),
    ];
    return { memberId: technician.memberId, name: technician.name, free: reasons.length === 0, reasons };
  });
};

/** What stands against a customer's booking at that time, whichever bay. */
const branchReasons = (diary: diaries.BranchDiary, demand: Demand, startsAt: Date, now: Date): ReasonView[] => {
  const { rules, branch, zone } = diary;
  const day = isoDateIn(startsAt, zone);
  const opening = openingOf(diary.weekHours, day, zone);
  const closure = closureOn(diary, day, true);
  const [from, to] = [startsAt.getTime(), startsAt.getTime() + demand.minutes * minute];
  const within = opening !== null && from >= opening.from && to <= opening.to;
  const earliest = new Date(now.getTime() + rules.leadMinutes * minute);
  return [
    ...(branch.closedAt === null ? [] : [reason("BRANCH_CLOSED", `${branch.name} is closed for good.`)]),
    ...(rules.online ? [] : [reason("OFFLINE", `${branch.name} takes no bookings online.`)]),
    ...(closure === null
      ? []
      : [reason("CLOSURE", `${closureKindWords[closure.kind]}: ${closure.name}.`, { closureId: closure.id })]),
    ...(opening === null
      ? [reason("NOT_OPEN", `${branch.name} is closed on that day.`)]
      : within
        ? []
        : [
            reason(
              "NOT_OPEN",
              `Open ${formatTime(new Date(opening.from), zone)} to ${formatTime(new Date(opening.to), zone)}; the work takes ${formatMinutes(demand.minutes)}.`,
            ),
          ]),
    ...(within && !startsOf(opening, rules.gridMinutes, 0).some(({ ms }) => ms === from)
      ? [
          reason(
            "NOT_ON_GRID",
            `Customers are offered a start every ${formatMinutes(rules.gridMinutes)}, counted from the opening.`,
          ),
        ]
      : []),
    ...(startsAt < earliest
      ? [
          reason("TOO_SOON", `Online it must be booked ${formatMinutes(rules.leadMinutes)} before.`, {
            until: earliest,
          }),
        ]
      : []),
    ...(day > lastDayOf(diary, now.getTime())
      ? [reason("TOO_FAR", `Online it can be booked ${rules.horizonDays} days ahead.`)]
      : []),
  ];
};
