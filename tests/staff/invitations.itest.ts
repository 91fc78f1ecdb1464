import { afterAll, beforeEach, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import type { Role } from "#/domain/permissions.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { hashOfToken, linkToken } from "#/server/db/link-token.ts";
import { acceptInvitation, readInvitation } from "#/server/orchestrators/accept-invitation.ts";
import { inviteMember, resendInvitation, revokeInvitation } from "#/server/orchestrators/invite-member.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { attemptSignIn, demoPassword, newTenant } from "../harness/people.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

let tenant: BuiltTenant;
let email: string;
let invited = 0;
beforeEach(async () => {
  tenant = await newTenant();
  invited += 1;
  email = `nina${invited}@invited.test`;
});

const key = () => ({ idempotencyKey: uuidv7() });
const owner = (of = tenant) => contextOf(of, "owner");
const caller = (userId: string | null = null) => {
  const { correlationId, origin, log } = owner();
  return { correlationId, origin, log, userId };
};
const invite = async (of = tenant, role: Role = "ADVISOR", branchIds: string[] = []) => {
  const { invitationId } = await inviteMember(owner(of), { email, role, branchIds, ...key() });
  return { invitationId, token: linkToken("invitation", invitationId, 1) };
};
const password = "four words in a row";
const accept = (token: string, given: { name?: string; password?: string; userId?: string } = {}) =>
  acceptInvitation(caller(given.userId ?? null), {
    token,
    name: given.name ?? null,
    password: given.password ?? null,
    ...key(),
  });
const membersOf = async (address: string) =>
  (
    await admin.query(
      `select m.tenant_id, m.role, m.disabled_at is null as active, u.email_verified
         from member m join "user" u on u.id = m.user_id where u.email = $1 order by m.created_at`,
      [address],
    )
  ).rows;

test("a new person joins with a name and a password, and signs in", async () => {
  const { token } = await invite();
  expect(await readInvitation(caller(), token)).toMatchObject({ email, role: "ADVISOR", hasAccount: false });

  await accept(token, { name: "Nina Berg", password });

  expect(await membersOf(email)).toEqual([
    { tenant_id: tenant.tenantId, role: "ADVISOR", active: true, email_verified: true },
  ]);
  expect((await attemptSignIn(email, password)).status).toBe(200);
});

test("what the database keeps of a link is its hash", async () => {
  const { invitationId, token } = await invite();
  const { rows } = await admin.query("select token_hash, generation from link_token where subject_id = $1", [
    invitationId,
  ]);
  expect(rows).toEqual([{ token_hash: hashOfToken(token), generation: 1 }]);
});

test("somebody with an account joins with its password, and with no other", async () => {
  await accept((await invite()).token, { name: "Nina Berg", password });
  const second = await newTenant();
  const { token } = await invite(second, "TECHNICIAN");
  expect(await readInvitation(caller(), token)).toMatchObject({ hasAccount: true, signedIn: false });

  for (const wrong of [demoPassword, "", undefined])
    await expect(accept(token, { name: "Mallory", password: wrong })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(await membersOf(email)).toHaveLength(1);
  await accept(token, { password });

  expect((await membersOf(email)).map(({ role }) => role)).toEqual(["ADVISOR", "TECHNICIAN"]);
});

test("the account's own session needs no password, and another's is none", async () => {
  await accept((await invite()).token, { name: "Nina Berg", password });
  const { rows } = await admin.query<{ id: string }>(`select id from "user" where email = $1`, [email]);
  const { token } = await invite(await newTenant());
  await expect(accept(token, { userId: tenant.members.admin.userId })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(await readInvitation(caller(rows[0]?.id ?? null), token)).toMatchObject({ signedIn: true });
  await accept(token, { userId: rows[0]?.id });
  expect(await membersOf(email)).toHaveLength(2);
});

test("of two who accept in one moment one joins, and the account is one", async () => {
  const { token } = await invite();
  const both = await Promise.allSettled([
    accept(token, { name: "Nina Berg", password }),
    accept(token, { name: "Nina Berg", password }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await membersOf(email)).toHaveLength(1);
});

test("the same key gives the first answer, after the link has ended", async () => {
  const { token } = await invite();
  const asked = { token, name: "Nina Berg", password, ...key() };
  const first = await acceptInvitation(caller(), asked);
  expect(await acceptInvitation(caller(), asked)).toEqual(first);
});

test("a link that was never one is not found; one accepted, revoked or too old has ended", async () => {
  const ended = { code: "TRANSITION_REFUSED" };
  await expect(accept("x".repeat(43), { name: "Nina", password })).rejects.toMatchObject({ code: "NOT_FOUND" });

  const { invitationId, token } = await invite();
  await revokeInvitation(owner(), { invitationId, ...key() });
  expect(await readInvitation(caller(), token)).toBeNull();
  await expect(accept(token, { name: "Nina", password })).rejects.toMatchObject(ended);

  const again = await invite();
  await admin.query("update link_token set expires_at = now() - interval '1 second' where subject_id = $1", [
    again.invitationId,
  ]);
  await expect(accept(again.token, { name: "Nina", password })).rejects.toMatchObject(ended);
  // Sent again it is the same link, and opens.
  await resendInvitation(owner(), { invitationId: again.invitationId, ...key() });
  await accept(again.token, { name: "Nina", password });
  await expect(accept(again.token, { name: "Nina", password })).rejects.toMatchObject(ended);
  await expect(resendInvitation(owner(), { invitationId: again.invitationId, ...key() })).rejects.toMatchObject(ended);
});

test("an address is asked once at a time, and not when it works here", async () => {
  const { invitationId } = await invite();
  await expect(invite()).rejects.toMatchObject({ code: "DUPLICATE" });
  await revokeInvitation(owner(), { invitationId, ...key() });
  await accept((await invite()).token, { name: "Nina", password });
  await expect(invite()).rejects.toMatchObject({ code: "DUPLICATE" });
});

test("a disabled member who is invited and accepts is who they were, with the new role", async () => {
  await accept((await invite()).token, { name: "Nina", password });
  await admin.query("update member set disabled_at = now() where email = $1", [email]);
  await accept((await invite(tenant, "ACCOUNTANT")).token, { password });
  expect(await membersOf(email)).toEqual([
    { tenant_id: tenant.tenantId, role: "ACCOUNTANT", active: true, email_verified: true },
  ]);
});
