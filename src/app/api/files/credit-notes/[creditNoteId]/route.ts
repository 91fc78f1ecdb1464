import { creditNotePdfNow } from "#/inngest/credit-note-pdf.ts";
import { storage } from "#/inngest/gateways.ts";
import { creditNoteFile } from "#/server/http/files.ts";

type Params = { readonly params: Promise<{ readonly creditNoteId: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await creditNoteFile(request, (await params).creditNoteId, storage, creditNotePdfNow);
