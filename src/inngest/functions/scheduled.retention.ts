import { schedule } from "#/inngest/schedule.ts";
import { forgetOld } from "#/server/outbox/retention.ts";

/** Each night, forgets what has served its time. */
export const forgetFinished = schedule("retention", async ({ ctx, signal }) => {
  const forgotten = await forgetOld(ctx.tenantId, { now: new Date(), signal });
  ctx.log.info(forgotten, "what had served its time was forgotten");
  return "DONE";
});
