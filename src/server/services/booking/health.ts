import { fittingBays, freeDays, knowingTechnicians } from "#/domain/availability.ts";
import type { HealthView, ServiceView } from "#/domain/booking-rules.ts";
import { openingOf } from "#/domain/opening.ts";
import { addDays, formatMinutes, isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as offers from "#/server/repositories/service-offers.ts";
import * as diaries from "#/server/services/booking/diaries.ts";

const weeks = 6;
const dayMs = 86_400_000;
type Problem = HealthView["branches"][number]["problems"][number];

/** Tries to book every service at every branch in the coming weeks, as a customer would, and says what is in the way. */
export const health = async (db: Db, now = new Date()): Promise<HealthView> => {
  const [open, services] = await Promise.all([branches.open(db), offers.all(db)]);
  return {
    weeks,
    branches: await Promise.all(
      open.map(async ({ id, name }) => {
        const offered = services.filter(
          ({ branchId, closedAt, bookableOnline }) => branchId === id && closedAt === null && bookableOnline,
        );
        const diary = await diaries.between(
          db,
          id,
          offered.map((service) => service.id),
          now,
          new Date(now.getTime() + (weeks * 7 + 2) * dayMs),
        );
        return {
          branchId: id,
          branchName: name,
          problems: branchProblems(diary, name),
          services: offered.map((service) => ({
            serviceId: service.id,
            name: service.name,
            ...tried(diary, service, now),
          })),
        };
      }),
    ),
  };
};

const branchProblems = (diary: diaries.BranchDiary, name: string): Problem[] => [
  ...(diary.rules.online ? [] : [problem("BRANCH_OFFLINE", `${name} takes no bookings online.`, "rules")]),
  ...(diary.weekHours.some((day) => day !== null)
    ? []
    : [problem("NO_HOURS", `${name} has no opening hours.`, "hours")]),
  ...(diary.bays.length > 0 ? [] : [problem("NO_BAY", `${name} has no open bay.`, "bays")]),
];

const problem = (code: Problem["code"], sentence: string, fix: Problem["fix"]): Problem => ({ code, sentence, fix });

const tried = (diary: diaries.BranchDiary, service: ServiceView, now: Date) => {
  const demand = {
    minutes: service.labourMinutes,
    bufferMinutes: service.bufferMinutes,
    capabilities: service.capabilities,
    skills: service.skill === null ? [] : [service.skill],
    online: true,
  };
  const today = isoDateIn(now, diary.zone);
  const days = freeDays(diary, demand, { now: now.getTime(), fromDay: today, days: weeks * 7 });
  const starts = days.flatMap((day) => day.starts);
  const longest = Math.max(
    0,
    ...Array.from({ length: 7 }, (_, offset) => openingOf(diary.weekHours, addDays(today, offset), diary.zone)).map(
      (opening) => (opening === null ? 0 : (opening.to - opening.from) / 60_000),
    ),
  );
  const needs = service.capabilities.join(", ");
  const problems = [
    ...(fittingBays(diary, demand).length > 0
      ? []
      : [problem("NO_BAY_FITS", `No open bay has ${needs || "room"}.`, "bays")]),
    ...(service.labourMinutes <= longest || longest === 0
      ? []
      : [
          problem(
            "LONGER_THAN_A_DAY",
            `It takes ${formatMinutes(service.labourMinutes)}, longer than any day is open: let customers ask for it instead.`,
            "services",
          ),
        ]),
    ...(!diary.rules.technicians || knowingTechnicians(diary, demand).length > 0
      ? []
      : [
          problem(
            "NO_TECHNICIAN",
            service.skill === null ? "No technician has hours here." : `No technician here does ${service.skill}.`,
            "technicians",
          ),
        ]),
  ];
  const [first] = starts;
  return {
    nextFree: first === undefined ? null : new Date(first.ms),
    freeStarts: starts.length,
    problems:
      problems.length === 0 && first === undefined
        ? [problem("NO_FREE_TIME", `Nothing is free in the coming ${weeks} weeks.`, "calendar")]
        : problems,
  };
};
