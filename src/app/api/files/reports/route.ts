import { reportFile } from "#/server/http/report-file.ts";

export const GET = (request: Request): Promise<Response> => reportFile(request);
