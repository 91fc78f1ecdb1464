import { ValidationException } from "#/domain/errors.ts";
import { type LogoView, type PublicLogo, publicLogoOf, type TenantLogo } from "#/domain/logo.ts";
import type { BusinessView } from "#/domain/settings.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as tenants from "#/server/repositories/tenants.ts";

export const business = async (db: Db): Promise<BusinessView> => businessView(await tenants.load(db));

export const businessView = (tenant: tenants.TenantRow): BusinessView => ({
  id: tenant.id,
  version: tenant.version,
  slug: tenant.slug,
  name: tenant.name,
  legalName: tenant.legalName,
  country: tenant.country,
  registrationNumber: tenant.registrationNumber,
  taxNumber: tenant.taxNumber,
  brandColour: tenant.brandColour,
  logo: logoViewOf(tenant.logo),
  jobCardTerm: tenant.jobCardTerm,
  subscription: tenant.subscription,
  trialEndsAt: tenant.trialEndsAt,
  createdAt: tenant.createdAt,
});

/** The workshop as a page without an account shows it. */
export const workshop = async (
  db: Db,
): Promise<{ tenantName: string; brandColour: string; logo: PublicLogo | null }> => {
  const { name, brandColour, logo } = await tenants.load(db);
  return { tenantName: name, brandColour, logo: publicLogoOf(db.tenantId, logo) };
};

/** What a screen shows of it. */
export const logoViewOf = (logo: TenantLogo | null): LogoView | null =>
  logo === null ? null : { sha256: logo.sha256, width: logo.width, height: logo.height };

/** Somebody else has saved first; `what` reads as in "these settings". */
export const stale = (what: string, current: number): ValidationException =>
  new ValidationException(
    "STALE_VERSION",
    `Someone else has changed ${what} meanwhile. Theirs is shown; what you typed is kept.`,
    { current },
  );

/** `{field: [before, after]}` of what a change changes: what the audit keeps of it. */
export const differences = <Fields extends object>(
  before: { readonly [Name in keyof Fields]: unknown },
  after: Fields,
): Record<string, readonly [unknown, unknown]> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, value]: [string, unknown]) => {
      const was: unknown = Reflect.get(before, name);
      return JSON.stringify(was) === JSON.stringify(value) ? [] : [[name, [was, value]]];
    }),
  );
