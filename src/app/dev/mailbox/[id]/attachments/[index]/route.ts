import { mailboxFor } from "#/server/http/mailbox.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";

export const dynamic = "force-dynamic";

/** An attachment's bytes. A PDF opens in the browser; anything else is saved, since a mail may carry any markup. */
export const GET = async (
  request: Request,
  { params }: { params: Promise<{ id: string; index: string }> },
): Promise<Response> => {
  const { id, index } = await params;
  const attachment = /^\d{1,3}$/.test(index)
    ? await mailboxFor(request.headers)?.attachment(id, Number(index))
    : undefined;
  if (!attachment) return sentenceResponse(404, "NOT_FOUND", "This message has no such attachment.");
  const isPdf = attachment.contentType === "application/pdf";
  const name = encodeURIComponent(attachment.filename).replace(/['()*]/g, "_");
  return new Response(Uint8Array.from(attachment.content), {
    headers: {
      ...apiHeaders,
      "content-type": isPdf ? "application/pdf" : "application/octet-stream",
      "content-disposition": `${isPdf ? "inline" : "attachment"}; filename*=UTF-8''${name}`,
    },
  });
};
