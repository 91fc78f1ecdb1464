import { z } from "zod";
import { id, moment, version } from "#/domain/fields.ts";
import { paymentMethods } from "#/domain/payment.ts";

/** The books of an accounting system: what is connected, which account and tax stands for which, and how each invoice got there. */

export const accountingProviders = ["xero", "quickbooks"] as const;
export type AccountingProvider = (typeof accountingProviders)[number];
export const providerWords: Readonly<Record<AccountingProvider, string>> = {
  xero: "Xero",
  quickbooks: "QuickBooks",
};
/** What whoever installs sets, for the sentence that says so. */
export const providerVariables: Readonly<Record<AccountingProvider, readonly string[]>> = {
  xero: ["XERO_CLIENT_ID", "XERO_CLIENT_SECRET"],
  quickbooks: ["QUICKBOOKS_CLIENT_ID", "QUICKBOOKS_CLIENT_SECRET"],
};

export const saleKinds = ["LABOUR", "PART", "SUBLET", "FEE"] as const;
export type SaleKind = (typeof saleKinds)[number];
export const saleKindWords: Readonly<Record<SaleKind, string>> = {
  LABOUR: "Labour",
  PART: "Parts",
  SUBLET: "Work bought in",
  FEE: "Fees",
};

const code = z.string().max(60);
/** What the books offer: accounts that sales and payments may go to, and tax rates. */
export const accountingChoices = z.object({
  sales: z.array(z.object({ code, name: z.string() })),
  payments: z.array(z.object({ code, name: z.string() })),
  /** `rateBp` in basis points. */
  taxes: z.array(z.object({ code, name: z.string(), rateBp: z.int() })),
});
export type AccountingChoices = z.infer<typeof accountingChoices>;

/** Which account each kind of sale and each way of paying goes to, and which tax each rate is; what is not chosen is absent. */
export const accountingMapping = z.object({
  sales: z.partialRecord(z.enum(saleKinds), code),
  payments: z.partialRecord(z.enum(paymentMethods), code),
  /** By rate in basis points, as text. */
  taxes: z.record(z.string().regex(/^\d{1,5}$/), code),
});
export type AccountingMapping = z.infer<typeof accountingMapping>;

/** The likeliest mapping: the first account of each kind, and for each rate the only tax of that rate, or the first. */
export const proposeMapping = (choices: AccountingChoices, ratesBp: readonly number[]): AccountingMapping => {
  const [sale] = choices.sales;
  const [bank] = choices.payments;
  return {
    sales: sale === undefined ? {} : Object.fromEntries(saleKinds.map((kind) => [kind, sale.code])),
    payments: bank === undefined ? {} : Object.fromEntries(paymentMethods.map((method) => [method, bank.code])),
    taxes: Object.fromEntries(
      ratesBp.flatMap((rate) => {
        const tax = choices.taxes.find(({ rateBp }) => rateBp === rate);
        return tax === undefined ? [] : [[String(rate), tax.code]];
      }),
    ),
  };
};

export const connectionView = z.object({
  id,
  version: z.int(),
  provider: z.enum(accountingProviders),
  organisationName: z.string(),
  connectedAt: moment,
  /** Since when it no longer lets us in, and why. */
  brokenAt: moment.nullable(),
  brokenReason: z.string().nullable(),
  choices: accountingChoices,
  choicesReadAt: moment,
  mapping: accountingMapping,
});
export type ConnectionView = z.infer<typeof connectionView>;

export const accountingView = z.object({
  providers: z.array(z.object({ provider: z.enum(accountingProviders), configured: z.boolean() })),
  connection: connectionView.nullable(),
  /** Every tax rate that is charged at a branch, in basis points. */
  ratesBp: z.array(z.int()),
});
export type AccountingView = z.infer<typeof accountingView>;

export const beginConnectionInput = z.object({ provider: z.enum(accountingProviders) });
export const connectionBegun = z.object({ url: z.url() });
export const connectionVersionInput = z.object({ connectionId: id, version });
export const mapAccountsInput = z.object({ connectionId: id, version, mapping: accountingMapping });

/** `cursor` is the last invoice of the page before. */
export const listSyncsInput = z.object({ cursor: id.nullish() });
export const syncStates = ["DONE", "FAILED", "RUNNING"] as const;
export const syncView = z.object({
  invoiceId: id,
  number: z.string(),
  state: z.enum(syncStates),
  attemptedAt: moment,
  attempts: z.int(),
  syncedAt: moment.nullable(),
  error: z.string().nullable(),
  /** Its id in the books. */
  externalId: z.string().nullable(),
  creditNotes: z.int(),
  payments: z.int(),
});
export type SyncView = z.infer<typeof syncView>;
export const syncsView = z.object({ syncs: z.array(syncView), next: id.nullable() });
export const retrySyncInput = z.object({ invoiceId: id });
export const syncAsked = z.object({ invoiceId: id });
