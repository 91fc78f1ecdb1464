import { pino } from "pino";
import { uuidv7 } from "#/domain/ids.ts";
import { prisma } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { executeInTransaction, executeSteps } from "#/server/orchestrators/kernel.ts";
import { openGarage } from "../completing/world.ts";

/** What a step does everywhere: nothing, so that only what is around it takes time. */
const work = async (): Promise<number> => 1;

/** `count` calls in our three ways: plainly in one transaction, as its named steps, and as a saga's steps. */
export const openSteps = async () => {
  const { tenant } = await openGarage();
  const ctx: Ctx = {
    tenantId: tenant.tenantId,
    actor: { kind: "system", name: "bench" },
    correlationId: uuidv7(),
    origin: null,
    log: pino({ level: "silent" }),
  };
  return {
    plain: (count: number) =>
      runInTenant(ctx.tenantId, () =>
        prisma.$transaction(async () => {
          for (let index = 0; index < count; index += 1) await work();
        }),
      ),
    steps: (count: number) =>
      executeInTransaction(ctx, "bench.steps", async (tx) => {
        for (let index = 0; index < count; index += 1)
          await tx.step(`step ${index}`, work, () => ({ text: "Nothing was in the way" }));
      }),
    saga: (count: number) =>
      executeSteps(ctx, { name: "bench.saga", key: uuidv7(), input: {} }, async (step) => {
        for (let index = 0; index < count; index += 1) await step.transaction(`step ${index}`, work);
      }),
  };
};
