import { previewMessage } from "#/inngest/preview.ts";
import { answerPreview } from "#/server/http/message-preview.ts";

export const POST = (request: Request): Promise<Response> => answerPreview(request, previewMessage);
