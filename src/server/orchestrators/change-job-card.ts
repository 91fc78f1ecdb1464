import type { z } from "zod";
import { notFound, ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import type { updateJobCardInput } from "#/domain/job-card.ts";
import { canMove, type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as members from "#/server/repositories/members.ts";
import * as inventory from "#/server/services/inventory.ts";
import { requireOpen, requireVersion } from "#/server/services/job-cards.ts";

type Keyed = { readonly jobCardId: string; readonly idempotencyKey: string };

const command = ({ idempotencyKey, ...input }: Keyed) => ({
  idempotencyKey,
  input,
  subject: { type: "jobCard", id: input.jobCardId },
});

/** Changes the card's own facts: complaint, readings, promise, waiting. */
export const updateJobCard = (ctx: Ctx, input: Keyed & z.infer<typeof updateJobCardInput>) =>
  executeInTransaction(
    ctx,
    "job-card.update",
    async (tx) => {
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      requireVersion(card, input.version);
      requireOpen(card);
      const { complaint, odometerIn, odometerOut, promisedAt, customerWaiting } = input;
      const change = { complaint, odometerIn, odometerOut, promisedAt, customerWaiting };
      requireForwards(
        odometerIn === undefined ? card.odometerIn : odometerIn,
        odometerOut === undefined ? card.odometerOut : odometerOut,
        card,
      );
      await jobCards.update(tx, card.id, change);
      const changed = Object.fromEntries(
        Object.entries({ odometerIn, odometerOut, promisedAt, customerWaiting }).filter(
          ([, value]) => value !== undefined,
        ),
      );
      tx.audit({
        action: "job-card.changed",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: { ...changed, ...(complaint === undefined ? {} : { complaint: "changed" }) },
      });
      return { jobCardId: card.id, version: card.version + 1, status: card.status };
    },
    command(input),
  );

const requireForwards = (odometerIn: number | null, odometerOut: number | null, card: jobCards.CardRow): void => {
  if (odometerIn === null || odometerOut === null || odometerOut >= odometerIn) return;
  throw new ValidationException("INVALID_INPUT", `Lower than ${odometerIn} ${card.branch.odometerUnit} in.`, {
    field: "odometerOut",
  });
};

/** Moves a card on the board. Completing is a command of its own; cancelling lets go of parts and bay. */
export const moveJobCard = (ctx: Ctx, input: Keyed & { from: JobCardStatus; to: JobCardStatus }) =>
  executeInTransaction(
    ctx,
    "job-card.move",
    async (tx) => {
      const { from, to } = input;
      if (to === "COMPLETED")
        throw new ValidationException(
          "TRANSITION_REFUSED",
          "Completing issues the invoice: open the card and press Complete.",
        );
      if (!canMove(from, to))
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `A card does not go from ${jobCardStatusWords[from]} to ${jobCardStatusWords[to]}.`,
        );
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      if (to === "CANCELLED") await letGo(tx, card);
      if (to === "COLLECTED") await bays.release(tx, card.id);
      if (!(await jobCards.move(tx, card.id, from, to))) {
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `Someone else has moved this card: it is in ${jobCardStatusWords[card.status]} now.`,
          { current: card.status },
        );
      }
      tx.audit({
        action: "job-card.moved",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: { status: [from, to] },
      });
      return { jobCardId: card.id, version: card.version + 1, status: to };
    },
    command(input),
  );

const letGo = async (tx: Tx, card: jobCards.CardRow): Promise<void> => {
  const partIds = await inventory.release(tx, card, card.lines, "Job card cancelled");
  const subject = { type: "jobCard", id: card.id };
  if (partIds.length > 0)
    emit(tx, inventoryAdjusted, subject, { branchId: card.branch.id, jobCardId: card.id, partIds });
  await jobLines.releaseAll(tx, card.id);
  await bays.release(tx, card.id);
};

/** Gives a card to a technician, or to nobody. @throws SLOT_TAKEN when that person works elsewhere at the card's time */
export const assignJobCard = (ctx: Ctx, input: Keyed & { technicianId: string | null }) =>
  executeInTransaction(
    ctx,
    "job-card.assign",
    async (tx) => {
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      requireOpen(card);
      const technician = input.technicianId === null ? null : await members.active(tx, input.technicianId);
      if (technician !== null && technician.role !== "TECHNICIAN") throw notFound("This technician");
      await jobCards.update(tx, card.id, { technicianId: input.technicianId });
      await moveTechnician(tx, card, technician);
      tx.audit({
        action: "job-card.assigned",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: { technicianId: [card.technicianId, input.technicianId] },
      });
      return { jobCardId: card.id, version: card.version + 1, status: card.status };
    },
    command(input),
  );

const moveTechnician = async (
  tx: Tx,
  card: jobCards.CardRow,
  technician: { id: string; name: string } | null,
): Promise<void> => {
  try {
    await bays.setTechnician(tx, card.id, technician?.id ?? null);
  } catch (error) {
    if (sqlStateOf(error) !== "23P01") throw error;
    throw new ValidationException(
      "SLOT_TAKEN",
      `${technician?.name ?? "This technician"} is on another car at that time. Move the card's time, or choose someone else.`,
      { free: [] },
      error,
    );
  }
};
