import { afterAll, expect, test } from "vitest";
import type { auditFilter } from "#/domain/audit.ts";
import { auditGenesis, auditHash } from "#/domain/audit-chain.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { auditFile } from "#/server/http/audit-file.ts";
import { log } from "#/server/log.ts";
import { sealOnce } from "#/server/outbox/seal.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const world = async () => {
  const tenant = await buildTenant(admin, { name: "Northside" });
  const cookie = await signIn(tenant.members.owner.email);
  const headers = (over: Record<string, string> = {}) =>
    new Headers({ host: "localhost:3000", cookie, "x-forwarded-for": "203.0.113.7", "user-agent": "Firefox", ...over });
  const as = (over: Record<string, string> = {}) => createCaller(createContext(headers(over)));
  const rename = async (name: string, over: Record<string, string> = {}) => {
    const { id: _, ...business } = await as().settings.business();
    return as(over).settings.updateBusiness({ ...business, name, idempotencyKey: uuidv7() });
  };
  const list = (filter: Partial<ReturnType<typeof auditFilter.parse>> = {}) => as().audit.list(filter);
  return { tenant, cookie, headers, as, rename, list };
};

test("a change stands with who, what was, what is, and from where", async () => {
  const { tenant, rename, list } = await world();
  await rename("Łukasz & 自動車");
  await rename("North", { "user-agent": "x".repeat(5000) });
  const { entries } = await list();
  expect(entries).toMatchObject([
    { title: "Changed the business", userAgent: "x".repeat(300), ipAddress: "203.0.113.7", position: null },
    {
      actorName: tenant.members.owner.name,
      subject: { type: "tenant", id: tenant.tenantId, label: "North" },
      changes: [{ word: "Name", before: "Northside", after: "Łukasz & 自動車" }],
      userAgent: "Firefox",
    },
  ]);
});

test("the chain holds address and browser of new entries, and entries of before as they were hashed", async () => {
  const { tenant, rename, as } = await world();
  await admin.query(
    `insert into audit_entry (tenant_id, id, at, actor_kind, actor_name, action, subject_type, subject_id, changes, correlation_id, run_id)
     values ($1, $2, now() - interval '1 hour', 'system', 'Before', 'part.changed', 'part', $3, '{}', 'old', $4)`,
    [tenant.tenantId, uuidv7(), uuidv7(), uuidv7()],
  );
  await rename("North");
  await sealOnce(log);
  const { rows } = await admin.query(
    `select s.hash, e.id, e.tenant_id as "tenantId", e.at, e.actor_kind as "actorKind", e.actor_id as "actorId", e.actor_name as "actorName",
            e.action, e.subject_type as "subjectType", e.subject_id as "subjectId", e.changes, e.correlation_id as "correlationId",
            e.run_id as "runId", e.form, e.ip_address as "ipAddress", e.user_agent as "userAgent"
       from audit_seal s join audit_entry e on e.tenant_id = s.tenant_id and e.id = s.entry_id
      where s.tenant_id = $1 order by s.position`,
    [tenant.tenantId],
  );
  expect(rows.map(({ form }) => form)).toEqual([1, 2]);
  const first = auditHash(auditGenesis, rows[0]);
  expect(rows.map(({ hash }) => hash)).toEqual([first, auditHash(first, rows[1])]);
  // Another address, or the same entry told to be of the old form, is another hash.
  expect(auditHash(first, { ...rows[1], ipAddress: "198.51.100.1" })).not.toBe(rows[1].hash);
  expect(auditHash(first, { ...rows[1], form: 1 })).not.toBe(rows[1].hash);
  expect(await as().audit.seal()).toMatchObject({ position: 2, unsealed: 0, verified: null });
  // That row's run, record and seal are nobody's: it is here for its form alone.
  await admin.query("alter table audit_seal disable trigger user");
  await admin.query("alter table audit_entry disable trigger user");
  await admin.query("delete from audit_seal where tenant_id = $1", [tenant.tenantId]);
  await admin.query("delete from audit_head where tenant_id = $1", [tenant.tenantId]);
  await admin.query("delete from audit_entry where tenant_id = $1 and correlation_id = 'old'", [tenant.tenantId]);
  await admin.query("alter table audit_seal enable trigger user");
  await admin.query("alter table audit_entry enable trigger user");
});

test("verified says to which position the chain was walked, and what came after is not said to be verified", async () => {
  const { rename, as } = await world();
  await rename("North");
  await sealOnce(log);
  await as().operation.verify({ idempotencyKey: uuidv7() });
  await expect.poll(async () => (await as().audit.seal()).verified?.held, { timeout: 30_000 }).toBe(true);
  const { verified } = await as().audit.seal();
  await rename("South");
  await sealOnce(log);
  const after = await as().audit.seal();
  expect(after.verified?.position).toBe(verified?.position);
  expect(after.position).toBeGreaterThan(after.verified?.position ?? 0);
});

test("by record, by person and by time; page after page without a gap; another tenant sees nothing of it", async () => {
  const { tenant, rename, list, as } = await world();
  for (let n = 0; n < 52; n += 1) await rename(`Name ${n}`);
  await as().settings.createBay({ branchId: tenant.branchId, name: "Bay 9", kind: "Lift", idempotencyKey: uuidv7() });
  const first = await list();
  expect(first.entries).toHaveLength(50);
  const second = await as().audit.list({ cursor: first.next });
  const ids = [...first.entries, ...second.entries].map(({ id }) => id);
  expect([ids.length, new Set(ids).size, second.next]).toEqual([53, 53, null]);

  const { entries: ofBusiness } = await list({ subject: { type: "tenant", id: tenant.tenantId } });
  expect(ofBusiness.every(({ title }) => title === "Changed the business")).toBe(true);
  expect((await list({ memberId: tenant.members.advisor.memberId })).entries).toEqual([]);
  const newest = first.entries[0]?.at ?? new Date();
  expect((await list({ from: newest })).entries[0]?.title).toBe("Added a bay");
  expect((await list({ to: new Date(Date.now() - 3_600_000) })).entries).toEqual([]);

  const other = await world();
  expect((await other.list({ subject: { type: "tenant", id: tenant.tenantId } })).entries).toEqual([]);
});

test("the file holds exactly what the filter shows, and no cell that a spreadsheet would run", async () => {
  const { tenant, rename, headers } = await world();
  await rename('=HYPERLINK("http://evil")');
  await rename("Plain");
  const input = encodeURIComponent(JSON.stringify({ json: { subject: { type: "tenant", id: tenant.tenantId } } }));
  const ask = (query: string, of = headers()) =>
    auditFile(new Request(`${testOrigin}/api/files/audit${query}`, { headers: of }));
  const answer = await ask(`?input=${input}`);
  expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
  const lines = (await answer.text()).trim().split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain("Plain");
  expect(
    lines
      .join("\n")
      .split(/,|\n/)
      .some((cell) => cell.replace(/^"/, "").startsWith("=")),
  ).toBe(false);
  expect((await ask("?input=nonsense")).status).toBe(400);
  const advisor = await signIn(tenant.members.advisor.email);
  expect((await ask("", headers({ cookie: advisor }))).status).toBe(403);
  expect((await ask("", new Headers({ host: "localhost:3000" }))).status).toBe(401);
});
