import { env } from "#/env.ts";
import { workersStatus } from "#/inngest/workers.ts";
import { healthResponse, installedVersion } from "#/server/http/health.ts";

export const dynamic = "force-dynamic";

const notYet = { relay: { up: false }, runner: { up: false } };

export const GET = async (): Promise<Response> =>
  await healthResponse(env.WORKERS ? (workersStatus() ?? notYet) : null, await installedVersion());
