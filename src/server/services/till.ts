import { notFound } from "#/domain/errors.ts";
import { type PaymentMethod, paymentMethods } from "#/domain/payment.ts";
import type { StatementView, TillView } from "#/domain/till.ts";
import { isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as members from "#/server/repositories/members.ts";
import * as till from "#/server/repositories/till.ts";

/** A day's money at a branch, by method and one by one. @throws NOT_FOUND */
export const ofDay = async (
  db: Db,
  { branchId, day }: { readonly branchId: string; readonly day: string | null },
): Promise<TillView> => {
  const branch = await branches.load(db, branchId);
  const asked = day ?? isoDateIn(new Date(), branch.zone);
  const rows = await till.ofDay(db, branchId, asked);
  const names = await members.names(
    db,
    rows.map(({ byId }) => byId).filter((memberId) => memberId !== null),
  );
  const totals = paymentMethods.flatMap((method: PaymentMethod) => {
    const of = rows.filter((row) => row.method === method);
    if (of.length === 0) return [];
    return [
      {
        method,
        inMinor: of.reduce((sum, { amountMinor }) => sum + Math.max(0, amountMinor), 0),
        outMinor: of.reduce((sum, { amountMinor }) => sum + Math.max(0, -amountMinor), 0),
        count: of.length,
      },
    ];
  });
  return {
    day: asked,
    zone: branch.zone,
    locale: branch.locale,
    currency: branch.currency,
    totals,
    netMinor: rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    rows: rows.map(({ byId, ...row }) => ({
      ...row,
      by: byId === null ? (row.kind === "payment" ? "the customer" : "Pitlane") : (names.get(byId) ?? "Former member"),
    })),
  };
};

/** So many rows a statement shows; what is older stands in its opening balance. */
const shown = 200;

const whatOf = ({ sourceType, entry }: till.StatementRow) =>
  sourceType === "refund"
    ? entry === "FAILED"
      ? ("refundFailed" as const)
      : ("refund" as const)
    : sourceType === "invoice" || sourceType === "creditNote"
      ? sourceType
      : ("payment" as const);

/** What a customer owes and why, from the books, with what is kept for them. @throws NOT_FOUND */
export const statement = async (db: Db, customerId: string): Promise<StatementView> => {
  if (!(await till.isCustomer(db, customerId))) throw notFound("This customer");
  const family = await customers.family(db, customerId);
  const [rows, balances, deposits, home] = await Promise.all([
    till.statementOf(db, family, shown),
    till.balancesOf(db, family),
    till.depositsOf(db, family),
    branches.home(db),
  ]);
  return {
    currencies: balances.map(({ currency, balanceMinor, locale }) => {
      const of = rows.filter((row) => row.currency === currency);
      const openingMinor = balanceMinor - of.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
      let running = openingMinor;
      return {
        currency,
        locale: locale ?? home.branch.locale,
        openingMinor,
        balanceMinor,
        rows: of.map((row) => {
          running += row.amountMinor;
          const { sourceId, at, number, invoiceId, method, amountMinor } = row;
          return { id: sourceId, what: whatOf(row), at, number, invoiceId, method, amountMinor, balanceMinor: running };
        }),
      };
    }),
    deposits,
  };
};
