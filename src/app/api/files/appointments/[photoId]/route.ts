import { storage } from "#/inngest/gateways.ts";
import { photoFile } from "#/server/http/visit-photos.ts";

type Params = { readonly params: Promise<{ readonly photoId: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await photoFile(request, (await params).photoId, storage);
