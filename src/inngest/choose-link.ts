import { linkTo } from "#/inngest/links.ts";
import type { Ctx } from "#/server/db/context.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { readDb, type Tx } from "#/server/db/transaction.ts";
import { isOnFile, openChoice } from "#/server/services/consents.ts";

/** The page on which a customer chooses what to get, with the token that leads there; both null where it has no place. */
export type ChooseLink =
  | { readonly token: string; readonly href: string }
  | { readonly token: null; readonly href: null };

type Opening = {
  readonly ctx: Ctx;
  readonly write: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;
};

const none = { token: null, href: null } as const;

/**
 * For a mail to this address. None where the address is not the customer's on file: a booking names any address it
 * likes, and whoever reads that one has no say over another person's messages.
 */
export const chooseLink = async (context: Opening, customerId: string, address: string): Promise<ChooseLink> => {
  if (!(await isOnFile(readDb(context.ctx), customerId, address))) return none;
  const generation = await context.write((tx) => openChoice(tx, customerId));
  if (generation === null) return none;
  const token = linkToken("messages", customerId, generation);
  return { token, href: linkTo(context.ctx, `/m/${token}`) };
};
