import type { BranchView } from "#/domain/branch.ts";
import { ValidationException } from "#/domain/errors.ts";
import { seriesOf } from "#/domain/invoice.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as invoices from "#/server/repositories/invoices.ts";

/** Every branch as its settings show it. */
export const list = async (db: Db): Promise<BranchView[]> =>
  Promise.all((await branches.all(db)).map((branch) => viewOf(db, branch)));

/** @throws NOT_FOUND */
export const byId = async (db: Db, branchId: string): Promise<BranchView> =>
  viewOf(db, await branches.load(db, branchId));

const viewOf = async (db: Db, branch: branches.BranchRow): Promise<BranchView> => {
  const series = seriesOf(branch, new Date());
  const [{ hasMoney, openCards }, last] = await Promise.all([
    branches.use(db, branch.id),
    invoices.lastNumber(db, series),
  ]);
  const { tenantId: _, createdAt: __, ...fields } = branch;
  return {
    ...fields,
    nextInvoice: `${series}-${String(Number(last ?? "0") + 1).padStart(5, "0")}`,
    hasMoney,
    openCards,
  };
};

/**
 * Takes an invoice prefix for a branch. One that any branch has or had is refused: a series would go on under another
 * hand, and an accountant could no longer tell whose gap a gap is. One branch at a time chooses.
 * @throws DUPLICATE
 */
export const takePrefix = async (tx: Tx, branchId: string, prefix: string): Promise<void> => {
  await branches.lockPrefixes(tx);
  const owner = await branches.ofPrefix(tx, prefix);
  if (owner === null) return;
  const whose =
    owner.id === branchId
      ? `This branch has left ${prefix}, and a prefix that was left does not come back.`
      : owner.invoicePrefix === prefix
        ? `${owner.name} numbers its invoices with ${prefix}.`
        : `${owner.name} has numbered invoices with ${prefix}.`;
  throw new ValidationException("DUPLICATE", `${whose} Choose another, so that no number is given twice.`, {
    field: "invoicePrefix",
  });
};

/**
 * What may not change any more once others lean on it.
 * @throws PREREQUISITES_UNMET at the field
 */
export const requireUnused = (
  before: branches.BranchRow,
  after: { readonly currency: string; readonly taxMode: string; readonly roundingRule: string },
  { hasMoney, approvedCards }: branches.BranchUse,
): void => {
  if (before.currency !== after.currency && hasMoney) {
    throw new ValidationException(
      "PREREQUISITES_UNMET",
      `Prices of ${before.name} are in ${before.currency}, so its currency stays. Open another branch for ${after.currency}.`,
      { field: "currency" },
    );
  }
  const repriced =
    before.taxMode !== after.taxMode ? "taxMode" : before.roundingRule !== after.roundingRule ? "roundingRule" : null;
  if (repriced !== null && approvedCards > 0) {
    const cards = approvedCards === 1 ? "1 open card has" : `${approvedCards} open cards have`;
    throw new ValidationException(
      "PREREQUISITES_UNMET",
      `${cards} totals that customers agreed to, and this would change them. Complete or cancel them first.`,
      { field: repriced },
    );
  }
};
