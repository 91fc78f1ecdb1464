import { may } from "#/domain/permissions.ts";
import { orderName } from "#/domain/purchase-order.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { answered } from "#/server/http/answered.ts";
import { pdfResponse, uuid } from "#/server/http/files.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { sentenceResponse } from "#/server/http/responses.ts";
import { type OrderToDraw, toDraw } from "#/server/services/purchase-order-views.ts";

type DrawOrder = (ctx: Ctx, order: OrderToDraw) => Promise<{ sha256: string; content: Uint8Array }>;

/**
 * Answers `GET /api/files/purchase-orders/<id>` with the order's PDF: shown by default, saved with `?download`. Whoever
 * may read the order but not what parts cost gets it without costs. Another tenant's order is 404.
 */
export const orderFile = async (request: Request, purchaseOrderId: string, draw: DrawOrder): Promise<Response> => {
  const member = await memberFor(request, "purchase_order.read");
  if (member instanceof Response) return member;
  const { ctx } = member;
  if (!uuid.test(purchaseOrderId))
    return sentenceResponse(404, "NOT_FOUND", "This purchase order is not here. Check the link, or search for it.");
  return answered(ctx, "The PDF did not load.", async () => {
    const costs = ctx.actor.kind === "member" && may(ctx.actor.role, "cost.read");
    const rights = new Set(costs ? (["cost.read"] as const) : []);
    const order = await runInTenant(ctx.tenantId, () => toDraw(readDb(ctx), purchaseOrderId, rights));
    const { sha256, content } = await draw(ctx, order);
    return pdfResponse(request, content, `${orderName(order.order.number)}.pdf`, `"${sha256}"`);
  });
};
