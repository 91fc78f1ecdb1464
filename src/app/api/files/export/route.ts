import { storage } from "#/inngest/gateways.ts";
import { tenantExport } from "#/server/http/export-files.ts";

export const GET = (request: Request): Promise<Response> => tenantExport(request, storage);
