import type { CrmChoices } from "#/domain/crm.ts";

/** What a CRM is to us; the adapter speaks its protocol. `reference` is our id, by which each record stands there once. */

export type CrmContact = {
  readonly reference: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly addressLines: readonly string[];
};
export type CrmVehicle = {
  readonly reference: string;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly year: number | null;
  readonly vin: string | null;
};
export type CrmDeal = {
  readonly reference: string;
  readonly name: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Whether the account keeps amounts in more than one currency, and asks which. */
  readonly severalCurrencies: boolean;
  readonly closedOn: Date | null;
  readonly vehicle: string;
  readonly invoice: string;
};
export type CrmSetting = {
  readonly portalId: string;
  readonly vehicleObject: string | null;
  readonly choices: CrmChoices;
};

/** One account there. What is kept twice stands there once. @throws CrmError */
export type Crm = {
  /** Makes what records need there, once, and reads what is offered. */
  readonly prepare: () => Promise<CrmSetting>;
  /** @param known whether it stands there by our own id already */
  readonly keepContact: (contact: CrmContact, known: boolean) => Promise<string>;
  readonly keepVehicle: (object: string, vehicle: CrmVehicle) => Promise<string>;
  readonly keepDeal: (deal: CrmDeal) => Promise<string>;
  readonly associate: (from: CrmEnd, to: CrmEnd) => Promise<void>;
};
export type CrmEnd = { readonly object: string; readonly id: string };

export type CrmGateway = { readonly open: (token: string) => Crm };

/**
 * `refused`: what was asked is wrong, and stays so until somebody changes it. `login`: we are let in no more.
 * `unknown`: no answer, or none that can be read. The message is a sentence for people.
 */
export class CrmError extends Error {
  readonly kind: "refused" | "login" | "unknown";
  /** When to ask again, where the other side has said so. */
  readonly retryAt: Date | null;

  constructor(
    kind: CrmError["kind"],
    message: string,
    { cause, retryAt = null }: { cause?: unknown; retryAt?: Date | null } = {},
  ) {
    super(message, { cause });
    this.name = "CrmError";
    this.kind = kind;
    this.retryAt = retryAt;
  }
}
