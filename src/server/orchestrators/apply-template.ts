import { ValidationException } from "#/domain/errors.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { totalsOf } from "#/domain/totals.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as templates from "#/server/repositories/templates.ts";
import { requireOpen, requireVersion } from "#/server/services/job-cards.ts";

type ApplyTemplate = {
  readonly jobCardId: string;
  readonly version: number;
  readonly templateId: string;
  readonly leaveOutUnstocked: boolean;
  readonly idempotencyKey: string;
};

const most = 500;

/**
 * Puts a template's labour and parts on a card as one package, at the branch's prices of now: all of its lines, or none.
 * They are not approved yet, so they hold no parts.
 * @throws NOT_STOCKED with `details.parts` for parts that the branch has no price of, unless they may be left out
 */
export const applyTemplate = (ctx: Ctx, { idempotencyKey, ...input }: ApplyTemplate) =>
  executeInTransaction(
    ctx,
    "job-card.apply-template",
    async (tx) => {
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      requireVersion(card, input.version);
      requireOpen(card);
      const template = await templates.load(tx, input.templateId);
      const lines = await templates.priced(tx, template.id, card.branch.id);
      const unstocked = lines.filter(({ priceMinor }) => priceMinor === null);
      if (unstocked.length > 0 && !input.leaveOutUnstocked) throw notStocked(card.branch.name, unstocked);

      const [usualRate = 0] = card.branch.taxRatesBp;
      const added = lines.flatMap((line): jobLines.NewLine[] => {
        if (line.priceMinor === null) return [];
        const labour = line.partId === null;
        return [
          {
            kind: labour ? "LABOUR" : "PART",
            description: line.description,
            packageTitle: template.name,
            quantity: labour ? hours(line.minutes ?? 0) : quantityText(quantityMilli(line.quantity ?? "0")),
            unit: line.unit,
            unitPriceMinor: line.priceMinor,
            unitCostMinor: line.costMinor,
            discountBp: 0,
            taxRateBp: line.taxRateBp ?? usualRate,
            partId: line.partId,
            technicianId: labour ? card.technicianId : null,
          },
        ];
      });
      if (added.length === 0) throw notStocked(card.branch.name, unstocked);
      if (card.lines.length + added.length > most)
        throw new ValidationException("INVALID_INPUT", `A card holds ${most} lines. Open a second card for the rest.`);
      totalsOf([...card.lines, ...added], card.branch);
      await tx.step(
        "template added",
        () => jobLines.append(tx, card.id, added),
        (ids) => ({ text: `${template.name}, ${ids.length} lines` }),
      );
      await jobCards.touch(tx, card.id);
      tx.audit({
        action: "job-card.template-applied",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: {
          template: template.name,
          lines: added.length,
          ...(unstocked.length === 0 ? {} : { leftOut: unstocked.length }),
        },
      });
      return { jobCardId: card.id, version: card.version + 1, status: card.status };
    },
    { idempotencyKey, input, subject: { type: "jobCard", id: input.jobCardId } },
  );

/** Minutes as hours with three decimals, the most that a line counts. */
const hours = (minutes: number): string => quantityText(Math.round((minutes * 1000) / 60));

const notStocked = (branchName: string, unstocked: readonly templates.PricedTemplateLine[]) => {
  const parts = unstocked.map(({ partName, description }) => partName ?? description);
  return new ValidationException(
    "NOT_STOCKED",
    `${branchName} does not stock ${parts.join(", ")}, so there is no price. Add the part there, or add the rest without it.`,
    { parts },
  );
};
