/**
 * A process of its own with the whole worker side of the product: its functions behind an HTTP server, relay, sweep,
 * sealer and runner. Ends on SIGTERM, or when the test that started it is gone.
 */
import { serveApp } from "#/inngest/embedded/testing.ts";
import { serveOptions } from "#/inngest/serve.ts";
import { startWorkers } from "#/inngest/workers.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { currentScope } from "#/server/db/tenant.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { orders } from "./orders.ts";

const { leaseMs, deathAt, shift, throwsFor, diesOf } = orders.parse(JSON.parse(process.argv[2] ?? "{}"));
setDeliveryPolicy({ backoffMs: [0, 0], leaseMs, graceMs: 2 * leaseMs });

const die = async (): Promise<never> => {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
};
let passed = 0;
let begun = 0;
armCrashPoints(async (point) => {
  passed += 1;
  if (passed === deathAt) await die();
  if (point.endsWith("/effect:before")) {
    begun += 1;
    if (begun === shift) process.kill(process.pid, "SIGTERM");
  }
  const tenantId = currentScope()?.tenantId;
  if (point !== "alert/mail:before" || !tenantId) return;
  if (throwsFor.includes(tenantId)) throw new Error("the wire is cut");
  if (diesOf.includes(tenantId)) await die();
});

const server = await serveApp(serveOptions.client, serveOptions.functions);
const workers = await startWorkers({ endpoint: server.url, sweepMs: leaseMs / 4, sealMs: 500, leaseMs });
process.once("SIGTERM", async () => {
  await workers.stop();
  process.exit(0);
});
process.stdin.on("end", () => process.exit(1)).resume();
