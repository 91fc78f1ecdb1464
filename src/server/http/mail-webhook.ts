import { z } from "zod";
import { env } from "#/env.ts";
import { isSignedBySendGrid } from "#/server/gateways/sendgrid-signature.ts";
import { readAtMost } from "#/server/http/guard.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";
import { hearArrival, hearNoMoreMails } from "#/server/orchestrators/hearing/hear-arrival.ts";

/** SendGrid sends what it has gathered, up to some thousands of events. */
const maxBytes = 2 * 1024 * 1024;

const by = "Mail relay";

const happened = z.object({
  event: z.string(),
  /** The message's own id, as we wrote it. */
  "smtp-id": z.string().max(300).optional(),
  /** The id that the relay answered with, and more after a full stop. */
  sg_message_id: z.string().max(300).optional(),
  reason: z.string().default(""),
});
type Happened = z.infer<typeof happened>;

const refused = () => sentenceResponse(401, "UNAUTHENTICATED", "Only the mail relay may call here.");

/**
 * Hears what SendGrid tells of mails that went through its relay: that they arrived, came back, or are wanted no more. Its
 * events are read only when the signature over the very bytes holds. One that is not about a mail of ours is passed over.
 */
export const hearSendGrid = async (
  request: Request,
  verificationKey: string | undefined = env.SENDGRID_WEBHOOK_KEY,
): Promise<Response> => {
  const [timestamp, signature] = ["timestamp", "signature"].map((name) =>
    request.headers.get(`x-twilio-email-event-webhook-${name}`),
  );
  if (!timestamp || !signature || verificationKey === undefined) return refused();
  const body = await readAtMost(request, maxBytes);
  if (body === "too large") return sentenceResponse(413, "INVALID_INPUT", "This is more than is told at once.");
  if (body === "broken off") return sentenceResponse(400, "INVALID_INPUT", "It ended before all of it arrived.");
  if (!isSignedBySendGrid({ timestamp, signature, body }, verificationKey)) return refused();
  const events = eventsIn(body);
  if (events === null) return sentenceResponse(400, "INVALID_INPUT", "This is no list of what became of mails.");
  try {
    for (const event of events) await hear(event);
    return Response.json({}, { headers: apiHeaders });
  } catch (error) {
    log.warn({ err: error }, "What the mail relay told could not be noted.");
    return sentenceResponse(503, "UNAVAILABLE", "This cannot be noted now. Tell it again.");
  }
};

const eventsIn = (body: Uint8Array): Happened[] | null => {
  try {
    const given: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return z.array(happened).safeParse(given).data ?? null;
  } catch {
    // What is no JSON tells nothing.
    return null;
  }
};

const hear = async ({ event, reason, ...ids }: Happened): Promise<void> => {
  const references = [ids.sg_message_id?.split(".")[0], ids["smtp-id"]].filter((each) => each !== undefined);
  for (const providerId of references) {
    const heard =
      event === "delivered"
        ? await hearArrival({ providerId, by, bounce: null })
        : event === "bounce" || event === "dropped"
          ? await hearArrival({ providerId, by, bounce: () => reasonOf(event, reason) })
          : event === "spamreport" || event === "unsubscribe"
            ? await hearNoMoreMails(providerId)
            : "noted";
    if (heard !== "not ours") return;
  }
};

const reasonOf = (event: string, reason: string): string => {
  const why = reason
    .trim()
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, 400);
  const what = event === "bounce" ? "The mail server of the address sent it back" : "The mail relay did not send it";
  return why === "" ? `${what}.` : `${what}: ${why}`;
};
