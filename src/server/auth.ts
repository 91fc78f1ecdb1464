import { prismaAdapter } from "@better-auth/prisma-adapter";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { twoFactor } from "better-auth/plugins/two-factor";
import { type TenantLogo, tenantLogo } from "#/domain/logo.ts";
import { type Permission, permissionsSeen, type Role, reaches } from "#/domain/permissions.ts";
import type { Subscription } from "#/domain/subscription.ts";
import { env } from "#/env.ts";
import { authHabits, authTables } from "#/server/db/auth-tables.ts";
import { platform, pool } from "#/server/db/client.ts";
import { runInTenant, runOutsideTenants } from "#/server/db/tenant.ts";
import { acceptedOrigin } from "#/server/http/origin.ts";
import { consumeLimit } from "#/server/http/rate-limit.ts";

const day = 24 * 60 * 60;

/** Set by the route handler from the trusted source; Better Auth keys its limits by it. */
export const addressHeader = "x-pitlane-client";

/** Names the workshop to sign in to, of those one belongs to; otherwise it is the oldest. */
export const tenantHeader = "x-pitlane-tenant";

export const noMembership = "This account belongs to no workshop. Ask the owner of yours to add you again.";

type Membership = { tenant_id: string; member_id: string };

/** Where a user may work, oldest membership first. */
const membershipsOf = async (userId: string): Promise<Membership[]> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<Membership>({
      name: "memberships_of_user",
      text: "select tenant_id, member_id from lookup.memberships_of_user($1)",
      values: [userId],
    }),
  );
  return rows;
};

/** Reads the session cookie as Better Auth signs it; no path, so HTTP cannot reach it. */
const signedToken = {
  id: "signed-token",
  endpoints: {
    signedToken: createAuthEndpoint({ method: "GET", requireHeaders: true }, async (ctx) => {
      const token = await ctx.getSignedCookie(ctx.context.authCookies.sessionToken.name, ctx.context.secret);
      return token || null;
    }),
  },
};

const makeAuth = (secure: boolean) =>
  betterAuth({
    ...authTables,
    appName: "Pitlane",
    // Links are made elsewhere from the request's origin: this address only names the path. It cannot resolve.
    baseURL: env.APP_URL ?? `${secure ? "https" : "http"}://pitlane.invalid`,
    trustedOrigins: (request) => {
      const origin = request === undefined ? null : acceptedOrigin(request.headers);
      return origin === null ? [] : [origin];
    },
    database: prismaAdapter(platform, { provider: "postgresql" }),
    session: {
      expiresIn: 7 * day,
      updateAge: day,
      // A session ends where it is stored, at once; a copy in a cookie would outlive it.
      cookieCache: { enabled: false },
      additionalFields: { activeTenantId: { type: "string", required: false, input: false } },
    },
    rateLimit: {
      enabled: true,
      customStorage: { consume: consumeLimit },
      window: 60,
      max: 300,
      customRules: {
        "/sign-in/email": { window: 60, max: env.SIGN_IN_PER_MINUTE },
        // Codes and passwords of the second step: Better Auth counts their failures by account besides.
        "/two-factor/*": { window: 60, max: env.SIGN_IN_PER_MINUTE * 2 },
        "/get-session": false,
      },
    },
    advanced: {
      cookiePrefix: "pitlane",
      useSecureCookies: secure,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: authHabits.database,
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const memberships = await membershipsOf(session.userId);
            const wanted = context?.headers?.get(tenantHeader);
            const at = (tenantId: unknown) => memberships.find(({ tenant_id }) => tenant_id === tenantId);
            // A session that Better Auth makes anew, as when the second factor changes, stays where it was.
            const chosen = at(Reflect.get(session, "activeTenantId")) ?? at(wanted) ?? memberships[0];
            if (chosen === undefined) throw new APIError("FORBIDDEN", { code: "NO_MEMBERSHIP", message: noMembership });
            return { data: { ...session, activeTenantId: chosen.tenant_id } };
          },
        },
      },
    },
    logger: authHabits.logger,
    plugins: [signedToken, twoFactor({ issuer: "Pitlane" })],
  });

type Auth = ReturnType<typeof makeAuth>;
const made = new Map<boolean, Auth>();

/** Better Auth for the request's scheme: cookies are `Secure`, with the `__Secure-` prefix, where people come by HTTPS. */
export const authFor = (headers: Headers): Auth => {
  const secure = acceptedOrigin(headers)?.startsWith("https:") ?? false;
  const auth = made.get(secure) ?? makeAuth(secure);
  made.set(secure, auth);
  return auth;
};

