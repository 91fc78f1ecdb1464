import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { metricsResponse } from "#/server/http/metrics.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../../../tests/harness/world.ts";

const admin = adminPool();
const token = "a token for tests alone";
let tenant: BuiltTenant;
let ctx: Ctx;
let jobCardId: string;

beforeAll(async () => {
  tenant = await buildTenant(admin, {});
  ctx = contextOf(tenant);
  jobCardId = (await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR" }] })).jobCardId;
});
// The last test has ended the pool.
afterAll(() => admin.end());

const ask = (authorization?: string, set: string | undefined = token) =>
  metricsResponse(
    new Request("http://localhost:3000/api/metrics", { headers: authorization === undefined ? {} : { authorization } }),
    () => ({ relay: { up: true }, runner: { up: false } }),
    set,
  );
const figures = async (): Promise<Map<string, number>> => {
  const text = await (await ask(`Bearer ${token}`)).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
};

test("without a token set there is no such address; with one, nobody without it gets a figure", async () => {
  const unset = await metricsResponse(new Request("http://localhost:3000/api/metrics"), () => null);
  expect(unset.status).toBe(404);
  for (const given of [undefined, "", token, `Basic ${token}`, `Bearer ${token}x`, "Bearer "]) {
    const response = await ask(given);
    expect([given, response.status]).toEqual([given, 401]);
    expect(await response.text()).not.toContain("pitlane_");
  }
});

test("it says how the outbox, the deliveries, the workers, the pool and the process stand", async () => {
  await completeJobCard(ctx, { jobCardId, idempotencyKey: uuidv7() });
  const response = await ask(`Bearer ${token}`);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
  ]);
  const said = await figures();
  const owed = await admin.query<{ n: number }>("select count(*)::int as n from event_delivery where tenant_id = $1", [
    tenant.tenantId,
  ]);
  expect(said.get("pitlane_outbox_unsent")).toBe(2);
  expect(said.get("pitlane_outbox_oldest_unsent_seconds")).toBeGreaterThan(0);
  expect(said.get('pitlane_deliveries{state="pending"}')).toBe(owed.rows[0]?.n);
  expect([said.get('pitlane_deliveries{state="dead"}'), said.get("pitlane_database_up")]).toEqual([0, 1]);
  expect([said.get('pitlane_up{part="relay"}'), said.get('pitlane_up{part="runner"}')]).toEqual([1, 0]);
  expect(said.get('pitlane_run_duration_seconds_count{run="job-card.complete",outcome="completed"}')).toBe(1);
  expect(said.get('pitlane_pool_connections{state="idle"}')).toBeGreaterThan(0);
  expect(said.get("pitlane_process_resident_memory_bytes")).toBeGreaterThan(1e6);
  expect(said.has("pitlane_nodejs_eventloop_lag_p99_seconds")).toBe(true);
});

test("a dead delivery, and a run that was refused, are counted", async () => {
  const before = await figures();
  await admin.query(
    "update event_delivery set state = 'DEAD' where tenant_id = $1 and id = (select id from event_delivery where tenant_id = $1 limit 1)",
    [tenant.tenantId],
  );
  await expect(completeJobCard(ctx, { jobCardId, idempotencyKey: uuidv7() })).rejects.toThrow();
  const after = await figures();
  const dead = 'pitlane_deliveries{state="dead"}';
  expect((after.get(dead) ?? 0) - (before.get(dead) ?? 0)).toBe(1);
  expect(after.get('pitlane_run_duration_seconds_count{run="job-card.complete",outcome="failed"}')).toBe(1);
  await admin.query("update event_delivery set state = 'PENDING' where tenant_id = $1", [tenant.tenantId]);
});

test("no label holds an id, a tenant or a person, and the requests are bounded by the routes there are", async () => {
  globalThis.pitlaneRequests = new Map([["GET /board 200", 3]]);
  const said = await figures();
  expect(said.get('pitlane_http_requests_total{method="GET",route="/board",status="200"}')).toBe(3);
  const names = [...said.keys()].join("\n");
  for (const secret of [tenant.tenantId, jobCardId, tenant.members.advisor.name, tenant.members.advisor.email])
    expect(names).not.toContain(secret);
  expect(names).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
});

test("while the database is away it says so, and what this process knows", async () => {
  await closeDatabase();
  const said = await figures();
  expect(said.get("pitlane_database_up")).toBe(0);
  expect(said.get('pitlane_up{part="relay"}')).toBe(1);
});
