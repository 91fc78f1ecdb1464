import { createContext } from "#/server/api/context.ts";
import { memberOf, type UserSession, workshopsOf } from "#/server/auth.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { noteSecondFactor, type SecondFactorChange } from "#/server/orchestrators/note-second-factor.ts";
import { person } from "#/server/services/accounts.ts";

/**
 * Answers a door of the second factor with `work`, and writes what it has changed into the audit of each workshop where
 * the person works: all of them rely on it. It is Better Auth's own change, so the entry follows it in a transaction of
 * its own; one that cannot be written is in the log, and the change stands.
 */
export const notingSecondFactor = async (request: Request, work: () => Promise<Response>): Promise<Response> => {
  const context = createContext(request.headers);
  // Without a session this is the second step of signing in, which changes nothing.
  const session = await context.session();
  const before = session === null ? null : await isOn(session);
  const response = await work();
  if (session === null || before === null || !response.ok) return response;
  const change = changeOf(before, await isOn(session), new URL(request.url).pathname);
  if (change !== null) {
    await note(context, session, change).catch((error: unknown) =>
      context.log.error(
        { err: error, userId: session.userId, change },
        "A second factor's change was not written down.",
      ),
    );
  }
  return response;
};

const changeOf = (before: boolean, after: boolean | null, pathname: string): SecondFactorChange | null => {
  if (after !== null && before !== after) return after ? "on" : "off";
  return pathname.endsWith("/generate-backup-codes") ? "new-codes" : null;
};

const isOn = async ({ userId, activeTenantId: tenantId }: UserSession): Promise<boolean | null> =>
  tenantId === null
    ? null
    : await runInTenant(tenantId, async () => (await person(readDb({ tenantId }), userId)).twoFactorEnabled);

const note = async (
  { correlationId, origin, from, log }: ReturnType<typeof createContext>,
  session: UserSession,
  change: SecondFactorChange,
): Promise<void> => {
  for (const { tenantId } of await workshopsOf(session.userId)) {
    const member = await memberOf({ ...session, activeTenantId: tenantId, viewAsRole: null });
    if (member === null) continue;
    const { id: memberId, userId, role, name } = member;
    const actor = { kind: "member", userId, memberId, role, name } as const;
    await noteSecondFactor({ tenantId, correlationId, origin, from, log: log.child({ tenantId }), actor }, change);
  }
};
