import { env } from "#/env.ts";
import { workersStatus } from "#/inngest/workers.ts";
import { healthResponse } from "#/server/http/health.ts";
import { version } from "../../../../package.json";

export const dynamic = "force-dynamic";

const notYet = { relay: { up: false }, runner: { up: false } };

export const GET = async (): Promise<Response> =>
  await healthResponse(env.WORKERS ? (workersStatus() ?? notYet) : null, version);
