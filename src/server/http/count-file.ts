import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import { editableMoney } from "#/domain/money.ts";
import { may } from "#/domain/permissions.ts";
import { quantityText } from "#/domain/quantity.ts";
import { countDifference, countName } from "#/domain/stock-count.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { answered } from "#/server/http/answered.ts";
import { csvResponse } from "#/server/http/csv-response.ts";
import { uuid } from "#/server/http/files.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { sentenceResponse } from "#/server/http/responses.ts";
import { sheet } from "#/server/services/stock-count-views.ts";

/** Answers `GET /api/files/stock-counts/<id>`: the sheet, with what was counted so far and what that differs by. */
export const countFile = async (request: Request, stockCountId: string): Promise<Response> => {
  const member = await memberFor(request, "part.read");
  if (member instanceof Response) return member;
  const { ctx } = member;
  if (!uuid.test(stockCountId))
    return sentenceResponse(404, "NOT_FOUND", "This count is not here. Check the link, or search for it.");
  return answered(ctx, "The count did not load.", async () => {
    const worth = ctx.actor.kind === "member" && may(ctx.actor.role, "cost.read");
    const rights = new Set(worth ? (["cost.read"] as const) : []);
    const { count, lines } = await runInTenant(ctx.tenantId, () => sheet(readDb(ctx), stockCountId, rights));
    const head = ["Bin", "Number", "Part", "Unit", "Counted", "Expected", "Difference", "Counted by", "Counted at"];
    const { currency } = count.branch;
    return csvResponse(`${countName(count.number)}.csv`, async function* () {
      yield byteOrderMark + csvLine(worth ? [...head, `Worth (${currency})`] : head);
      yield lines
        .map(({ bin, number, name, unit, counted, expected, countedBy, countedAt, differenceMinor }) =>
          csvLine([
            ...[bin, number, name, unit, counted, expected],
            counted === null || expected === null ? null : quantityText(countDifference({ counted, expected })),
            countedBy,
            countedAt,
            ...(worth ? [differenceMinor === undefined ? null : editableMoney(differenceMinor, currency)] : []),
          ]),
        )
        .join("");
    });
  });
};
