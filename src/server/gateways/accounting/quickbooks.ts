import type { AccountingGateway } from "./port.ts";
import { booksAt } from "./quickbooks-books.ts";
import { createQuickBooksCall } from "./quickbooks-call.ts";
import { createQuickBooksLogin, type QuickBooksApplication } from "./quickbooks-login.ts";
import { readSetting } from "./quickbooks-setting.ts";

/**
 * QuickBooks Online over its Accounting API, by plain fetch, and Intuit's OAuth 2.0, by its own package. It knows no PKCE:
 * the state, which is a member's own, stands for it. Which company we were let into comes back with the login, and the
 * token is good for that one alone.
 */
export const createQuickBooks = (application: QuickBooksApplication): AccountingGateway => {
  const login = createQuickBooksLogin(application);
  const base = application.apiBase.replace(/\/+$/, "");
  const timeoutMs = application.timeoutMs ?? 15_000;
  return {
    provider: "quickbooks",
    loginUrl: ({ state, redirectUri }) => login.url(state, redirectUri),
    exchange: ({ code, redirectUri }) => login.exchange(code, redirectUri),
    renew: login.renew,
    revoke: login.revoke,
    organisations: async (access, realmId) => {
      if (realmId === null) return [];
      const { name } = await readSetting(createQuickBooksCall({ base, access, realmId, timeoutMs }));
      return [{ id: realmId, name }];
    },
    open: (access, realmId, signal) => booksAt(createQuickBooksCall({ base, access, realmId, signal, timeoutMs })),
  };
};
