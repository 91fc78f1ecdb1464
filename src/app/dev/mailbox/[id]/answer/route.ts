import { answerText } from "#/server/http/mailbox-answer.ts";

export const dynamic = "force-dynamic";

/** What whoever got a kept text would answer, as a phone sends it. */
export const POST = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  answerText(request, (await params).id);
