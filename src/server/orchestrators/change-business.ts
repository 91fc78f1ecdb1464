import type { BusinessFields } from "#/domain/settings.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as tenants from "#/server/repositories/tenants.ts";
import { differences, stale } from "#/server/services/settings.ts";

type ChangeBusiness = BusinessFields & { readonly version: number; readonly idempotencyKey: string };

/** Changes what the business is called and how it presents itself. Invoices keep what was true when they were issued. @throws STALE_VERSION */
export const changeBusiness = (ctx: Ctx, { idempotencyKey, ...input }: ChangeBusiness) =>
  executeInTransaction(
    ctx,
    "settings.update-business",
    async (tx) => {
      const { version, ...fields } = input;
      const before = await tenants.load(tx);
      if (!(await tenants.update(tx, version, fields))) throw stale("these settings", before.version);
      tx.audit({
        action: "business.changed",
        subjectType: "tenant",
        subjectId: tx.tenantId,
        changes: differences(before, fields),
      });
      return tenants.load(tx);
    },
    { idempotencyKey, input, subject: { type: "tenant", id: ctx.tenantId } },
  );
