import { storage } from "#/inngest/gateways.ts";
import { invoicePdfNow } from "#/inngest/invoice-pdf.ts";
import { invoiceFile } from "#/server/http/files.ts";

type Params = { readonly params: Promise<{ readonly invoiceId: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await invoiceFile(request, (await params).invoiceId, storage, invoicePdfNow);
