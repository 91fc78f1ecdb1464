import { storage } from "#/inngest/gateways.ts";
import { publicForms } from "#/server/http/forms/all.ts";
import { handleForm } from "#/server/http/forms.ts";

const forms = publicForms(storage);

export const POST = async (request: Request, { params }: { params: Promise<{ form: string }> }): Promise<Response> =>
  handleForm(request, (await params).form, forms);
