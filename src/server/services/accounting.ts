import { z } from "zod";
import {
  type AccountingMapping,
  type AccountingView,
  accountingProviders,
  type ConnectionView,
  providerWords,
  type SyncView,
  saleKindWords,
} from "#/domain/accounting.ts";
import { formatRate } from "#/domain/money.ts";
import { type PaymentMethod, paymentMethodWords } from "#/domain/payment.ts";
import { sealer } from "#/server/db/sealed-text.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as books from "#/server/repositories/books.ts";
import * as connections from "#/server/repositories/connections.ts";
import * as subscriptions from "#/server/repositories/event-subscriptions.ts";
import * as syncs from "#/server/repositories/sync-records.ts";

const pageLength = 30;

export type Connection = connections.ConnectionRow;
export type { InvoiceForBooks, LineForBooks } from "#/server/repositories/books.ts";
export type { Claim, Known, SyncKind } from "#/server/repositories/sync-records.ts";

const about = (tenantId: string, connectionId: string): string => `connection:${tenantId}:${connectionId}`;
const tokenShape = z.object({ access: z.string(), refresh: z.string() });
export type HeldTokens = z.infer<typeof tokenShape>;

export const sealTokens = (tenantId: string, connectionId: string, { access, refresh }: HeldTokens): string =>
  sealer().seal(JSON.stringify({ access, refresh }), about(tenantId, connectionId));

export const openTokens = (tenantId: string, { id, tokens }: Pick<Connection, "id" | "tokens">): HeldTokens =>
  tokenShape.parse(JSON.parse(sealer().open(tokens, about(tenantId, id))));

export const open = connections.open;
export const claimRenewal = connections.claimRenewal;
export const keepTokens = connections.keepTokens;
export const endTokens = connections.endTokens;
export const markBroken = connections.markBroken;
export const claim = syncs.claim;
export const release = syncs.release;
export const known = syncs.known;
export const keep = syncs.keep;
export const dropPayment = syncs.dropPayment;
export const invoiceForBooks = books.invoiceForBooks;

export const connectionView = (row: Connection): ConnectionView => ({
  id: row.id,
  version: row.version,
  provider: row.provider,
  organisationName: row.organisationName,
  connectedAt: row.connectedAt,
  brokenAt: row.brokenAt,
  brokenReason: row.brokenReason,
  choices: row.choices,
  choicesReadAt: row.choicesReadAt,
  mapping: row.mapping,
});

/** What is connected, and what could be. @param configured whether this installation has an application there */
export const view = async (
  db: Db,
  configured: (provider: Connection["provider"]) => boolean,
): Promise<AccountingView> => {
  const [row, ratesBp] = await Promise.all([connections.open(db), connections.ratesCharged(db)]);
  return {
    providers: accountingProviders.map((provider) => ({ provider, configured: configured(provider) })),
    connection: row === null ? null : connectionView(row),
    ratesBp,
  };
};

/** A page of invoices by their last attempt, the newest first. */
export const list = async (db: Db, cursor: string | null): Promise<{ syncs: SyncView[]; next: string | null }> => {
  const connection = await connections.open(db);
  if (connection === null) return { syncs: [], next: null };
  const rows = await syncs.page(db, connection.id, cursor, pageLength + 1);
  const shown = rows.slice(0, pageLength);
  return {
    syncs: shown.map(({ id: _, running, ...row }) => ({
      ...row,
      state: running ? "RUNNING" : row.error === null && row.syncedAt !== null ? "DONE" : "FAILED",
    })),
    next: rows.length > pageLength ? (shown.at(-1)?.id ?? null) : null,
  };
};

const followed = [
  "invoice/generated",
  "credit-note/issued",
  "payment/succeeded",
  "payment/refunded",
  "payment/shifted",
] as const;

/** From now on what happens to invoices is brought to the books; with false, no more. */
export const subscribe = (tx: Tx, connectionId: string, connected: boolean): Promise<void> =>
  subscriptions.keep(
    tx,
    connectionId,
    connected ? followed.map((eventType) => ({ eventType, consumer: "sync-accounting" })) : [],
  );

/** Where a line goes in the books; a sentence where nobody has said. */
export const placeOf = (
  { sales, taxes }: AccountingMapping,
  { kind, taxRateBp }: Pick<books.LineForBooks, "kind" | "taxRateBp">,
  taxName: string,
): { account: string; tax: string } | { missing: string } => {
  const account = sales[kind];
  const tax = taxes[String(taxRateBp)];
  if (account === undefined)
    return { missing: `${saleKindWords[kind]} have no account yet. Choose it under Settings, Connections.` };
  if (tax === undefined)
    return {
      missing: `${taxName} of ${formatRate(taxRateBp)} has no tax rate in the books yet. Choose it under Settings, Connections.`,
    };
  return { account, tax };
};

export const paymentAccountOf = (
  { payments }: AccountingMapping,
  method: PaymentMethod,
): { account: string } | { missing: string } => {
  const account = payments[method];
  return account === undefined
    ? {
        missing: `Payments by ${paymentMethodWords[method].toLowerCase()} have no account yet. Choose it under Settings, Connections.`,
      }
    : { account };
};

export const lockedOut = (provider: Connection["provider"]): string =>
  `${providerWords[provider]} no longer lets us in. Connect it again under Settings, Connections.`;

export const notConfigured = (provider: Connection["provider"]): string =>
  `This installation is not known to ${providerWords[provider]} any more: whoever installs it sets its application.`;
