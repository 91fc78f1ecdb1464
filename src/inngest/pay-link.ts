import { linkTo } from "#/inngest/links.ts";
import type { Ctx } from "#/server/db/context.ts";
import { linkToken } from "#/server/db/link-token.ts";
import type { Tx } from "#/server/db/transaction.ts";
import * as bills from "#/server/services/bills.ts";

/** The page on which an invoice is paid, with the token that leads there; both null where there is none. */
export type PayLink = { readonly token: string; readonly href: string } | { readonly token: null; readonly href: null };

type Opening = {
  readonly ctx: Pick<Ctx, "origin">;
  readonly write: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;
};

const leadingTo = ({ ctx }: Opening, invoiceId: string, generation: number | null): PayLink => {
  if (generation === null) return { token: null, href: null };
  const token = linkToken("invoice", invoiceId, generation);
  return { token, href: linkTo(ctx, `/pay/${token}`) };
};

/** For a message: where something is due its link is opened, or kept open longer. None once the link was ended. */
export const payLink = async (
  context: Opening,
  { id, dueMinor }: { readonly id: string; readonly dueMinor: number },
): Promise<PayLink> =>
  leadingTo(context, id, dueMinor === 0 ? null : await context.write((tx) => bills.openLink(tx, id)));

/** For the invoice's paper, which says the same whenever it is drawn. */
export const payLinkOnPaper = async (context: Opening, invoiceId: string): Promise<PayLink> =>
  leadingTo(context, invoiceId, await context.write((tx) => bills.openForPaper(tx, invoiceId)));
