import { TRPCError } from "@trpc/server";
import { correlationHeader } from "#/server/api/context.ts";

declare global {
  var pitlaneGone: Set<string> | undefined;
}

/**
 * Says that the page of this request was once there: a page of Next can answer 404 and no other refusal, so our server
 * (scripts/lib/serve.mjs) makes its 404 a 410. Call it before `notFound()`.
 */
export const sayGone = (headers: Headers): void => {
  const correlationId = headers.get(correlationHeader);
  if (correlationId !== null) globalThis.pitlaneGone?.add(correlationId);
};

/** An address that names nothing that is there, or is spelled as none of ours is. */
export const leadsNowhere = (error: unknown): boolean =>
  error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST");
