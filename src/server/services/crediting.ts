import { type Credit, creditOfAll, creditOfAmount, creditOfLines } from "#/domain/credits.ts";
import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { seriesOf } from "#/domain/invoice.ts";
import type { CreditStock } from "#/domain/payment.ts";
import { isoDateIn } from "#/domain/time.ts";
import type { Ctx } from "#/server/db/context.ts";
import type { Tx } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as creditNotes from "#/server/repositories/credit-notes.ts";
import type * as payments from "#/server/repositories/payments.ts";

export type CreditAsked =
  | {
      readonly by: "lines";
      readonly lines: readonly {
        readonly position: number;
        readonly quantity: string | null;
        readonly stock: CreditStock;
      }[];
    }
  | { readonly by: "amount"; readonly amountMinor: number }
  | { readonly by: "all"; readonly stock: CreditStock };

export type IssuedCredit = {
  readonly id: string;
  readonly number: string;
  readonly credit: Credit;
  readonly lines: readonly creditNotes.InvoicedLine[];
  readonly stock: ReadonlyMap<number, CreditStock>;
};

/**
 * Issues a credit note of an invoice whose balance is held.
 * @throws TRANSITION_REFUSED while somebody is paying it, INVALID_INPUT above what is left of it, FORBIDDEN for anybody who is no member
 */
export const issue = async (
  tx: Tx,
  ctx: Ctx,
  balance: payments.Balance,
  asked: CreditAsked,
  { kind, reason }: Pick<creditNotes.NewCreditNote, "kind" | "reason">,
): Promise<IssuedCredit> => {
  if (ctx.actor.kind !== "member")
    throw new ValidationException("FORBIDDEN", "A credit note is issued by a member of staff.");
  if (balance.pendingMinor > 0)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      "This invoice is being paid by card right now. Wait until that has ended, a minute or so.",
    );
  const lines = await creditNotes.linesOf(tx, balance.invoiceId);
  const credit =
    asked.by === "lines"
      ? creditOfLines(lines, asked.lines)
      : asked.by === "amount"
        ? creditOfAmount(lines, asked.amountMinor)
        : creditOfAll(lines);
  const stock = stockOf(asked, credit, lines);
  const branch = await branches.load(tx, balance.branchId);
  const id = uuidv7();
  const number = await creditNotes.insert(tx, {
    id,
    invoiceId: balance.invoiceId,
    kind,
    series: `${seriesOf(branch, tx.now)}-CN`,
    reason,
    issuedOn: isoDateIn(tx.now, branch.zone),
    issuedById: ctx.actor.memberId,
    credit,
    lines,
    stock,
  });
  return { id, number, credit, lines, stock };
};

/** Only a part can go back anywhere, and only as much as is taken back of it. */
const stockOf = (
  asked: CreditAsked,
  credit: Credit,
  lines: readonly creditNotes.InvoicedLine[],
): ReadonlyMap<number, CreditStock> => {
  const parts = new Set(lines.filter(({ partId }) => partId !== null).map(({ position }) => position));
  const wanted = new Map(asked.by === "lines" ? asked.lines.map(({ position, stock }) => [position, stock]) : []);
  return new Map(
    credit.lines.map(({ position, quantity }) => {
      const stock = asked.by === "all" ? asked.stock : (wanted.get(position) ?? "NONE");
      return [position, parts.has(position) && quantity !== "0" ? stock : "NONE"];
    }),
  );
};
