import { storage } from "#/inngest/gateways.ts";
import { receivePhoto } from "#/server/http/visit-photos.ts";

type Params = { readonly params: Promise<{ readonly token: string }> };

export const POST = async (request: Request, { params }: Params): Promise<Response> =>
  await receivePhoto(request, (await params).token, storage);
