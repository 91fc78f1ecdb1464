import { handleTrpc } from "#/server/http/trpc.ts";

export const GET = (request: Request) => handleTrpc(request);
export const POST = (request: Request) => handleTrpc(request);
