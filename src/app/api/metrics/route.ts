import { workersStatus } from "#/inngest/workers.ts";
import { metricsResponse } from "#/server/http/metrics.ts";

export const dynamic = "force-dynamic";

export const GET = (request: Request): Promise<Response> => metricsResponse(request, workersStatus);
