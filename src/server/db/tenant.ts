import { AsyncLocalStorage } from "node:async_hooks";

/** `null` names the tables that belong to no tenant (people, sessions, the look-ups). */
type Scope = { readonly tenantId: string | null };

declare global {
  var pitlaneScopes: AsyncLocalStorage<Scope> | undefined;
}

// Next bundles instrumentation apart from the routes: two copies of this module would each have a storage of their own,
// and the one pool that they share (client.ts) would look into the other's.
globalThis.pitlaneScopes ??= new AsyncLocalStorage<Scope>();
const scopes = globalThis.pitlaneScopes;

/**
 * Runs `work` as one tenant: every connection it checks out carries `app.tenant_id`, and row level
 * security does the rest. The work is awaited inside, because a Prisma promise runs where it is awaited.
 */
export const runInTenant = <Result>(tenantId: string, work: () => Promise<Result>): Promise<Result> =>
  scopes.run({ tenantId }, async () => await work());

/** Runs `work` outside every tenant: row level security then shows no tenant's row. */
export const runOutsideTenants = <Result>(work: () => Promise<Result>): Promise<Result> =>
  scopes.run({ tenantId: null }, async () => await work());

/** The scope in force; undefined where nobody has said one, which the pool refuses. */
export const currentScope = (): Scope | undefined => scopes.getStore();
