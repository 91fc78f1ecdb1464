import type { z } from "zod";
import type { BookingLimits } from "#/domain/booking-limits.ts";
import type {
  addClosureInput,
  BookingRules,
  ClosureView,
  dayFullInput,
  technicianHoursInput,
} from "#/domain/booking-rules.ts";
import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as limits from "#/server/repositories/booking-limits.ts";
import * as kept from "#/server/repositories/booking-settings.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import { differences, stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };

/** Changes how a branch takes bookings. @throws STALE_VERSION */
export const changeRules = (
  ctx: Ctx,
  { idempotencyKey, ...input }: BookingRules & Keyed & { branchId: string; version: number },
) =>
  executeInTransaction(
    ctx,
    "settings.update-booking-rules",
    async (tx) => {
      const { branchId, version, ...fields } = input;
      const before = await kept.rulesOf(tx, branchId);
      tx.within(branchId);
      if (!(await kept.setRules(tx, branchId, version, fields))) throw stale("these rules", before.version);
      tx.audit({
        action: "booking-rules.changed",
        subjectType: "branch",
        subjectId: branchId,
        changes: differences(before, fields),
      });
      return kept.rulesOf(tx, branchId);
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** Changes how much booking online the workshop bears, from the next booking on. @throws STALE_VERSION */
export const changeLimits = (ctx: Ctx, { idempotencyKey, ...input }: BookingLimits & Keyed & { version: number }) =>
  executeInTransaction(
    ctx,
    "settings.update-booking-limits",
    async (tx) => {
      const { version, ...fields } = input;
      const before = await limits.load(tx);
      if (!(await limits.set(tx, version, fields))) throw stale("these limits", before.version);
      tx.audit({
        action: "booking-limits.changed",
        subjectType: "tenant",
        subjectId: tx.tenantId,
        changes: differences(before, fields),
      });
      return limits.load(tx);
    },
    { idempotencyKey, input, subject: { type: "tenant", id: ctx.tenantId } },
  );

/** Closes a branch for some days. What is booked there by then stays, and the calendar shows it. */
export const addClosure = (
  ctx: Ctx,
  { idempotencyKey, ...input }: z.infer<typeof addClosureInput> & Keyed,
): Promise<ClosureView> => {
  const id = uuidv7();
  return executeInTransaction(
    ctx,
    "settings.add-closure",
    async (tx) => {
      await branches.hold(tx, input.branchId);
      tx.within(input.branchId);
      const closure = { id, ...input };
      await kept.addClosure(tx, closure, actorId(ctx.actor));
      const { branchId: _, ...changes } = input;
      tx.audit({ action: "closure.added", subjectType: "branch", subjectId: input.branchId, changes });
      return closure;
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );
};

/** Opens the days again. @throws NOT_FOUND */
export const removeClosure = (ctx: Ctx, { idempotencyKey, closureId }: Keyed & { closureId: string }) =>
  executeInTransaction(
    ctx,
    "settings.remove-closure",
    async (tx) => {
      const { id, branchId, ...closure } = await kept.closure(tx, closureId);
      tx.within(branchId);
      await kept.removeClosure(tx, id);
      tx.audit({ action: "closure.removed", subjectType: "branch", subjectId: branchId, changes: closure });
      return { closureId: id };
    },
    { idempotencyKey, input: { closureId } },
  );

/** Says that a day takes no more bookings online, or takes it back: by one click, however often it is clicked. */
export const setDayFull = (ctx: Ctx, { idempotencyKey, ...input }: z.infer<typeof dayFullInput> & Keyed) =>
  executeInTransaction(
    ctx,
    "settings.day-full",
    async (tx) => {
      const { branchId, day, full } = input;
      await branches.hold(tx, branchId);
      tx.within(branchId);
      const closure = {
        id: uuidv7(),
        branchId,
        kind: "DAY_FULL" as const,
        name: "Day full",
        firstDay: day,
        lastDay: day,
      };
      const changed = full
        ? await kept.addClosure(tx, closure, actorId(ctx.actor))
        : await kept.clearDayFull(tx, branchId, day);
      if (changed)
        tx.audit({
          action: full ? "day.full" : "day.free-again",
          subjectType: "branch",
          subjectId: branchId,
          changes: { day },
        });
      return { branchId, day, full };
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** Says when a technician works at a branch and what they know; null hours: not there. @throws STALE_VERSION; NOT_FOUND */
export const setTechnicianHours = (
  ctx: Ctx,
  { idempotencyKey, ...input }: z.infer<typeof technicianHoursInput> & Keyed,
) =>
  executeInTransaction(
    ctx,
    "settings.technician-hours",
    async (tx) => {
      const { branchId, memberId, version, ...fields } = input;
      await branches.hold(tx, branchId);
      tx.within(branchId);
      const { role } = await members.active(tx, memberId);
      if (role !== "TECHNICIAN") throw notFound("This technician");
      if (!(await kept.setTechnicianHours(tx, { branchId, memberId }, version, fields)))
        throw stale("these hours", version + 1);
      tx.audit({
        action: "technician-hours.changed",
        subjectType: "member",
        subjectId: memberId,
        changes: { branchId, weekHours: fields.weekHours, skills: fields.skills },
      });
      return { branchId, memberId, version: fields.weekHours === null ? 0 : version + 1 };
    },
    { idempotencyKey, input, subject: { type: "member", id: input.memberId } },
  );
