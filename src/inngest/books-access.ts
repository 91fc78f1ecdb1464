import type { EffectContext } from "#/inngest/consumer.ts";
import { accountingGateway } from "#/server/gateways/accounting/gateways.ts";
import { type Books, BooksError } from "#/server/gateways/accounting/port.ts";
import * as accounting from "#/server/services/accounting.ts";

type Context = Pick<EffectContext<unknown>, "ctx" | "write" | "signal">;

/** A token is asked for anew this long before it ends. */
const earlyMs = 60_000;
const renewalMs = 30_000;

/**
 * The books of what is connected, with a token that is good. One worker at a time asks for new ones, since each can be used
 * once: null while another does. They are kept, sealed, before they are used. A death between the asking and the keeping is
 * mended by the old one, which Xero honours for half an hour more and Intuit for a day.
 * @throws BooksError
 */
export const openBooks = async (
  { ctx, write, signal }: Context,
  connection: accounting.Connection,
): Promise<{ readonly books: Books; readonly renewed: boolean } | null> => {
  const gateway = accountingGateway(connection.provider);
  if (gateway === null) throw new BooksError("refused", accounting.notConfigured(connection.provider));
  const held = accounting.openTokens(ctx.tenantId, connection);
  if (connection.tokenExpiresAt.getTime() - earlyMs > Date.now())
    return { books: gateway.open(held.access, connection.organisationId, signal), renewed: false };
  if (!(await write((tx) => accounting.claimRenewal(tx, connection.id, renewalMs)))) return null;
  const renewed = await gateway.renew(held.refresh);
  const sealed = accounting.sealTokens(ctx.tenantId, connection.id, renewed);
  await write((tx) => accounting.keepTokens(tx, connection.id, sealed, renewed.expiresAt));
  return { books: gateway.open(renewed.access, connection.organisationId, signal), renewed: true };
};
