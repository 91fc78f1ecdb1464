import { mailboxFor } from "#/server/http/mailbox.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";

export const dynamic = "force-dynamic";

/** The messages of the loopback mailbox, newest first, each with how often it arrived. */
export const GET = async (request: Request): Promise<Response> => {
  const mailbox = mailboxFor(request.headers);
  if (mailbox === null) return sentenceResponse(404, "NOT_FOUND", "There is no mailbox here.");
  const messages = (await mailbox.list()).map(({ id, attachments, ...message }) => ({
    id,
    ...message,
    url: `/dev/mailbox/${id}`,
    attachments: attachments.map((attachment) => ({
      ...attachment,
      url: `/dev/mailbox/${id}/attachments/${attachment.index}`,
    })),
  }));
  return Response.json({ messages }, { headers: apiHeaders });
};
