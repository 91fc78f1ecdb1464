import { randomUUID } from "node:crypto";
import { longestText } from "#/domain/text-answer.ts";
import { readAtMost } from "#/server/http/guard.ts";
import { mailboxFor } from "#/server/http/mailbox.ts";
import { provenanceOf } from "#/server/http/origin.ts";
import { sentenceResponse } from "#/server/http/responses.ts";
import { hearAnswer } from "#/server/orchestrators/hearing/hear-answer.ts";

/** Takes an answer to a text that was kept instead of sent, from a page of this machine alone, and hears it as the network's. */
export const answerText = async (request: Request, id: string): Promise<Response> => {
  const mailbox = mailboxFor(request.headers);
  if (mailbox === null) return sentenceResponse(404, "NOT_FOUND", "There is no such text.");
  if (provenanceOf(request.headers) !== "same")
    return sentenceResponse(403, "FORBIDDEN", "Answer from the mailbox's own page.");
  const bytes = await readAtMost(request, 4 * longestText);
  if (typeof bytes === "string") return sentenceResponse(413, "INVALID_INPUT", "A text is shorter than this.");
  const message = await mailbox.message(id);
  const from = message?.channel === "SMS" ? message.to[0] : undefined;
  if (from === undefined) return sentenceResponse(404, "NOT_FOUND", "There is no such text.");
  const body = new URLSearchParams(new TextDecoder().decode(bytes)).get("body") ?? "";
  const heard = await hearAnswer({ providerId: `kept:${randomUUID()}`, from, body, stopped: false });
  return new Response(null, {
    status: 303,
    headers: { location: `/dev/mailbox/${id}?answered=${heard === "noted" ? "1" : "0"}` },
  });
};
