import { importErrors } from "#/server/http/import-files.ts";

type Params = { readonly params: Promise<{ readonly importId: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await importErrors(request, (await params).importId);
