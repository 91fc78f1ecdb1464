import { storage } from "#/inngest/gateways.ts";
import { logoFile } from "#/server/http/logo-files.ts";

type Params = { readonly params: Promise<{ readonly tenantId: string; readonly sha256: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await logoFile(request, await params, storage);
