import { shortageKey, shortageText, shortageTitle } from "#/domain/shortage.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { closeTasks, raiseTasks } from "#/server/outbox/tasks.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as shortages from "#/server/services/shortages.ts";

/**
 * A task for each part that is short at the branch, until it is not: one for each episode, whatever moves
 * meanwhile. Never an alert: a shelf that runs low is the day's work, and a banner for it would teach people
 * to look past the banners that cannot wait.
 */
export const checkStockLevels = (ctx: Ctx, { branchId, partIds }: { branchId: string; partIds: readonly string[] }) =>
  executeInTransaction(ctx, "stock.check", async (tx) => {
    const branch = await branches.load(tx, branchId);
    const open = await shortages.settle(tx, branchId, partIds);
    const raised = await raiseTasks(
      tx,
      open.map((shortage) => ({
        severity: "NORMAL",
        kind: "stock-low",
        title: shortageTitle(shortage, branch.name),
        detail: shortageText(shortage),
        subject: { type: "part", id: shortage.partId },
        sourceKey: shortageKey(shortage.id),
      })),
    );
    const ended = await shortages.overdueToClose(tx, branchId, partIds);
    await closeTasks(tx, ended.map(shortageKey), "Stock is back at its reorder point.");
    return { raised, closed: ended.length };
  });
