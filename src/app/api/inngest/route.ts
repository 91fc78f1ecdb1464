import { serve } from "inngest/next";
// With its ending: plain Node, in which a test loads this door, finds it under no other name.
import { NextRequest } from "next/server.js";
import { openDoor } from "#/inngest/own-door.ts";
import { loopbackOnly, mustBeSigned, serveOptions } from "#/inngest/serve.ts";
import { admitCall } from "#/server/http/engine-call.ts";

const handlers = serve(serveOptions);

const admitted =
  (method: "GET" | "POST" | "PUT") =>
  async (request: NextRequest, context: unknown): Promise<Response> => {
    const call = await admitCall(request, { signed: mustBeSigned[method], loopbackOnly });
    if (!call.ok) return call.response;
    const { url, headers } = request;
    return await handlers[method](new NextRequest(url, { method, headers, body: call.body }), context);
  };

/** Where Inngest, or the embedded runner, calls our functions. Signed: see src/inngest/serve.ts. */
export const GET = admitted("GET");
export const POST = admitted("POST");
export const PUT = admitted("PUT");

openDoor((request) => POST(new NextRequest(request), undefined));
