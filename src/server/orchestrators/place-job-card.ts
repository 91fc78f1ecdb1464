import { notFound, ValidationException } from "#/domain/errors.ts";
import { formatMoment } from "#/domain/time.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import { nearestFree } from "#/server/services/bays.ts";
import { requireOpen } from "#/server/services/job-cards.ts";

type PlaceJobCard = {
  readonly jobCardId: string;
  readonly idempotencyKey: string;
  readonly bayId: string;
  readonly startsAt: Date;
  readonly minutes: number;
};

/**
 * Puts a card on a bay for a time, instead of where it stood.
 * @throws SLOT_TAKEN with `details.free`, the three nearest times that would do
 */
export const placeJobCard = (ctx: Ctx, { idempotencyKey, ...input }: PlaceJobCard) =>
  executeInTransaction(
    ctx,
    "job-card.place",
    async (tx) => {
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      requireOpen(card);
      const bay = await bays.find(tx, input.bayId);
      if (bay === null || bay.branchId !== card.branch.id) throw notFound("This bay");
      const wanted = {
        jobCardId: card.id,
        bayId: bay.id,
        technicianId: card.technicianId,
        startsAt: input.startsAt,
        endsAt: new Date(input.startsAt.getTime() + input.minutes * 60_000),
      };
      if (!(await bays.place(tx, wanted))) {
        const free = await nearestFree(tx, card.branch, { ...wanted, minutes: input.minutes, jobCardId: card.id });
        const when = formatMoment(input.startsAt, card.branch.zone, tx.now);
        throw new ValidationException(
          "SLOT_TAKEN",
          `${bay.name} or the technician is taken at ${when}. The nearest free times are offered.`,
          { free },
        );
      }
      await jobCards.touch(tx, card.id);
      tx.audit({
        action: "job-card.placed",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: { bayId: [card.bay?.bayId ?? null, bay.id], startsAt: wanted.startsAt, endsAt: wanted.endsAt },
      });
      return { jobCardId: card.id, version: card.version + 1, status: card.status };
    },
    { idempotencyKey, input, subject: { type: "jobCard", id: input.jobCardId } },
  );

/** Takes a card off its bay. */
export const unplaceJobCard = (
  ctx: Ctx,
  { idempotencyKey, jobCardId }: { jobCardId: string; idempotencyKey: string },
) =>
  executeInTransaction(
    ctx,
    "job-card.unplace",
    async (tx) => {
      const card = await jobCards.lock(tx, jobCardId);
      tx.within(card.branch.id);
      await bays.release(tx, card.id);
      await jobCards.touch(tx, card.id);
      tx.audit({
        action: "job-card.unplaced",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: { bayId: [card.bay?.bayId ?? null, null] },
      });
      return { jobCardId: card.id, version: card.version + 1, status: card.status };
    },
    { idempotencyKey, input: { jobCardId }, subject: { type: "jobCard", id: jobCardId } },
  );
