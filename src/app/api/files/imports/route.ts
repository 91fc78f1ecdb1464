import { receiveImport } from "#/server/http/import-files.ts";

export const POST = (request: Request): Promise<Response> => receiveImport(request);
