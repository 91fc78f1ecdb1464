import { notFound } from "#/domain/errors.ts";
import { type TenantLogo, tenantLogo } from "#/domain/logo.ts";
import type { BusinessFields } from "#/domain/settings.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** The business itself. @throws NOT_FOUND */
export const load = async (db: Db) => {
  const tenant = await db.client.tenant.findFirst({ where: { id: db.tenantId } });
  if (tenant === null) throw notFound("This business");
  return { ...tenant, logo: tenantLogo.nullable().parse(tenant.logo) };
};
export type TenantRow = Awaited<ReturnType<typeof load>>;

/** The logo that is shown; whoever wants to change it meanwhile waits for the commit. */
export const lockLogo = async (tx: Tx): Promise<TenantLogo | null> => {
  await tx.client.$queryRaw`select from tenant where id = ${tx.tenantId}::uuid for no key update`;
  return (await load(tx)).logo;
};

/** Its version stays: the logo is in no form that another change could be typed over. */
export const setLogo = async (tx: Tx, logo: TenantLogo | null): Promise<void> => {
  await tx.client.$executeRaw`
    update tenant set logo = ${logo === null ? null : JSON.stringify(logo)}::jsonb where id = ${tx.tenantId}::uuid`;
};

/** Changes the business at the version expected; false when it has another by now. */
export const update = async (tx: Tx, version: number, fields: BusinessFields): Promise<boolean> => {
  const { count } = await tx.client.tenant.updateMany({
    where: { id: tx.tenantId, version },
    data: { ...fields, version: { increment: 1 } },
  });
  return count === 1;
};

export type NewTenant = {
  readonly slug: string;
  readonly name: string;
  readonly country: string;
  readonly brandColour: string;
  readonly trialEndsAt: Date;
};

/**
 * Writes the tenant that this transaction runs as, on trial; false when its slug is taken. Whoever wants the same slug
 * at the same moment waits here until the first has committed or rolled back.
 */
export const insert = async (tx: Tx, tenant: NewTenant): Promise<boolean> => {
  const written = await tx.client.$executeRaw`
    insert into tenant (id, slug, name, legal_name, country, brand_colour, subscription, trial_ends_at, created_at)
    values (${tx.tenantId}::uuid, ${tenant.slug}, ${tenant.name}, ${tenant.name}, ${tenant.country}, ${tenant.brandColour},
            'TRIAL', ${tenant.trialEndsAt}, ${tx.now})
    on conflict (slug) do nothing`;
  return written === 1;
};
