import pg from "pg";
import pino from "pino";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";

/** A pool past row level security, for building worlds and for looking at what was left behind. */
export const adminPool = (): pg.Pool => new pg.Pool({ connectionString: process.env.DATABASE_ADMIN_URL, max: 4 });

/** What a command carries when a member of `tenant` gives it. */
export const contextOf = (tenant: BuiltTenant, role: keyof BuiltTenant["members"] = "advisor"): Ctx => {
  const member = tenant.members[role];
  return {
    tenantId: tenant.tenantId,
    actor: { kind: "member", userId: member.userId, memberId: member.memberId, role: member.role, name: member.name },
    correlationId: uuidv7(),
    origin: null,
    log: pino({ level: "silent" }),
  };
};
