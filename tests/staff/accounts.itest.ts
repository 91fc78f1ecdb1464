import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import type { Role } from "#/domain/permissions.ts";
import { sessionOf } from "#/server/auth.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { handleAuth } from "#/server/http/auth.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { totp } from "../../e2e/harness/totp.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { permissions } from "../doors/permissions.ts";
import { kindOf, procedures } from "../doors/procedures.ts";
import { type Answer, readAnswer, trpcRequest } from "../harness/client.ts";
import {
  attemptSignIn,
  demoPassword,
  freshAddress,
  jsonRequest,
  newTenant,
  signIn,
  testOrigin,
} from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const password = "four words in a row";
const ask = async (path: string, input: object, cookie: string | null, kind: "query" | "mutation" = "mutation") =>
  readAnswer(
    await handleTrpc(
      trpcRequest(testOrigin, kind, path, kind === "query" ? input : { ...input, idempotencyKey: uuidv7() }, cookie),
    ),
  );
const failureOf = async (answer: Promise<Answer>) => (await answer).failure;
const isIn = async (cookie: string) => (await sessionOf(new Headers({ host: "localhost:3000", cookie }))) !== null;

test("a new password by mail ends every session, proves the mailbox, and its link works once", async () => {
  const { members } = await newTenant();
  const { email, userId } = members.advisor;
  await admin.query(`update "user" set email_verified = false, two_factor_enabled = true where id = $1`, [userId]);
  await insertRows(admin, "two_factor", [{ id: uuidv7(), user_id: userId, secret: "x", backup_codes: "x" }]);
  const other = await signIn(members.admin.email);
  expect((await ask("account.askPasswordLink", { email }, null)).data).toEqual({ email });
  const token = linkToken("password", userId, 1);

  expect(await failureOf(ask("account.resetPassword", { token, newPassword: password }, null))).toBeNull();

  expect((await attemptSignIn(email, demoPassword)).status).toBe(401);
  const cookie = await signIn(email, password);
  expect(await isIn(cookie)).toBe(true);
  expect(await isIn(other)).toBe(true);
  // Whoever had the account before the mailbox was proved had set that factor up.
  const { rows } = await admin.query(`select email_verified, two_factor_enabled from "user" where id = $1`, [userId]);
  expect(rows).toEqual([{ email_verified: true, two_factor_enabled: false }]);
  expect(await failureOf(ask("account.resetPassword", { token, newPassword: password }, null))).toBe(
    "TRANSITION_REFUSED",
  );
});

test("an address that nobody has is answered alike, and nothing is written for it", async () => {
  const email = "nobody@nowhere.test";
  expect((await ask("account.askPasswordLink", { email }, null)).data).toEqual({ email });
  expect((await admin.query("select 1 from person_link where email = $1", [email])).rowCount).toBe(0);
});

test("changing the password ends the other sessions, and needs the one there is", async () => {
  const { members } = await newTenant();
  const [here, there] = [await signIn(members.advisor.email), await signIn(members.advisor.email)];
  const change = (currentPassword: string) =>
    ask("account.changePassword", { currentPassword, newPassword: password }, here);
  expect(await failureOf(change("not the password"))).toBe("INVALID_INPUT");
  expect(await isIn(there)).toBe(true);
  expect((await change(demoPassword)).data).toEqual({ ended: 1 });
  expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
});

test("another address counts in every workshop once its own mailbox was opened, and not before", async () => {
  const [{ members }, second] = [await newTenant(), await newTenant()];
  const { email, userId, name } = members.advisor;
  await insertRows(admin, "member", [
    { tenant_id: second.tenantId, id: uuidv7(), user_id: userId, role: "ADVISOR", name, email },
  ]);
  const moved = `moved.${email}`;
  const cookie = await signIn(email);
  expect(await failureOf(ask("account.askEmailChange", { email: moved, password: demoPassword }, cookie))).toBeNull();
  expect((await attemptSignIn(moved)).status).toBe(401);

  await ask("account.confirmEmail", { token: linkToken("email", userId, 1) }, null);

  expect((await attemptSignIn(moved)).status).toBe(200);
  expect((await attemptSignIn(email)).status).toBe(401);
  const { rows } = await admin.query("select email from member where user_id = $1", [userId]);
  expect(rows).toEqual([{ email: moved }, { email: moved }]);
});

