import type { Permission } from "#/domain/permissions.ts";
import { whyReadOnly } from "#/domain/subscription.ts";
import { createContext } from "#/server/api/context.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sentenceResponse } from "#/server/http/responses.ts";

type Asked = {
  /** What is asked for changes something: nobody does so who only looks with another role's rights. */
  readonly writes?: boolean;
};

/** The member who asks for a file, as a command's context; the answer to one who may not. */
export const memberFor = async (
  request: Request,
  permission: Permission,
  { writes = false }: Asked = {},
): Promise<{ readonly ctx: Ctx } | Response> => {
  const context = createContext(request.headers);
  const { correlationId, origin, from } = context;
  try {
    const member = await context.member();
    if (member === null) return sentenceResponse(401, "UNAUTHENTICATED", "The session has ended. Sign in again.");
    if (!member.permissions.has(permission))
      return sentenceResponse(403, "FORBIDDEN", "Your role does not allow this. Ask an admin of the workshop.");
    if (writes && member.viewAs !== null)
      return sentenceResponse(403, "FORBIDDEN", "This is only a view with another role: leave it first.");
    const readOnly = writes ? whyReadOnly(member, permission, new Date()) : null;
    if (readOnly !== null) return sentenceResponse(403, "READ_ONLY", readOnly);
    const { tenantId, id: memberId, userId, role, name } = member;
    const log = context.log.child({ tenantId, actor: memberId });
    return {
      ctx: { tenantId, correlationId, origin, from, log, actor: { kind: "member", userId, memberId, role, name } },
    };
  } catch (error) {
    context.log.error({ err: error }, "Who asks for a file could not be found out.");
    return sentenceResponse(500, "INTERNAL", `The file did not load. Reference ${correlationId}.`);
  }
};
