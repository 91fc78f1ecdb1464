import { z } from "zod";
import { env } from "#/env.ts";
import { undeliveredReason } from "#/server/gateways/twilio.ts";
import { isSignedByTwilio } from "#/server/gateways/twilio-signature.ts";
import { readAtMost } from "#/server/http/guard.ts";
import { sentenceResponse } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";
import { hearAnswer } from "#/server/orchestrators/hearing/hear-answer.ts";
import { hearArrival } from "#/server/orchestrators/hearing/hear-arrival.ts";
import type { Heard } from "#/server/orchestrators/hearing/network.ts";

/** A text of ten parts and what Twilio says of its sender. */
const maxBytes = 32 * 1024;

const by = "Mobile network";

const e164 = z.string().regex(/^\+\d{6,15}$/);
const reference = z.string().min(1).max(64);
const answer = z.object({ MessageSid: reference, From: e164, Body: z.string(), OptOutType: z.string().optional() });
const status = z.object({
  MessageSid: reference,
  MessageStatus: z.string(),
  ErrorCode: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .nullable()
    .default(null),
});

const refused = () => sentenceResponse(401, "UNAUTHENTICATED", "Only the mobile network may call here.");

/**
 * Hears what Twilio tells: that a text arrived or did not, and what was answered to one. Its fields are read only when its
 * signature holds. An answer of ours would be texted to the customer, so there is none in it.
 */
export const hearTwilio = async (
  request: Request,
  account: { readonly authToken: string | undefined; readonly base: string | undefined } = {
    authToken: env.TWILIO_AUTH_TOKEN,
    base: env.APP_URL,
  },
): Promise<Response> => {
  const signature = request.headers.get("x-twilio-signature");
  if (signature === null || account.authToken === undefined) return refused();
  const bytes = await readAtMost(request, maxBytes);
  if (bytes === "too large") return sentenceResponse(413, "INVALID_INPUT", "This is more than a text has.");
  if (bytes === "broken off") return sentenceResponse(400, "INVALID_INPUT", "The text ended before all of it arrived.");
  const fields = new URLSearchParams(new TextDecoder().decode(bytes));
  const called = new URL(request.url);
  // Behind a proxy the request's own address is not the one that was called, and signed.
  const url = `${account.base ?? called.origin}${called.pathname}${called.search}`;
  if (!isSignedByTwilio({ url, fields, signature }, account.authToken)) return refused();
  try {
    const heard = await hear(Object.fromEntries(fields));
    if (heard === null) return sentenceResponse(400, "INVALID_INPUT", "This is neither a text nor what became of one.");
    return new Response(`<Response></Response>`, {
      headers: { "content-type": "text/xml", "cache-control": "no-store" },
    });
  } catch (error) {
    log.warn({ err: error }, "What the mobile network told could not be noted.");
    return sentenceResponse(503, "UNAVAILABLE", "This cannot be noted now. Tell it again.");
  }
};

const hear = async (fields: Readonly<Record<string, string>>): Promise<Heard | "on its way" | null> => {
  const told = status.safeParse(fields);
  if (told.success && told.data.MessageStatus !== "received") {
    const { MessageSid: providerId, MessageStatus: state, ErrorCode: code } = told.data;
    if (state === "delivered" || state === "read") return hearArrival({ providerId, by, bounce: null });
    if (state === "undelivered" || state === "failed")
      return hearArrival({ providerId, by, bounce: (shown) => undeliveredReason(code, shown) });
    return "on its way";
  }
  const answered = answer.safeParse(fields);
  if (!answered.success) return null;
  const { MessageSid: providerId, From: from, Body: body, OptOutType: optOut } = answered.data;
  return hearAnswer({ providerId, from, body, stopped: optOut === "STOP" });
};
