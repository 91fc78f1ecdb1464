import { storage } from "#/inngest/gateways.ts";
import { customerExport } from "#/server/http/export-files.ts";

type Params = { readonly params: Promise<{ readonly customerId: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await customerExport(request, (await params).customerId, storage);
