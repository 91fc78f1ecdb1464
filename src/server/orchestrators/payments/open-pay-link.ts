import { notFound, ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as invoices from "#/server/repositories/invoices.ts";
import * as bills from "#/server/services/bills.ts";

/**
 * Opens the link by which a customer pays an invoice, where it has none yet or needs to stay open longer. Its paper and its
 * mail do the same by themselves; this is for invoices from before they did, and for those that fall due again.
 * @throws NOT_FOUND, TRANSITION_REFUSED for a link that was ended
 */
export const openPayLink = (
  ctx: Ctx,
  { idempotencyKey, invoiceId }: { readonly invoiceId: string; readonly idempotencyKey: string },
): Promise<{ path: string }> =>
  executeInTransaction(
    ctx,
    "invoice.open-pay-link",
    async (tx) => {
      const place = await invoices.place(tx, invoiceId);
      if (place === null) throw notFound("This invoice");
      const generation = await bills.openLink(tx, invoiceId);
      if (generation === null)
        throw new ValidationException(
          "TRANSITION_REFUSED",
          "The link of this invoice was ended, and is not opened again.",
        );
      tx.audit({ action: "invoice.pay-link-opened", subjectType: "invoice", subjectId: invoiceId, changes: {} });
      return { path: `/pay/${linkToken("invoice", invoiceId, generation)}` };
    },
    { idempotencyKey, input: { invoiceId }, subject: { type: "invoice", id: invoiceId } },
  );
