import { handleAuth } from "#/server/http/auth.ts";

export const GET = handleAuth;
export const POST = handleAuth;
