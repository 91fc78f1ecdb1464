import type { AccountingChoices, AccountingProvider } from "#/domain/accounting.ts";

/** What every accounting system is to us; an adapter speaks each one's protocol. Amounts are minor units, days `2026-11-27` as they were at the branch. */

export type Tokens = {
  readonly access: string;
  readonly refresh: string;
  readonly expiresAt: Date;
};
export type Organisation = { readonly id: string; readonly name: string };

export type BooksContact = {
  /** Ours, by which it is found again. */
  readonly reference: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly addressLines: readonly string[];
};

export type BooksLine = {
  readonly description: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** As the mapping says. */
  readonly account: string;
  readonly tax: string;
};

/** An invoice or a credit note. */
export type BooksDocument = {
  readonly number: string;
  readonly contactId: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly currency: string;
  /** What else the books show of it: the car and the job. */
  readonly reference: string;
  readonly totalMinor: number;
  readonly lines: readonly BooksLine[];
};

export type BooksPayment = {
  readonly invoiceId: string;
  /** Ours, by which it is found again. */
  readonly reference: string;
  readonly paidOn: string;
  readonly account: string;
  readonly amountMinor: number;
  readonly currency: string;
};

/**
 * One organisation's books. Whatever is made is looked for first by our own number or reference, and made under `key`, so
 * that a lost answer makes nothing twice. @throws BooksError
 */
export type Books = {
  readonly choices: () => Promise<AccountingChoices>;
  readonly ensureContact: (contact: BooksContact, key: string) => Promise<string>;
  readonly ensureInvoice: (document: BooksDocument, key: string) => Promise<string>;
  readonly ensureCreditNote: (document: BooksDocument, key: string) => Promise<string>;
  readonly ensurePayment: (payment: BooksPayment, key: string) => Promise<string>;
  /** Takes back a payment; one that is gone already is none. */
  readonly removePayment: (paymentId: string, key: string) => Promise<void>;
  /** Pays as much of the invoice with what is left of the credit note as is still owed. @returns the amount */
  readonly settleWithCredit: (
    asked: {
      readonly creditNoteId: string;
      readonly invoiceId: string;
      readonly on: string;
      readonly currency: string;
    },
    key: string,
  ) => Promise<number>;
};

export type AccountingGateway = {
  readonly provider: AccountingProvider;
  /** Where a person lets us in. @param challenge of PKCE (RFC 7636), S256 */
  readonly loginUrl: (asked: {
    readonly state: string;
    readonly challenge: string;
    readonly redirectUri: string;
  }) => string;
  readonly exchange: (asked: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }) => Promise<Tokens>;
  readonly renew: (refresh: string) => Promise<Tokens>;
  /** Tells the other side that we are done. */
  readonly revoke: (refresh: string) => Promise<void>;
  /** Those we were let into, the last one first. @param told the one that the login came back with, where it says so */
  readonly organisations: (access: string, told: string | null) => Promise<Organisation[]>;
  readonly open: (access: string, organisationId: string, signal?: AbortSignal) => Books;
};

/**
 * `refused`: what was asked is wrong, and stays so until somebody changes it. `login`: we are let in no more.
 * `expired`: the token is not honoured; a new one may be. `unknown`: no answer, or none that can be read. The message is a sentence for people.
 */
export class BooksError extends Error {
  readonly kind: "refused" | "login" | "expired" | "unknown";
  /** What the other side calls it; empty where it has no name. */
  readonly code: string;
  /** When to ask again, where the other side has said so. */
  readonly retryAt: Date | null;

  constructor(
    kind: BooksError["kind"],
    message: string,
    { cause, code = "", retryAt = null }: { cause?: unknown; code?: string; retryAt?: Date | null } = {},
  ) {
    super(message, { cause });
    this.name = "BooksError";
    this.kind = kind;
    this.code = code;
    this.retryAt = retryAt;
  }
}
