import { endLogin } from "#/server/http/connection-login.ts";

type Context = { params: Promise<{ provider: string }> };

export const GET = async (request: Request, { params }: Context): Promise<Response> =>
  endLogin(request, (await params).provider);
