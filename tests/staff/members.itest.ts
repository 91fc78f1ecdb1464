import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import type { Role } from "#/domain/permissions.ts";
import { memberOf, sessionOf } from "#/server/auth.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { disableMember, enableMember, updateMember } from "#/server/orchestrators/change-member.ts";
import { inviteMember } from "#/server/orchestrators/invite-member.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { attemptSignIn, newTenant, signIn } from "../harness/people.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const key = () => ({ idempotencyKey: uuidv7() });
type Who = keyof BuiltTenant["members"];
const give = (tenant: BuiltTenant, by: Who, to: Who, role: Role) =>
  updateMember(contextOf(tenant, by), { memberId: tenant.members[to].memberId, role, branchIds: [], ...key() });
const disable = (tenant: BuiltTenant, by: Who, who: Who) =>
  disableMember(contextOf(tenant, by), { memberId: tenant.members[who].memberId, ...key() });
const roleNow = async (tenant: BuiltTenant, who: Who) =>
  (await admin.query("select role, disabled_at from member where id = $1", [tenant.members[who].memberId])).rows[0];
const sessionBy = (cookie: string) => sessionOf(new Headers({ host: "localhost:3000", cookie }));

test("disabling ends the member's sessions in the same commit, and nobody else's", async () => {
  const tenant = await newTenant();
  const [theirs, second, other] = [
    await signIn(tenant.members.advisor.email),
    await signIn(tenant.members.advisor.email),
    await signIn(tenant.members.technician.email),
  ];

  await disable(tenant, "owner", "advisor");

  expect(await Promise.all([theirs, second, other].map(sessionBy))).toEqual([null, null, expect.anything()]);
  expect((await attemptSignIn(tenant.members.advisor.email)).status).toBe(403);
  await enableMember(contextOf(tenant, "owner"), { memberId: tenant.members.advisor.memberId, ...key() });
  expect((await attemptSignIn(tenant.members.advisor.email)).status).toBe(200);
});

test("a role is another at the next request", async () => {
  const tenant = await newTenant();
  const session = await sessionBy(await signIn(tenant.members.technician.email));
  if (session === null) throw new Error("signed out");
  await give(tenant, "admin", "technician", "ADVISOR");
  expect((await memberOf(session))?.role).toBe("ADVISOR");
});

test("the last owner is neither disabled nor demoted, not by themselves and not in a race of two", async () => {
  const tenant = await newTenant();
  await expect(give(tenant, "owner", "owner", "ADMIN")).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await give(tenant, "owner", "admin", "OWNER");
  for (let round = 0; round < rounds(5, 50); round += 1) {
    await Promise.allSettled([
      give(
        { ...tenant, members: { ...tenant.members, admin: { ...tenant.members.admin, role: "OWNER" } } },
        "admin",
        "owner",
        "ADMIN",
      ),
      give(tenant, "owner", "admin", "ADMIN"),
    ]);
    const { rows } = await admin.query(
      "select id from member where tenant_id = $1 and role = 'OWNER' and disabled_at is null",
      [tenant.tenantId],
    );
    expect(rows).toHaveLength(1);
    await admin.query("update member set role = 'OWNER' where tenant_id = $1 and id = any($2)", [
      tenant.tenantId,
      [tenant.members.owner.memberId, tenant.members.admin.memberId],
    ]);
  }
});

test("nobody raises anybody above their own role, nor touches who stands above", async () => {
  const tenant = await newTenant();
  const refused = { code: "FORBIDDEN" };
  await expect(give(tenant, "admin", "advisor", "OWNER")).rejects.toMatchObject(refused);
  await expect(give(tenant, "admin", "admin", "OWNER")).rejects.toMatchObject(refused);
  await expect(give(tenant, "admin", "owner", "ADVISOR")).rejects.toMatchObject(refused);
  await expect(disable(tenant, "admin", "owner")).rejects.toMatchObject(refused);
  await expect(
    inviteMember(contextOf(tenant, "admin"), { email: "a@invited.test", role: "OWNER", branchIds: [], ...key() }),
  ).rejects.toMatchObject(refused);
  expect(await roleNow(tenant, "owner")).toEqual({ role: "OWNER", disabled_at: null });
  expect(await roleNow(tenant, "advisor")).toEqual({ role: "ADVISOR", disabled_at: null });
});

test("nobody disables themselves, and who is disabled is not disabled again", async () => {
  const tenant = await newTenant();
  await give(tenant, "owner", "admin", "OWNER");
  await expect(disable(tenant, "owner", "owner")).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await disable(tenant, "owner", "technician");
  await expect(disable(tenant, "owner", "technician")).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
});
