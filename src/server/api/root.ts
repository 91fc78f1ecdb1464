import { memberRouter } from "#/server/api/routers/member.ts";
import { createCallerFactory, router } from "#/server/api/trpc.ts";

/** One router for each noun. */
export const appRouter = router({
  member: memberRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in process, through the same middleware as HTTP. */
export const createCaller = createCallerFactory(appRouter);
