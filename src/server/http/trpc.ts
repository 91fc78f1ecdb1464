import type { AnyRouter } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import superjson from "superjson";
import { createContext, type RequestContext } from "#/server/api/context.ts";
import type { FailureData } from "#/server/api/errors.ts";
import { appRouter } from "#/server/api/root.ts";
import { admitJson, whyQueryUnsafe } from "#/server/http/guard.ts";
import { withApiHeaders } from "#/server/http/responses.ts";
import { traced } from "#/server/tracing.ts";

const endpoint = "/api/trpc";
/** A page asks for fewer things than this at once; more is somebody multiplying attempts past a limit. */
const maxBatchSize = 10;

const codes = {
  400: "BAD_REQUEST",
  403: "FORBIDDEN",
  405: "METHOD_NOT_SUPPORTED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
} as const;

/** Answers `/api/trpc/*`: the guard first, then tRPC. Nothing a caller sends makes this answer 5xx. */
export const handleTrpc = async (request: Request, router: AnyRouter = appRouter): Promise<Response> => {
  const context = createContext(request.headers);
  const answered = await traced(`${request.method} ${endpoint}`, () => answer(request, context, router), {
    "pitlane.correlation_id": context.correlationId,
  });
  return withApiHeaders(answered, context.correlationId);
};

const answer = async (request: Request, context: RequestContext, router: AnyRouter): Promise<Response> => {
  if (request.method === "GET") {
    const unsafe = whyQueryUnsafe(new URL(request.url).searchParams.get("input"));
    return unsafe === null ? await run(request, context, router) : refusal(context, 400, unsafe);
  }
  if (request.method !== "POST") return refusal(context, 405, "This is asked by GET or POST.");

  const admitted = await admitJson(request);
  return admitted.ok
    ? await run(admitted.request, context, router)
    : refusal(context, admitted.status, admitted.sentence);
};

const run = async (request: Request, context: RequestContext, router: AnyRouter): Promise<Response> =>
  await fetchRequestHandler({ endpoint, req: request, router, maxBatchSize, createContext: () => context });

/** A refusal in tRPC's own envelope, so that the browser's client reads its sentence like any other. */
const refusal = (context: RequestContext, status: keyof typeof codes, sentence: string): Response => {
  const code = codes[status];
  context.log.warn({ status, sentence }, "A request was turned away at the door.");
  const data: FailureData = {
    code,
    httpStatus: status,
    path: null,
    failure: status === 403 ? "FORBIDDEN" : "INVALID_INPUT",
    details: {},
    fields: {},
    reference: context.correlationId,
  };
  return Response.json(
    { error: superjson.serialize({ message: sentence, code: TRPC_ERROR_CODES_BY_KEY[code], data }) },
    { status },
  );
};
