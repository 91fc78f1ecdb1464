import { purchaseOrderPdfNow } from "#/inngest/purchase-order-pdf.ts";
import { orderFile } from "#/server/http/order-file.ts";

type Params = { readonly params: Promise<{ readonly purchaseOrderId: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await orderFile(request, (await params).purchaseOrderId, purchaseOrderPdfNow);