test("a view has the rights of both roles, changes nothing by any procedure, and ends with its session", async () => {
  const { members } = await newTenant();
  const cookie = await signIn(members.admin.email);
  const view = (role: Role | null) => ask("member.viewAs", { role }, cookie);
  expect(await failureOf(view("OWNER"))).toBe("FORBIDDEN");
  expect(await failureOf(view("TECHNICIAN"))).toBeNull();
  expect((await ask("member.me", {}, cookie, "query")).data).toMatchObject({ role: "TECHNICIAN", ownRole: "ADMIN" });
  expect(await failureOf(ask("member.list", {}, cookie, "query"))).toBe("FORBIDDEN");

  const may = ["member.viewAs", "account.switchTenant"];
  const wrong: string[] = [];
  for (const procedure of procedures.filter((each) => kindOf(each) === "mutation" && !may.includes(each.path))) {
    const failure = await failureOf(ask(procedure.path, {}, cookie));
    // The public ones ask nobody who they are.
    if (failure !== "FORBIDDEN" && permissions[procedure.path] !== "public") wrong.push(`${procedure.path} ${failure}`);
  }
  expect(wrong).toEqual([]);
  expect((await ask("member.me", {}, await signIn(members.admin.email), "query")).data).toMatchObject({
    role: "ADMIN",
  });
  expect(await failureOf(view(null))).toBeNull();
  expect(await failureOf(ask("member.list", {}, cookie, "query"))).toBeNull();
});

test("who works at one branch chooses from it alone, and asks about no other", async () => {
  const tenant = await newTenant();
  const { branchId, members } = tenant;
  const [other = ""] = (
    await admin.query<{ id: string }>(
      `insert into branch select (jsonb_populate_record(b, jsonb_build_object('id', uuidv7(), 'name', 'Other', 'invoice_prefix', 'OTH'))).*
         from branch b where id = $1 returning id`,
      [branchId],
    )
  ).rows.map(({ id }) => id);
  const cookie = await signIn(members.advisor.email);
  expect(await failureOf(ask("jobCard.board", { branchId: other }, cookie, "query"))).toBeNull();
  await insertRows(admin, "member_branch", [
    { tenant_id: tenant.tenantId, member_id: members.advisor.memberId, branch_id: branchId },
  ]);
  expect(await failureOf(ask("jobCard.board", { branchId: other }, cookie, "query"))).toBe("FORBIDDEN");
  expect(await failureOf(ask("jobCard.board", { branchId }, cookie, "query"))).toBeNull();
  expect((await ask("member.branches", {}, cookie, "query")).data).toEqual([expect.objectContaining({ id: branchId })]);
});

test("a session enters no workshop but one's own", async () => {
  const [own, foreign] = [await newTenant(), await newTenant()];
  const cookie = await signIn(own.members.owner.email);
  expect(await failureOf(ask("account.switchTenant", { tenantId: foreign.tenantId }, cookie))).toBe("NOT_FOUND");
  await insertRows(admin, "member", [
    {
      tenant_id: foreign.tenantId,
      id: uuidv7(),
      user_id: own.members.owner.userId,
      role: "TECHNICIAN",
      name: "Guest",
      email: own.members.owner.email,
    },
  ]);
  expect(await failureOf(ask("account.switchTenant", { tenantId: foreign.tenantId }, cookie))).toBeNull();
  expect((await ask("member.me", {}, cookie, "query")).data).toMatchObject({
    role: "TECHNICIAN",
    tenant: { id: foreign.tenantId },
  });
});

