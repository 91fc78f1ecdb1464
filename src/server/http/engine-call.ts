import { isLoopbackRequest } from "#/server/http/origin.ts";
import { sentenceResponse } from "#/server/http/responses.ts";

export type Admission = {
  /** The call is nobody's but the engine's, and that one signs. */
  readonly signed: boolean;
  /** Nobody but this machine is heard. */
  readonly loopbackOnly: boolean;
};

type Admitted =
  | { readonly ok: true; readonly body: string | null }
  | { readonly ok: false; readonly response: Response };

const refuse = (status: number, code: string, sentence: string): Admitted => ({
  ok: false,
  response: sentenceResponse(status, code, sentence),
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Lets a call of the engine on to Inngest's SDK, which answers a body or a Host that it cannot read with 500. One
 * without a signature, where there must be one, is turned away before any of it is read.
 */
export const admitCall = async (request: Request, { signed, loopbackOnly }: Admission): Promise<Admitted> => {
  const { headers } = request;
  if ((signed && !headers.has("x-inngest-signature")) || (loopbackOnly && !isLoopbackRequest(headers)))
    return refuse(401, "UNAUTHENTICATED", "Only the engine of events may call here.");
  if (!URL.canParse(`http://${headers.get("host")}`))
    return refuse(400, "INVALID_INPUT", "The request names no host that there can be.");
  if (request.method === "GET") return { ok: true, body: null };
  const body = await request.text();
  return body === "" || isJson(body)
    ? { ok: true, body }
    : refuse(400, "INVALID_INPUT", "The request is not readable JSON.");
};
