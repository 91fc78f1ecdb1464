import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as customers from "#/server/repositories/customers.ts";

/** Writes down that the data of the tenant, or of one customer, were taken out. @throws NOT_FOUND */
export const noteExport = (ctx: Ctx, { customerId, pdfs }: { customerId: string | null; pdfs: boolean }) => {
  const subject = customerId === null ? { type: "tenant", id: ctx.tenantId } : { type: "customer", id: customerId };
  return executeInTransaction(
    ctx,
    customerId === null ? "tenant.export" : "customer.export",
    async (tx) => {
      const name = customerId === null ? null : (await customers.load(tx, customerId, 1)).name;
      tx.audit({
        action: `${subject.type}.exported`,
        subjectType: subject.type,
        subjectId: subject.id,
        changes: { pdfs },
      });
      return { name };
    },
    { subject },
  );
};
