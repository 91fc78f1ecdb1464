import { notFound, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { ViewPage } from "#/domain/saved-view.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as views from "#/server/repositories/saved-views.ts";

type SaveView = {
  readonly page: ViewPage;
  readonly name: string;
  readonly address: string;
  readonly shared: boolean;
  readonly idempotencyKey: string;
};

const memberOf = (ctx: Ctx): string => {
  const memberId = actorId(ctx.actor);
  if (memberId === null) throw new ValidationException("FORBIDDEN", "Views belong to members of staff.");
  return memberId;
};

/** Keeps a list's address under a name; the same name replaces what it stood for. */
export const saveView = (ctx: Ctx, { idempotencyKey, ...input }: SaveView) =>
  executeInTransaction(
    ctx,
    "view.save",
    async (tx) => ({ viewId: await views.keep(tx, { id: uuidv7(), memberId: memberOf(ctx), ...input }) }),
    { idempotencyKey, input },
  );

/** Forgets a view of one's own, or one that is shared, of a list that one may open. @throws NOT_FOUND */
export const removeView = (
  ctx: Ctx,
  { idempotencyKey, viewId }: { viewId: string; idempotencyKey: string },
  pages: readonly ViewPage[],
) =>
  executeInTransaction(
    ctx,
    "view.remove",
    async (tx) => {
      if (!(await views.remove(tx, viewId, memberOf(ctx), pages))) throw notFound("This view");
      return { viewId };
    },
    { idempotencyKey, input: { viewId } },
  );
