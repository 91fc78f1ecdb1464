import { openLive } from "#/server/http/live.ts";

export const dynamic = "force-dynamic";

export const GET = (request: Request) => openLive(request);
