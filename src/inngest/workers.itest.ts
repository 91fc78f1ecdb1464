import { randomUUID } from "node:crypto";
import { afterAll, expect, test, vi } from "vitest";
import { consumersOf } from "#/domain/events.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { startWorkers, workersStatus } from "#/inngest/workers.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { buildJobCard, buildPart, buildTenant } from "../../prisma/seed/builders.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
const world = await startWorld();
afterAll(async () => {
  await world.close();
  await closeDatabase();
  await admin.end();
});

test("the workers of a process start once, say that they are up, bring effects about and seal the audit, and stop", async () => {
  expect(workersStatus()).toBeNull();
  const [workers, again] = await Promise.all([
    startWorkers({ endpoint: world.url, sealMs: 100 }),
    startWorkers({ endpoint: world.url }),
  ]);
  expect(again).toBe(workers);
  await vi.waitFor(
    () => {
      const status = workersStatus();
      expect([
        status?.relay.up,
        status?.relay.listening,
        status?.runner.up,
        status?.sweep.up,
        status?.sealer.up,
      ]).toEqual(Array.from({ length: 5 }, () => true));
    },
    { timeout: 20_000 },
  );
  const tenant = await buildTenant(admin, {});
  const part = await buildPart(admin, tenant, { onHand: "10" });
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "PART", part, quantity: "1" }] });
  await completeJobCard(systemCtx(tenant.tenantId), { jobCardId: card.jobCardId, idempotencyKey: randomUUID() });
  const events = ["job-card/completed", "invoice/generated", "inventory/adjusted"] as const;
  await vi.waitFor(
    async () => {
      const { rows } = await admin.query(
        `select (select count(*)::int from event_delivery where tenant_id = $1 and state in ('DONE', 'SKIPPED')) as arrived,
                (select count(*)::int from audit_entry a where tenant_id = $1 and not exists (
                   select 1 from audit_seal s where s.tenant_id = a.tenant_id and s.entry_id = a.id)) as unsealed`,
        [tenant.tenantId],
      );
      const owed = events.flatMap((event) => [...consumersOf[event]]);
      expect(rows).toEqual([{ arrived: owed.length, unsealed: 0 }]);
    },
    { timeout: 30_000 },
  );
  // An effect is one call: nothing is noted of it beside its delivery.
  const { rows: steps } = await admin.query(
    `select s.name from runner_step s join runner_run r on r.id = s.run_id where r.event->'data'->>'tenantId' = $1`,
    [tenant.tenantId],
  );
  expect(steps).toEqual([]);
  await workers.stop();
  expect(workersStatus()).toBeNull();
});
