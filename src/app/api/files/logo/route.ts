import { storage } from "#/inngest/gateways.ts";
import { receiveLogo } from "#/server/http/logo-files.ts";

export const POST = (request: Request): Promise<Response> => receiveLogo(request, storage);
