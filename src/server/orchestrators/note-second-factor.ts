import type { Actor, Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";

export type SecondFactorChange = "on" | "off" | "new-codes";

/** Writes down that a member's second factor has changed: Better Auth keeps it, and tells nobody. */
export const noteSecondFactor = (
  ctx: Ctx & { readonly actor: Extract<Actor, { kind: "member" }> },
  change: SecondFactorChange,
) => {
  const name = `account.two-factor-${change}`;
  const subject = { type: "member", id: ctx.actor.memberId };
  return executeInTransaction(
    ctx,
    name,
    async (tx) => tx.audit({ action: name, subjectType: subject.type, subjectId: subject.id, changes: {} }),
    { subject },
  );
};
