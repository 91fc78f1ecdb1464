import type { BranchFields } from "#/domain/branch.ts";
import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { parsePhone } from "#/domain/phone.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import { byId, requireUnused, takePrefix } from "#/server/services/branches.ts";
import { differences, stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly branchId: string; readonly version: number };

/** Opens a branch. It has no bays yet. @throws DUPLICATE for a prefix that any branch has or had */
export const createBranch = (ctx: Ctx, { idempotencyKey, ...input }: BranchFields & Keyed) => {
  const branchId = uuidv7();
  return executeInTransaction(
    ctx,
    "settings.create-branch",
    async (tx) => {
      const fields = { ...input, phone: dialled(input) };
      await takePrefix(tx, branchId, fields.invoicePrefix);
      await branches.insert(tx, { id: branchId, ...fields });
      tx.within(branchId);
      tx.audit({
        action: "branch.created",
        subjectType: "branch",
        subjectId: branchId,
        changes: {
          name: fields.name,
          zone: fields.zone,
          currency: fields.currency,
          invoicePrefix: fields.invoicePrefix,
        },
      });
      return byId(tx, branchId);
    },
    { idempotencyKey, input, subject: { type: "branch", id: branchId } },
  );
};

/**
 * Changes a branch. What was issued keeps what was true then.
 * @throws STALE_VERSION; PREREQUISITES_UNMET for what others lean on; DUPLICATE for a prefix that any branch has or had
 */
export const changeBranch = (ctx: Ctx, { idempotencyKey, ...input }: BranchFields & Versioned) =>
  executeInTransaction(
    ctx,
    "settings.update-branch",
    async (tx) => {
      const { branchId, version, ...typed } = input;
      const before = await branches.lock(tx, branchId);
      tx.within(branchId);
      if (before.version !== version) throw stale("this branch", before.version);
      const fields = { ...typed, phone: dialled(typed) };
      requireUnused(before, fields, await branches.use(tx, branchId));
      const left = before.invoicePrefix === fields.invoicePrefix ? [] : [before.invoicePrefix];
      if (left.length > 0) await takePrefix(tx, branchId, fields.invoicePrefix);
      const formerPrefixes = [...before.formerPrefixes, ...left];
      if (!(await branches.update(tx, branchId, version, { ...fields, formerPrefixes })))
        throw stale("this branch", before.version);
      tx.audit({
        action: "branch.changed",
        subjectType: "branch",
        subjectId: branchId,
        changes: differences(before, fields),
      });
      return byId(tx, branchId);
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** Closes a branch for new work. @throws PREREQUISITES_UNMET while cards are open there, or for the only one */
export const closeBranch = (ctx: Ctx, { idempotencyKey, ...input }: Versioned) =>
  executeInTransaction(
    ctx,
    "settings.close-branch",
    async (tx) => {
      // Two people who close the last two branches at once wait for each other here.
      await branches.lockPrefixes(tx);
      const branch = await branches.lock(tx, input.branchId);
      tx.within(branch.id);
      if (branch.version !== input.version) throw stale("this branch", branch.version);
      if (branch.closedAt !== null) return byId(tx, branch.id);
      const open = await branches.open(tx);
      if (open.length <= 1) {
        throw new ValidationException(
          "PREREQUISITES_UNMET",
          `${branch.name} is the only open branch. Open another one first.`,
        );
      }
      const { openCards } = await branches.use(tx, branch.id);
      if (openCards > 0) {
        const cards = openCards === 1 ? "1 card is" : `${openCards} cards are`;
        throw new ValidationException(
          "PREREQUISITES_UNMET",
          `${cards} still open at ${branch.name}. Complete or cancel them, then close it.`,
        );
      }
      await branches.setClosed(tx, branch.id, branch.version, tx.now);
      tx.audit({ action: "branch.closed", subjectType: "branch", subjectId: branch.id, changes: {} });
      return byId(tx, branch.id);
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** Opens a closed branch again, as it was. */
export const reopenBranch = (ctx: Ctx, { idempotencyKey, ...input }: Versioned) =>
  executeInTransaction(
    ctx,
    "settings.reopen-branch",
    async (tx) => {
      const branch = await branches.lock(tx, input.branchId);
      tx.within(branch.id);
      if (branch.version !== input.version) throw stale("this branch", branch.version);
      if (branch.closedAt === null) return byId(tx, branch.id);
      await branches.setClosed(tx, branch.id, branch.version, null);
      tx.audit({ action: "branch.reopened", subjectType: "branch", subjectId: branch.id, changes: {} });
      return byId(tx, branch.id);
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** As E.164, read as dialled in the branch's country. @throws INVALID_INPUT at the field */
const dialled = ({ phone, country }: Pick<BranchFields, "phone" | "country">): string | null => {
  if (phone === null || phone === "") return null;
  const parsed = parsePhone(phone, country);
  if (parsed.ok) return parsed.e164;
  throw new ValidationException("INVALID_INPUT", parsed.reason, { field: "phone" });
};
