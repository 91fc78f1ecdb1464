import type { AccountingProvider } from "#/domain/accounting.ts";
import { env } from "#/env.ts";
import type { AccountingGateway } from "./port.ts";
import { createQuickBooks } from "./quickbooks.ts";
import { createXero } from "./xero.ts";

const made: { [Provider in AccountingProvider]?: AccountingGateway } = {};

const make: Readonly<Record<AccountingProvider, () => AccountingGateway | null>> = {
  xero: () =>
    // The group came whole or not at all (domain/environment.ts).
    env.XERO_CLIENT_ID === undefined || env.XERO_CLIENT_SECRET === undefined
      ? null
      : createXero({
          clientId: env.XERO_CLIENT_ID,
          clientSecret: env.XERO_CLIENT_SECRET,
          apiBase: env.XERO_API_BASE,
          loginBase: env.XERO_LOGIN_BASE,
          identityBase: env.XERO_IDENTITY_BASE,
        }),
  quickbooks: () =>
    env.QUICKBOOKS_CLIENT_ID === undefined || env.QUICKBOOKS_CLIENT_SECRET === undefined
      ? null
      : createQuickBooks({
          clientId: env.QUICKBOOKS_CLIENT_ID,
          clientSecret: env.QUICKBOOKS_CLIENT_SECRET,
          apiBase: env.QUICKBOOKS_API_BASE,
          loginBase: env.QUICKBOOKS_LOGIN_BASE,
          tokenBase: env.QUICKBOOKS_TOKEN_BASE,
          revokeBase: env.QUICKBOOKS_REVOKE_BASE,
        }),
};

declare global {
  var pitlaneAccounting: AccountingGateway | undefined;
}

/** Null where this installation has no application there; a test puts its own into `globalThis.pitlaneAccounting`. */
export const accountingGateway = (provider: AccountingProvider): AccountingGateway | null => {
  if (globalThis.pitlaneAccounting?.provider === provider) return globalThis.pitlaneAccounting;
  made[provider] ??= make[provider]() ?? undefined;
  return made[provider] ?? null;
};
