import { hearSendGrid } from "#/server/http/mail-webhook.ts";

/** Where SendGrid tells what became of mails that went through its SMTP relay. Signed over the time and the very bytes. */
export const POST = (request: Request): Promise<Response> => hearSendGrid(request);
