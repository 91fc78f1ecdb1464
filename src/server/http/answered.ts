import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ServiceException, trpcCodeOf } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sentenceResponse } from "#/server/http/responses.ts";

/** A refusal as its sentence, and what nobody foresaw as a reference into the log. `sentence` says what did not happen. */
export const answered = async (
  ctx: Pick<Ctx, "log" | "correlationId">,
  sentence: string,
  work: () => Promise<Response>,
): Promise<Response> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceException && error.code !== "INTERNAL") {
      const status = getHTTPStatusCodeFromError(new TRPCError({ code: trpcCodeOf[error.code] }));
      return sentenceResponse(status, error.code, error.message);
    }
    ctx.log.error({ err: error }, sentence);
    return sentenceResponse(500, "INTERNAL", `${sentence} Reference ${ctx.correlationId}.`);
  }
};
