import { ValidationException } from "#/domain/errors.ts";

export { executeWithRetry } from "#/server/db/retry.ts";
export { type CommandOptions, executeInTransaction, type Tx } from "#/server/db/transaction.ts";
export { enterRun, executeSteps, onAbandoned, type Steps } from "#/server/orchestrators/kernel/saga.ts";

type Prerequisite = { readonly name: string; readonly met: boolean; readonly title?: string; readonly detail?: string };

/**
 * Passes when every condition is met; else refuses with all that are not, so that they can be mended
 * in one go. Takes named booleans, or conditions that also say what is wrong.
 * @throws PREREQUISITES_UNMET with `details.unmet`
 */
export const validatePrerequisites = (
  conditions: Readonly<Record<string, boolean>> | readonly Prerequisite[],
): void => {
  const list: readonly Prerequisite[] = isList(conditions)
    ? conditions
    : Object.entries(conditions).map(([name, met]) => ({ name, met }));
  const unmet = list.filter((condition) => !condition.met).map(({ met: _, ...condition }) => condition);
  if (unmet.length === 0) return;
  const reasons = unmet.map(({ name, title }) => title ?? name).join(". ");
  throw new ValidationException("PREREQUISITES_UNMET", `${reasons}. Nothing was changed.`, { unmet });
};

const isList = (
  conditions: Readonly<Record<string, boolean>> | readonly Prerequisite[],
): conditions is readonly Prerequisite[] => Array.isArray(conditions);
