import { initTRPC, TRPCError } from "@trpc/server";
import superjson, { type SuperJSONResult } from "superjson";
import { z } from "zod";
import { TenantException } from "#/domain/errors.ts";
import { speakPlainly } from "#/domain/field-sentences.ts";
import { idempotencyKey } from "#/domain/fields.ts";
import { may, type Permission } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";
import { whyReadOnly } from "#/domain/subscription.ts";
import type { RequestContext } from "#/server/api/context.ts";
import { asTRPCError, type FailureData, failureOf } from "#/server/api/errors.ts";
import type { Actor } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { traced } from "#/server/tracing.ts";

speakPlainly();

/** Input comes from outside: what superjson cannot rebuild is the caller's mistake, not a failure of ours. */
const readInput = (value: SuperJSONResult): unknown => {
  try {
    return superjson.deserialize(value);
  } catch (cause) {
    throw new TRPCError({ code: "BAD_REQUEST", cause });
  }
};

const t = initTRPC.context<RequestContext>().create({
  transformer: { input: { serialize: superjson.serialize, deserialize: readInput }, output: superjson },
  errorFormatter: ({ shape, error, ctx, path }) => {
    const reference = ctx?.correlationId ?? "unknown";
    const { sentence, failure, details, fields } = failureOf(error, reference);
    const { code, httpStatus } = shape.data;
    return {
      code: shape.code,
      message: sentence,
      data: { code, httpStatus, path: path ?? null, failure, details, fields, reference } satisfies FailureData,
    };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Turns what was thrown into the one shape that leaves, and logs what nobody foresaw and what was not allowed. */
const answersFailures = t.middleware(async ({ ctx, next, path }) => {
  const result = await traced(path, () => next());
  if (result.ok) return result;
  const { unforeseen, failure } = failureOf(result.error, ctx.correlationId);
  if (unforeseen) ctx.log.error({ err: result.error.cause ?? result.error, path }, "A call failed on our side.");
  else if (failure === "FORBIDDEN" || failure === "UNAUTHENTICATED")
    ctx.log.warn({ path, failure }, "A call was not allowed.");
  throw asTRPCError(result.error, ctx.correlationId);
});

/** For callers without a session (booking, links). Says nothing about who asks. */
export const publicProcedure = t.procedure.use(answersFailures);

type MemberOptions = {
  /** Answers by the member's own role, also while they look with another's: for leaving that view. */
  readonly whileViewing?: boolean;
};

/**
 * For members whose role has `permission`: session and membership are read again on every request, and the
 * whole call runs as their tenant. Its `ctx` is a kernel `Ctx`. Who looks with another role's rights changes nothing,
 * and who works at some branches asks about no other.
 */
export const memberProcedure = (permission: Permission, { whileViewing = false }: MemberOptions = {}) =>
  publicProcedure.use(async ({ ctx, next, path, type, getRawInput }) => {
    const session = await ctx.session();
    if (session === null) throw new TenantException("UNAUTHENTICATED", "The session has ended. Sign in again.");
    const member = await ctx.member();
    if (member === null)
      throw new TenantException("FORBIDDEN", "This account no longer belongs to the workshop. Ask its owner.");
    const allowed = whileViewing ? may(member.ownRole, permission) : member.permissions.has(permission);
    if (!allowed) {
      throw new TenantException("FORBIDDEN", "Your role does not allow this. Ask an admin of the workshop.", {
        permission,
      });
    }

    if (member.viewAs !== null && type === "mutation" && !whileViewing) {
      throw new TenantException(
        "FORBIDDEN",
        `This is only a view as ${roleWords[member.viewAs].toLowerCase()}: nothing is changed in it. Leave the view first.`,
      );
    }
    const readOnly = type === "mutation" ? whyReadOnly(member, permission, new Date()) : null;
    if (readOnly !== null) throw new TenantException("READ_ONLY", readOnly);
    if (!worksAt(member.branchIds, await getRawInput())) {
      throw new TenantException("FORBIDDEN", "You do not work at this branch. Choose one of yours.");
    }

    const { tenantId } = member;
    const actor: Actor = {
      kind: "member",
      userId: member.userId,
      memberId: member.id,
      role: member.role,
      name: member.name,
    };
    const log = ctx.log.child({ tenantId, actor: member.id, path });
    return await runInTenant(tenantId, () =>
      next({ ctx: { tenantId, actor, log, session, member, permissions: member.permissions } }),
    );
  });

/** Whether an input that names a branch names one of these; none of them is all. */
const worksAt = (branchIds: readonly string[], input: unknown): boolean => {
  if (branchIds.length === 0 || typeof input !== "object" || input === null) return true;
  const named: unknown = Reflect.get(input, "branchId");
  return typeof named !== "string" || branchIds.includes(named);
};

/** The input of a mutation: its fields and the key that makes a second sending harmless. */
export const mutationInput = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ ...shape, idempotencyKey });
