import { hearTwilio } from "#/server/http/text-webhook.ts";

/** Where Twilio tells what became of texts, and what was answered to them. Signed over its address and form. */
export const POST = (request: Request): Promise<Response> => hearTwilio(request);
