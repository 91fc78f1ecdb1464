import { notFound, ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import type { JobLineInput } from "#/domain/job-card.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import { totalsOf } from "#/domain/totals.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as members from "#/server/repositories/members.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as inventory from "#/server/services/inventory.ts";
import { requireOpen, requireVersion } from "#/server/services/job-cards.ts";

type Keyed = { readonly jobCardId: string; readonly idempotencyKey: string };
type Versioned = Keyed & { readonly version: number };

const command = ({ idempotencyKey, ...input }: Keyed) => ({
  idempotencyKey,
  input,
  subject: { type: "jobCard", id: input.jobCardId },
});

const most = 500;

/** Adds lines at the end of a card. They are not approved yet, so they hold no parts. */
export const addLines = (ctx: Ctx, input: Versioned & { lines: readonly JobLineInput[] }) =>
  executeInTransaction(
    ctx,
    "job-card.add-lines",
    async (tx) => {
      const card = await openCard(tx, input);
      if (card.lines.length + input.lines.length > most)
        throw new ValidationException("INVALID_INPUT", `A card holds ${most} lines. Open a second card for the rest.`);
      const priced = await withCosts(tx, card, input.lines);
      totalsOf([...card.lines, ...priced], card.branch);
      await jobLines.append(tx, card.id, priced);
      return finish(tx, card, "job-card.lines-added", { lines: input.lines.length });
    },
    command(input),
  );

/** Rewrites one line. A change of what it costs voids its consent and lets go of its parts. */
export const updateLine = (ctx: Ctx, input: Versioned & { lineId: string; line: JobLineInput }) =>
  executeInTransaction(
    ctx,
    "job-card.update-line",
    async (tx) => {
      const card = await openCard(tx, input);
      const line = lineOf(card, input.lineId);
      const [priced] = await withCosts(tx, card, [input.line]);
      if (priced === undefined) throw notFound("This line");
      totalsOf(
        card.lines.map((other) => (other.id === line.id ? { ...other, ...priced } : other)),
        card.branch,
      );

      const reopen = costsDiffer(line, priced);
      if (reopen) await letGo(tx, card, [line], "Line changed");
      await jobLines.rewrite(tx, line.id, priced, { reopen });
      return finish(tx, card, "job-card.line-changed", {
        lineId: line.id,
        reopened: reopen && line.authorisationId !== null,
      });
    },
    command(input),
  );

/** Takes lines off a card and puts back what they held. */
export const removeLines = (ctx: Ctx, input: Versioned & { lineIds: readonly string[] }) =>
  executeInTransaction(
    ctx,
    "job-card.remove-lines",
    async (tx) => {
      const card = await openCard(tx, input);
      const lines = [...new Set(input.lineIds)].map((lineId) => lineOf(card, lineId));
      await letGo(tx, card, lines, "Line removed");
      await jobLines.remove(
        tx,
        lines.map(({ id }) => id),
        actorId(ctx.actor),
      );
      return finish(tx, card, "job-card.lines-removed", { lineIds: lines.map(({ id }) => id) });
    },
    command(input),
  );

/** Ticks lines as done, or not done after all. Needs no version: two ticks do not disagree. */
export const setLinesDone = (ctx: Ctx, input: Keyed & { lineIds: readonly string[]; done: boolean }) =>
  executeInTransaction(
    ctx,
    "job-card.lines-done",
    async (tx) => {
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      requireOpen(card);
      const lines = [...new Set(input.lineIds)].map((lineId) => lineOf(card, lineId));
      await jobLines.setDone(
        tx,
        lines.map(({ id }) => id),
        actorId(ctx.actor),
        input.done,
      );
      return finish(tx, card, "job-card.lines-done", { lineIds: lines.map(({ id }) => id), done: input.done });
    },
    command(input),
  );

const letGo = async (
  tx: Tx,
  card: jobCards.CardRow,
  lines: readonly jobCards.LineRow[],
  reason: string,
): Promise<void> => {
  const partIds = await inventory.release(tx, card, lines, reason);
  const subject = { type: "jobCard", id: card.id };
  if (partIds.length > 0)
    emit(tx, inventoryAdjusted, subject, { branchId: card.branch.id, jobCardId: card.id, partIds });
};

const openCard = async (tx: Tx, input: Versioned): Promise<jobCards.CardRow> => {
  const card = await jobCards.lock(tx, input.jobCardId);
  tx.within(card.branch.id);
  requireVersion(card, input.version);
  requireOpen(card);
  return card;
};

const lineOf = (card: jobCards.CardRow, lineId: string): jobCards.LineRow => {
  const line = card.lines.find(({ id }) => id === lineId);
  if (line === undefined) throw notFound("This line");
  return line;
};

/** Lines with the purchase price of their part at the branch, which a person does not type. @throws NOT_FOUND for an unknown part or technician */
const withCosts = async (
  tx: Tx,
  card: jobCards.CardRow,
  lines: readonly JobLineInput[],
): Promise<jobLines.NewLine[]> => {
  await requireTechnicians(tx, lines);
  const partIds = lines.flatMap(({ partId }) => (partId === null ? [] : [partId]));
  const costs = partIds.length === 0 ? new Map<string, number>() : await parts.costs(tx, card.branch.id, partIds);
  return lines.map((line) => {
    if (line.partId === null) return { ...line, unitCostMinor: 0 };
    const unitCostMinor = costs.get(line.partId);
    if (unitCostMinor === undefined) throw notFound("This part");
    return { ...line, unitCostMinor };
  });
};

const requireTechnicians = async (tx: Tx, lines: readonly JobLineInput[]): Promise<void> => {
  const named = new Set(lines.flatMap(({ technicianId }) => (technicianId === null ? [] : [technicianId])));
  if (named.size === 0) return;
  const known = new Set((await members.technicians(tx)).map(({ memberId }) => memberId));
  if (![...named].every((memberId) => known.has(memberId))) throw notFound("This technician");
};

const costsDiffer = (before: jobCards.LineRow, after: jobLines.NewLine): boolean =>
  before.kind !== after.kind ||
  before.partId !== after.partId ||
  quantityMilli(before.quantity) !== quantityMilli(after.quantity) ||
  before.unitPriceMinor !== after.unitPriceMinor ||
  before.discountBp !== after.discountBp ||
  before.taxRateBp !== after.taxRateBp;

const finish = async (tx: Tx, card: jobCards.CardRow, action: string, changes: Record<string, unknown>) => {
  await jobCards.touch(tx, card.id);
  tx.audit({ action, subjectType: "jobCard", subjectId: card.id, changes });
  return { jobCardId: card.id, version: card.version + 1, status: card.status };
};
