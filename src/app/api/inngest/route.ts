import { serve } from "inngest/next";
import { NextRequest } from "next/server";
import { mustBeSigned, serveOptions } from "#/inngest/serve.ts";
import { admitCall } from "#/server/http/engine-call.ts";

const handlers = serve(serveOptions);

const admitted =
  (method: "GET" | "POST" | "PUT") =>
  async (request: NextRequest, context: unknown): Promise<Response> => {
    const call = await admitCall(request, { signed: mustBeSigned[method] });
    if (!call.ok) return call.response;
    const { url, headers } = request;
    return await handlers[method](new NextRequest(url, { method, headers, body: call.body }), context);
  };

/** Where Inngest, or the embedded runner, calls our functions. Signed: see src/inngest/serve.ts. */
export const GET = admitted("GET");
export const POST = admitted("POST");
export const PUT = admitted("PUT");
