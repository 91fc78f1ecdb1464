import { ServiceException } from "#/domain/errors.ts";
import { readAtMost } from "#/server/http/guard.ts";
import { sentenceResponse } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";
import { type Heard, hearSigned } from "#/server/orchestrators/payments/hear-gateway.ts";

/** Stripe's largest events are some tens of kB. */
const maxBytes = 256 * 1024;

/**
 * Hears what the gateway tells of its own accord. Signed over the bytes as they came, so nothing reads them before; 200
 * only for what is noted or is none of ours. What cannot be noted now is answered with 503, and told again.
 */
export const hearWebhook = async (
  request: Request,
  hear: (signed: { readonly body: string; readonly signature: string | null }) => Promise<Heard> = hearSigned,
): Promise<Response> => {
  // Before anything is read, or a gateway looked for: whoever does not sign is nobody's.
  const signature = request.headers.get("stripe-signature");
  if (signature === null) return sentenceResponse(401, "UNAUTHENTICATED", "Only the payment gateway may call here.");
  const bytes = await readAtMost(request, maxBytes);
  if (bytes === "too large") return sentenceResponse(413, "INVALID_INPUT", "This is more than an event has.");
  if (bytes === "broken off")
    return sentenceResponse(400, "INVALID_INPUT", "The event ended before all of it arrived.");
  try {
    const body = new TextDecoder().decode(bytes);
    const heard = await hear({ body, signature });
    return Response.json({ heard }, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (error instanceof ServiceException && error.code === "FORBIDDEN")
      return sentenceResponse(401, "UNAUTHENTICATED", "Only the payment gateway may call here.");
    log.warn({ err: error }, "An event of the payment gateway could not be noted; it will tell it again.");
    return sentenceResponse(503, "UNAVAILABLE", "This cannot be noted now. Tell it again.");
  }
};
