import { notFound, ValidationException } from "#/domain/errors.ts";
import { may } from "#/domain/permissions.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { owedDelivery, retryDelivery, skipDelivery } from "#/server/outbox/deliveries.ts";
import * as members from "#/server/repositories/members.ts";
import * as tasks from "#/server/repositories/tasks.ts";

type Keyed = { readonly idempotencyKey: string };
type OfDelivery = Keyed & { readonly deliveryId: string };

/** Tries an effect again, from zero; its event is sent once more. */
export const retryEffect = (ctx: Ctx, { idempotencyKey, deliveryId }: OfDelivery) =>
  mend(ctx, "operation.retry", { idempotencyKey, input: { deliveryId } }, deliveryId, async (tx) => {
    await retryDelivery(tx, deliveryId);
    return { deliveryId, state: "PENDING" as const };
  });

/** Gives an effect up, with the reason; the task it raised is resolved by it. */
export const skipEffect = (ctx: Ctx, { idempotencyKey, deliveryId, reason }: OfDelivery & { reason: string }) =>
  mend(ctx, "operation.skip", { idempotencyKey, input: { deliveryId, reason } }, deliveryId, async (tx) => {
    await skipDelivery(tx, deliveryId, requireMember(ctx), reason);
    return { deliveryId, state: "SKIPPED" as const };
  });

/** Puts the task of a dead effect into somebody's hands. */
export const assignEffect = (ctx: Ctx, { idempotencyKey, deliveryId, memberId }: OfDelivery & { memberId: string }) =>
  mend(ctx, "operation.assign", { idempotencyKey, input: { deliveryId, memberId } }, deliveryId, async (tx) => {
    const member = await members.active(tx, memberId);
    if (!may(member.role, "task.resolve"))
      throw new ValidationException("TRANSITION_REFUSED", `${member.name} does not see tasks. Choose somebody else.`);
    const task = await tasks.ofDelivery(tx, deliveryId);
    if (task === null || !(await tasks.assign(tx, task.id, member.id))) {
      throw new ValidationException(
        "TRANSITION_REFUSED",
        "Nothing waits for a person here. Reload to see where it stands.",
      );
    }
    return { deliveryId, state: "DEAD" as const };
  });

const mend = async <Result>(
  ctx: Ctx,
  name: string,
  key: { readonly idempotencyKey: string; readonly input: Record<string, unknown> },
  deliveryId: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> => {
  const found = await owedDelivery(ctx.tenantId, deliveryId);
  if (found === null) throw notFound("This effect");
  const subject = { type: found.subjectType, id: found.subjectId };
  return executeInTransaction(
    ctx,
    name,
    async (tx) => {
      if (found.branchId !== null) tx.within(found.branchId);
      const result = await work(tx);
      tx.audit({ action: name, subjectType: subject.type, subjectId: subject.id, changes: key.input });
      return result;
    },
    { ...key, subject },
  );
};

const requireMember = (ctx: Ctx): string => {
  const memberId = actorId(ctx.actor);
  if (memberId === null) throw new ValidationException("FORBIDDEN", "This is for a member of staff.");
  return memberId;
};
