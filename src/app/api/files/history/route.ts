import { historyFile } from "#/server/http/history-file.ts";

export const GET = (request: Request): Promise<Response> => historyFile(request);