test("a profile is kept: the number as it is dialled from here, for the alerts of the member too", async () => {
  const { tenantId, members } = await newTenant();
  const cookie = await signIn(members.advisor.email);
  const profile = { name: "Ada Nowak", phone: "07700 900123", language: "pl-PL" };
  expect((await ask("account.update", profile, cookie)).data).toEqual({ ...profile, phone: "+447700900123" });
  expect((await ask("account.me", {}, cookie, "query")).data).toMatchObject(profile);
  const { rows } = await admin.query(
    `select u.name, u.phone, u.language, m.name as member, m.phone as called from "user" u join member m on m.user_id = u.id
      where m.tenant_id = $1 and u.id = $2`,
    [tenantId, members.advisor.userId],
  );
  const kept = { name: "Ada Nowak", phone: "+447700900123", language: "pl-PL" };
  expect(rows).toEqual([{ ...kept, member: "Ada Nowak", called: "+447700900123" }]);

  const refused = await ask("account.update", { ...profile, phone: "12" }, cookie);
  expect([refused.failure, refused.text]).toEqual(["INVALID_INPUT", expect.stringContaining("Digits are missing")]);
  expect(await failureOf(ask("account.update", { ...profile, language: "tlh-QO" }, cookie))).toBe("INVALID_INPUT");
  expect((await ask("account.update", { ...profile, phone: "" }, cookie)).data).toMatchObject({ phone: null });
});

test("the second factor's turning on and off, and the end of sessions, stand in the audit of each workshop concerned", async () => {
  const [first, second] = [await newTenant(), await newTenant()];
  const { email, userId, name } = first.members.advisor;
  await insertRows(admin, "member", [
    { tenant_id: second.tenantId, id: uuidv7(), user_id: userId, role: "ADVISOR", name, email },
  ]);
  const noted = async () => {
    const { rows } = await admin.query<{ tenant_id: string; action: string; actor_name: string; ip_address: string }>(
      "select tenant_id, action, actor_name, ip_address from audit_entry where tenant_id = any($1) and action like 'account.%' order by at",
      [[first.tenantId, second.tenantId]],
    );
    return rows.map(({ tenant_id, action, actor_name }) => {
      expect(actor_name).toBe(name);
      return `${tenant_id === first.tenantId ? "first" : "second"} ${action.replace("account.", "")}`;
    });
  };
  let cookie = await signIn(email);
  /** Better Auth begins the session anew where the factor changes. */
  const at = async (door: string, body: object) => {
    const response = await handleAuth(
      jsonRequest(`/api/auth/two-factor/${door}`, body, {
        cookie,
        origin: testOrigin,
        "x-forwarded-for": freshAddress(),
      }),
    );
    const set = response.headers.getSetCookie().map((each) => each.split(";")[0] ?? "");
    if (set.length > 0) cookie = set.join("; ");
    return { status: response.status, body: await response.json() };
  };

  expect((await at("disable", { password: "not the password" })).status).toBe(400);
  const begun = await at("enable", { password: demoPassword });
  expect([begun.status, await noted()]).toEqual([200, []]);
  const secret = new URL(String(Reflect.get(begun.body, "totpURI"))).searchParams.get("secret") ?? "";
  expect((await at("verify-totp", { code: totp(secret) })).status).toBe(200);
  expect(await noted()).toEqual(["first two-factor-on", "second two-factor-on"]);
  expect((await at("generate-backup-codes", { password: demoPassword })).status).toBe(200);
  expect((await at("disable", { password: demoPassword })).status).toBe(200);
  expect((await noted()).slice(2)).toEqual([
    "first two-factor-new-codes",
    "second two-factor-new-codes",
    "first two-factor-off",
    "second two-factor-off",
  ]);
  // A session belongs to one workshop: its end is told where it was asked for.
  expect(await failureOf(ask("account.endOtherSessions", {}, cookie))).toBeNull();
  expect((await noted()).slice(6)).toEqual(["first end-sessions"]);
});
