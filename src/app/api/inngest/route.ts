import { type RequestHandler, serve } from "inngest/next";
import { env } from "#/env.ts";
import { engine } from "#/inngest/client.ts";
import { serveOptions } from "#/inngest/serve.ts";
import { isLoopbackRequest } from "#/server/http/origin.ts";

const handlers = serve(serveOptions);

/**
 * Inngest's dev server signs nothing, so in production it is heard from this machine alone (the environment's check has
 * made sure that it runs here): everybody else could tell us of events that never happened.
 */
const admits = (request: Request): boolean =>
  engine !== "dev-server" || env.NODE_ENV !== "production" || isLoopbackRequest(request.headers);

const guarded =
  (handle: RequestHandler): RequestHandler =>
  async (request, context) =>
    admits(request) ? handle(request, context) : Response.json({ message: "Unauthorized" }, { status: 401 });

/** Where Inngest, or the embedded runner, calls our functions. Signed: see src/inngest/serve.ts. */
export const GET = guarded(handlers.GET);
export const POST = guarded(handlers.POST);
export const PUT = guarded(handlers.PUT);