export type UserSession = {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly email: string;
  /** The tenant it works in; membership is checked on every call. */
  readonly activeTenantId: string | null;
  /** The role whose rights it looks with; null for the member's own. */
  readonly viewAsRole: Role | null;
  readonly expiresAt: Date;
};

/** Session and user of a request, in one query; null when signed out, expired or ended. */
export const sessionOf = async (headers: Headers): Promise<UserSession | null> => {
  if (!headers.has("cookie")) return null;
  const token = await authFor(headers).api.signedToken({ headers });
  return token === null ? null : await sessionByToken(token);
};

const sessionByToken = async (token: string): Promise<UserSession | null> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<UserSession>({
      name: "session_by_token",
      text: `select s.id, s.user_id as "userId", u.name as "userName", u.email, s.active_tenant_id as "activeTenantId",
                    s.view_as_role as "viewAsRole",
                    s.expires_at as "expiresAt"
               from session s join "user" u on u.id = s.user_id
              where s.token = $1 and s.expires_at > now()`,
      values: [token],
    }),
  );
  return rows[0] ?? null;
};

export type Member = {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  /** Whose rights count now: the member's own role, or the one they look with. */
  readonly role: Role;
  readonly ownRole: Role;
  /** The role they look with; nothing is changed meanwhile. */
  readonly viewAs: Role | null;
  readonly permissions: ReadonlySet<Permission>;
  /** The branches they work at; empty: all. */
  readonly branchIds: readonly string[];
  readonly name: string;
  readonly email: string;
  readonly tenantName: string;
  readonly brandColour: string;
  readonly logo: TenantLogo | null;
  /** What this workshop calls a job card. */
  readonly jobCardTerm: string;
} & Subscription;

type MemberRow = Omit<Member, "ownRole" | "viewAs" | "permissions" | "logo"> & { readonly logo: unknown };

/** The membership a session stands on, in one query under the tenant's own row level security; null once it is disabled. */
export const memberOf = async (session: UserSession): Promise<Member | null> => {
  const tenantId = session.activeTenantId;
  if (tenantId === null) return null;
  const { rows } = await runInTenant(tenantId, () =>
    pool.query<MemberRow>({
      name: "member_of_session",
      text: `select m.id, m.tenant_id as "tenantId", m.user_id as "userId", m.role, m.name, m.email, t.name as "tenantName",
                    t.brand_colour as "brandColour", t.logo, t.job_card_term as "jobCardTerm", t.subscription, t.trial_ends_at as "trialEndsAt",
                    array(select b.branch_id::text from member_branch b
                           where b.tenant_id = m.tenant_id and b.member_id = m.id order by 1) as "branchIds"
               from member m join tenant t on t.id = m.tenant_id
              where m.tenant_id = $1 and m.user_id = $2 and m.disabled_at is null`,
      values: [tenantId, session.userId],
    }),
  );
  return rows[0] === undefined ? null : asSeen(rows[0], session.viewAsRole);
};

/** A view reaches no higher than the member does, whatever has become of their role since. */
const asSeen = (row: MemberRow, viewAsRole: Role | null): Member => {
  const ownRole = row.role;
  const viewAs = viewAsRole !== null && viewAsRole !== ownRole && reaches(ownRole, viewAsRole) ? viewAsRole : null;
  const role = viewAs ?? ownRole;
  return {
    ...row,
    logo: tenantLogo.nullable().parse(row.logo),
    role,
    ownRole,
    viewAs,
    permissions: new Set(permissionsSeen(ownRole, role)),
  };
};

/** The workshops somebody may work in, the oldest membership first. */
export const workshopsOf = async (userId: string): Promise<{ tenantId: string; name: string }[]> => {
  const workshops: { tenantId: string; name: string }[] = [];
  for (const { tenant_id: tenantId } of await membershipsOf(userId)) {
    const { rows } = await runInTenant(tenantId, () =>
      pool.query<{ name: string }>({
        name: "tenant_name",
        text: "select name from tenant where id = $1",
        values: [tenantId],
      }),
    );
    if (rows[0] !== undefined) workshops.push({ tenantId, name: rows[0].name });
  }
  return workshops;
};

/** Where what concerns a person alone is written down: the workshop of their oldest membership; null for who has none. */
export const homeTenantOf = async (userId: string): Promise<string | null> =>
  (await membershipsOf(userId))[0]?.tenant_id ?? null;

/** Who has an account under this address, in any case; null for nobody. */
export const userIdOf = async (email: string): Promise<string | null> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<{ id: string }>({
      name: "user_by_email",
      text: `select id from "user" where email = $1`,
      values: [email.toLowerCase()],
    }),
  );
  return rows[0]?.id ?? null;
};
