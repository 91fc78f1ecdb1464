import { auditFile } from "#/server/http/audit-file.ts";

export const GET = (request: Request): Promise<Response> => auditFile(request);
