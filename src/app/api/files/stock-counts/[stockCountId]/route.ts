import { countFile } from "#/server/http/count-file.ts";

type Params = { readonly params: Promise<{ readonly stockCountId: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await countFile(request, (await params).stockCountId);
