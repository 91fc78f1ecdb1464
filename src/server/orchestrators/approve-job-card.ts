import { notFound, ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { AuthorisationMethod } from "#/domain/job-card.ts";
import { formatMoney } from "#/domain/money.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import { totalsOf } from "#/domain/totals.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as inventory from "#/server/services/inventory.ts";
import { requireOpen, requireVersion } from "#/server/services/job-cards.ts";

type ApproveJobCard = {
  readonly jobCardId: string;
  readonly version: number;
  readonly lineIds: readonly string[];
  readonly givenBy: string;
  readonly method: AuthorisationMethod;
  readonly totalMinor: number;
  readonly note: string;
  readonly idempotencyKey: string;
};

/**
 * Records the customer's consent to lines and total, and holds what is free of their parts.
 * @throws STALE_VERSION when the total shown to the customer is not the total of these lines any more
 */
export const approveJobCard = (ctx: Ctx, { idempotencyKey, ...input }: ApproveJobCard) =>
  executeInTransaction(
    ctx,
    "job-card.approve",
    async (tx) => {
      if (ctx.actor.kind !== "member")
        throw new ValidationException("FORBIDDEN", "A consent is recorded by a member of staff.");
      // The customer agreed to a total by the branch's tax mode: it stays until this is written (`requireUnused`).
      await branches.holdOf(tx, input.jobCardId);
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      requireVersion(card, input.version);
      requireOpen(card);
      const chosen = new Set(input.lineIds);
      if ([...chosen].some((lineId) => !card.lines.some(({ id }) => id === lineId))) throw notFound("This line");

      const covered = card.lines.filter((line) => chosen.has(line.id) || line.authorisationId !== null);
      const totals = totalsOf(covered, card.branch);
      if (totals.totalMinor !== input.totalMinor) {
        const money = (amountMinor: number) => formatMoney(amountMinor, card.branch.currency, card.branch.locale);
        throw new ValidationException(
          "STALE_VERSION",
          `The total of these lines is ${money(totals.totalMinor)}, not ${money(input.totalMinor)}. Tell the customer, then record it again.`,
          { current: card.version, totalMinor: totals.totalMinor },
        );
      }

      const lines = card.lines.filter((line) => chosen.has(line.id));
      const authorisationId = uuidv7();
      await tx.step("consent recorded", () =>
        jobLines.insertAuthorisation(tx, {
          id: authorisationId,
          jobCardId: card.id,
          givenBy: input.givenBy,
          method: input.method,
          recordedById: ctx.actor.kind === "member" ? ctx.actor.memberId : "",
          totalMinor: totals.totalMinor,
          changeMinor: totals.totalMinor - (card.authorisations.at(-1)?.totalMinor ?? 0),
          lines: totals.lines
            .filter(({ id }) => chosen.has(id))
            .map(({ id, description, quantity, totalMinor }) => ({ lineId: id, description, quantity, totalMinor })),
          note: input.note,
        }),
      );
      const held = await tx.step(
        "parts reserved",
        () => inventory.reserve(tx, card, lines),
        (reserved) => ({ text: reservedText(lines, reserved) }),
      );
      await jobLines.authorise(
        tx,
        authorisationId,
        lines.map((line) => ({ lineId: line.id, reserved: held.get(line.id) ?? "0" })),
      );
      await jobCards.touch(tx, card.id);

      const partIds = newlyHeld(lines, held);
      const subject = { type: "jobCard", id: card.id };
      if (partIds.length > 0)
        emit(tx, inventoryAdjusted, subject, { branchId: card.branch.id, jobCardId: card.id, partIds });
      tx.audit({
        action: "job-card.approved",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: { authorisationId, totalMinor: totals.totalMinor, method: input.method, lines: lines.length },
      });
      return { jobCardId: card.id, version: card.version + 1, status: card.status };
    },
    { idempotencyKey, input, subject: { type: "jobCard", id: input.jobCardId } },
  );

/** The parts of which some is held that was free before. */
const newlyHeld = (lines: readonly jobCards.LineRow[], held: ReadonlyMap<string, string>): string[] => [
  ...new Set(
    lines.flatMap((line) =>
      line.partId !== null && quantityMilli(held.get(line.id) ?? "0") > quantityMilli(line.reserved)
        ? [line.partId]
        : [],
    ),
  ),
];

const reservedText = (lines: readonly jobCards.LineRow[], held: ReadonlyMap<string, string>): string => {
  const withPart = lines.filter(({ partId }) => partId !== null);
  const short = withPart.filter((line) => quantityMilli(held.get(line.id) ?? "0") < quantityMilli(line.quantity));
  const all = `${withPart.length - short.length} of ${withPart.length} lines`;
  return withPart.length === 0
    ? "No parts on these lines"
    : short.length === 0
      ? all
      : `${all}. ${short[0]?.partName ?? "One"} is short`;
};
