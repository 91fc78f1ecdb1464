import { afterAll, expect, it } from "vitest";
import { auditTitle, sayValue } from "#/domain/audit-words.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { changeSubscription } from "../../scripts/lib/subscription.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
const adminUrl = process.env.DATABASE_ADMIN_URL ?? "";
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

it("the command changes one workshop's subscription, and its audit says what was and what is", async () => {
  const [tenant, other] = [await buildTenant(admin, {}), await buildTenant(admin, {})];
  const before = await admin.query<{ subscription: string; name: string }>(
    "select subscription, name from tenant where id = $1",
    [tenant.tenantId],
  );
  expect(await changeSubscription(adminUrl, tenant.slug, "EXPIRED")).toEqual({ name: before.rows[0]?.name });

  const { rows } = await admin.query<{ actor_name: string; action: string; changes: { subscription: string[] } }>(
    `select e.actor_name, e.action, e.changes from audit_entry e
       join orchestration_run r on r.tenant_id = e.tenant_id and r.id = e.run_id and r.state = 'COMPLETED'
       join tenant t on t.id = e.tenant_id and t.subscription = 'EXPIRED'
      where e.tenant_id = any($1)`,
    [[tenant.tenantId, other.tenantId]],
  );
  const changes = { subscription: [before.rows[0]?.subscription, "EXPIRED"] };
  expect(rows).toEqual([{ actor_name: "npm run subscription", action: "subscription.changed", changes }]);
  expect(auditTitle("subscription.changed")).toBe("Changed the subscription");
  const words = { zone: "Europe/London", currency: null, locale: "en-GB", names: new Map<string, string>() };
  expect(sayValue("subscription", "EXPIRED", words)).toBe("expired");
});

it("an address that no workshop has changes nothing", async () => {
  const before = await admin.query("select id, subscription from tenant order by id");
  expect(await changeSubscription(adminUrl, "nobody-here", "ACTIVE")).toBeNull();
  expect((await admin.query("select id, subscription from tenant order by id")).rows).toEqual(before.rows);
});
