import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { createJobCard } from "#/server/orchestrators/create-job-card.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";

export const admin = adminPool();

export const versionOf = async (table: "vehicle" | "customer", id: string): Promise<number> =>
  (await admin.query<{ version: number }>(`select version from ${table} where id = $1`, [id])).rows[0]?.version ?? 0;

export const complete = (tenant: BuiltTenant, jobCardId: string) =>
  completeJobCard(contextOf(tenant), { jobCardId, idempotencyKey: uuidv7() });

export const open = (tenant: BuiltTenant, vehicleId: string) =>
  createJobCard(contextOf(tenant), {
    branchId: tenant.branchId,
    vehicle: { kind: "existing", vehicleId },
    complaint: "",
    odometerIn: null,
    promisedAt: null,
    customerWaiting: false,
    technicianId: null,
    idempotencyKey: uuidv7(),
  });

/** Its answer, or its refusal; anything that is not one of ours fails the test. */
export const answered = async <Result>(work: Promise<Result>): Promise<Result | ServiceException> =>
  work.catch((error: unknown) => {
    if (error instanceof ServiceException) return error;
    throw error;
  });
