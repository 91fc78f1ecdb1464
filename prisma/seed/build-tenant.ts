import { uuidv7 } from "#/domain/ids.ts";
import { type CastMember, demoPasswordHash, type RoleName } from "./cast.ts";
import { type BranchTerms, bayCapabilities, harbourStreet } from "./terms.ts";
import { type Connection, insertRows } from "./write.ts";

export type BuiltMember = { memberId: string; userId: string; name: string; email: string; role: RoleName };
export type BuiltBay = { id: string; name: string };
export type BuiltBranch = BranchTerms & { branchId: string; bays: readonly BuiltBay[] };
/** Where the other builders put their rows. */
export type World = { tenantId: string; branch: BuiltBranch; recorder: BuiltMember };
export type BuiltTenant = World & {
  slug: string;
  branchId: string;
  bays: readonly BuiltBay[];
  members: {
    owner: BuiltMember;
    admin: BuiltMember;
    advisor: BuiltMember;
    technician: BuiltMember;
    accountant: BuiltMember;
  };
};

/** Adds people with logins (password `pitlane-demo`) as members of a tenant, in the given order. */
export async function buildMembers(
  pg: Connection,
  tenantId: string,
  people: readonly CastMember[],
  at = new Date(),
): Promise<BuiltMember[]> {
  const password = await demoPasswordHash();
  const built = people.map((person) => ({ ...person, userId: uuidv7(at.getTime()), memberId: uuidv7(at.getTime()) }));
  const users = built.map((person) => ({
    id: person.userId,
    name: person.name,
    email: person.email,
    email_verified: true,
  }));
  await insertRows(pg, "user", users);
  await insertRows(
    pg,
    "account",
    built.map((person) => ({
      id: uuidv7(at.getTime()),
      user_id: person.userId,
      account_id: person.userId,
      provider_id: "credential",
      password,
    })),
  );
  await insertRows(
    pg,
    "member",
    built.map((person) => ({
      tenant_id: tenantId,
      id: person.memberId,
      user_id: person.userId,
      role: person.role,
      name: person.name,
      email: person.email,
      phone: person.phone,
      created_at: at,
    })),
  );
  return built.map(({ memberId, userId, name, email, role }) => ({ memberId, userId, name, email, role }));
}

/** Adds a branch with a bay for each of its `bayKinds`, named Bay 1, Bay 2 … */
export async function buildBranch(
  pg: Connection,
  tenantId: string,
  terms: BranchTerms,
  at = new Date(),
): Promise<BuiltBranch> {
  const branchId = uuidv7(at.getTime());
  await insertRows(pg, "branch", [
    {
      tenant_id: tenantId,
      id: branchId,
      name: terms.name,
      zone: terms.zone,
      locale: terms.locale,
      country: terms.country,
      currency: terms.currency,
      tax_name: terms.taxName,
      tax_mode: terms.taxMode,
      rounding_rule: terms.roundingRule,
      tax_rates_bp: terms.taxRatesBp,
      invoice_prefix: terms.invoicePrefix,
      payment_terms_days: terms.paymentTermsDays,
      payment_details: terms.paymentDetails,
      invoice_terms: terms.invoiceTerms,
      labour_rate_minor: terms.labourRateMinor,
      odometer_unit: terms.odometerUnit,
      address_lines: terms.addressLines,
      phone: terms.phone,
      email: terms.email,
      week_hours: terms.weekHours,
      created_at: at,
    },
  ]);
  const bays = terms.bayKinds.map((kind, index) => ({
    id: uuidv7(at.getTime()),
    name: `Bay ${index + 1}`,
    kind,
    position: index + 1,
  }));
  await insertRows(
    pg,
    "service_bay",
    bays.map((bay) => ({
      tenant_id: tenantId,
      id: bay.id,
      branch_id: branchId,
      name: bay.name,
      kind: bay.kind,
      capabilities: [...bayCapabilities(bay.kind)],
      position: bay.position,
    })),
  );
  return { ...terms, branchId, bays: bays.map(({ id, name }) => ({ id, name })) };
}

/**
 * A tenant with one branch (Harbour Street's terms unless told), its bays and one member of each role.
 * @returns ids, and the people with the e-mail they sign in with: `<role>@<slug>.test`
 */
export async function buildTenant(
  pg: Connection,
  options: { slug?: string; name?: string; branch?: Partial<BranchTerms> } = {},
): Promise<BuiltTenant> {
  const tenantId = uuidv7();
  const slug = options.slug ?? `t-${tenantId.slice(24)}`;
  const name = options.name ?? `Garage ${slug}`;
  await insertRows(pg, "tenant", [
    {
      id: tenantId,
      slug,
      name,
      legal_name: `${name} Ltd`,
      country: "GB",
      brand_colour: "#0b6470",
      subscription: "ACTIVE",
    },
  ]);
  const branch = await buildBranch(pg, tenantId, { ...harbourStreet, ...options.branch });
  const person = (role: RoleName, index: number) => ({
    name: `${role.charAt(0)}${role.slice(1).toLowerCase()} of ${slug}`,
    email: `${role.toLowerCase()}@${slug}.test`,
    role,
    phone: `+44770090030${index}`,
  });
  const [owner, admin, advisor, technician, accountant] = await buildMembers(pg, tenantId, [
    person("OWNER", 1),
    person("ADMIN", 2),
    person("ADVISOR", 3),
    person("TECHNICIAN", 4),
    person("ACCOUNTANT", 5),
  ]);
  if (!owner || !admin || !advisor || !technician || !accountant) throw new Error("A member was not built.");
  return {
    tenantId,
    slug,
    branch,
    branchId: branch.branchId,
    bays: branch.bays,
    recorder: advisor,
    members: { owner, admin, advisor, technician, accountant },
  };
}
