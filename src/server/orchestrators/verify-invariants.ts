import { z } from "zod";
import { ServiceException, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import {
  checkPauseMs,
  checkTriggers,
  type InvariantAnswer,
  invariantWords,
  type Verified,
} from "#/domain/invariants.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { checkTenant, noteProgress } from "#/server/invariants/check-tenant.ts";
import { executeInTransaction, executeSteps, onAbandoned, type Tx } from "#/server/orchestrators/kernel.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as checks from "#/server/repositories/invariant-checks.ts";
import * as tasks from "#/server/repositories/tasks.ts";

const name = "operation.verify";
/** A request waits for it, and a schedule gives each tenant a minute. */
const budgetMs = 45_000;

/**
 * Asks the twelve invariants of a tenant and keeps the answer. One that is broken has an urgent task until it
 * holds again. A check whose process died is carried on by the sweep.
 * @throws TOO_MANY_REQUESTS within a minute of the last check, IN_PROGRESS while one is under way
 */
export const verifyInvariants = (
  ctx: Ctx,
  { idempotencyKey }: { readonly idempotencyKey: string },
): Promise<Verified> => verify(ctx, idempotencyKey, { trigger: "ON_DEMAND" });

/** The same by the clock; `slot` is the time it was due, so that a repeated call is the same check. Null while another is under way. */
export const verifyNightly = async (ctx: Ctx, slot: Date): Promise<Verified | null> => {
  try {
    return await verify(ctx, `nightly:${slot.toISOString()}`, { trigger: "NIGHTLY" });
  } catch (error) {
    if (error instanceof ServiceException && error.code === "IN_PROGRESS") return null;
    throw error;
  }
};

const inputShape = z.object({ trigger: z.enum(checkTriggers) });
onAbandoned(name, (ctx, key, input) => verify(ctx, key, inputShape.parse(input)));

const verify = (ctx: Ctx, key: string, input: z.infer<typeof inputShape>): Promise<Verified> =>
  executeSteps(ctx, { name, key, input }, async (step) => {
    const checkId = await step.transaction(
      "check begun",
      (tx) => begin(tx, input.trigger),
      (begun) => giveUp(ctx, begun),
    );
    const { answers, durationMs } = await step.external("invariants asked", async () => {
      const began = performance.now();
      const found = await checkTenant(ctx.tenantId, {
        budgetMs,
        // Nobody waits for it by night, and a schedule's turn holds a connection already.
        answered: async (count) =>
          input.trigger === "ON_DEMAND" ? noteProgress(ctx.tenantId, checkId, count) : undefined,
      });
      return { answers: found, durationMs: Math.round(performance.now() - began) };
    });
    return await step.transaction("answer kept", (tx) => keep(tx, checkId, answers, durationMs));
  });

const begin = async (tx: Tx, trigger: checks.Trigger): Promise<string> => {
  const last = await checks.lastBegun(tx);
  const sinceMs = last === null ? Number.POSITIVE_INFINITY : tx.now.getTime() - last.getTime();
  const { actor } = tx.ctx;
  const check = { id: uuidv7(), trigger, askedById: actorId(actor), askedByName: actor.name };
  if (!(await checks.begin(tx, check)))
    throw new ValidationException(
      "IN_PROGRESS",
      "The data is being verified right now. The answer shows here in a moment.",
    );
  if (trigger === "ON_DEMAND" && sinceMs < checkPauseMs)
    throw new ValidationException(
      "TOO_MANY_REQUESTS",
      `The data was verified ${Math.round(sinceMs / 1000)} s ago. Verify again in ${Math.ceil((checkPauseMs - sinceMs) / 1000)} s.`,
    );
  tx.audit({ action: "invariants.asked", subjectType: "invariantCheck", subjectId: check.id, changes: { trigger } });
  return check.id;
};

const keep = async (
  tx: Tx,
  checkId: string,
  answers: readonly InvariantAnswer[],
  durationMs: number,
): Promise<Verified> => {
  await checks.finish(tx, checkId, answers, durationMs);
  const of = (state: InvariantAnswer["state"]) => answers.filter((answer) => answer.state === state);
  const broken = of("broken");
  await tasks.closeAll(
    tx,
    of("held").map(({ id }) => taskKey(id)),
    "It held again at a later check.",
  );
  for (const answer of broken) await alert(tx, answer);
  const found = { checkId, broken: broken.map(({ id }) => id), untold: of("not told").length };
  tx.audit({
    action: "invariants.checked",
    subjectType: "invariantCheck",
    subjectId: checkId,
    changes: { broken: found.broken, untold: found.untold },
  });
  return found;
};

const taskKey = (id: string) => `invariant:${id}`;

const alert = (tx: Tx, { id, rows }: InvariantAnswer) => {
  const [first] = rows;
  const others = rows.length > 1 ? ` Also ${rows.length - 1} more.` : "";
  return raiseTask(tx, {
    severity: "URGENT",
    kind: "invariant",
    title: `${id} is broken: ${invariantWords[id].short}`,
    detail: first === undefined ? "" : `${invariantWords[id].title}. Found: ${first.what}, ${first.place}.${others}`,
    subject: first?.target ?? null,
    sourceKey: taskKey(id),
    again: true,
  });
};

const giveUp = (ctx: Ctx, checkId: string) =>
  executeInTransaction(ctx, "operation.verify-given-up", async (tx) => {
    await checks.giveUp(tx, checkId, "It could not be finished. Verify again.");
    tx.audit({ action: "invariants.given-up", subjectType: "invariantCheck", subjectId: checkId, changes: {} });
  });
