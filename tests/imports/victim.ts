/** An app process of its own that carries imports on, and SIGKILLs itself when it passes a crash point for the nth time. */
import { z } from "zod";
import { env } from "#/env.ts";
import { inngest } from "#/inngest/client.ts";
import { serveApp } from "#/inngest/embedded/testing.ts";
import { carryImportOn } from "#/inngest/functions/import-advanced.carry-import-on.ts";
import { processAt } from "#/inngest/testing.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";

const { point, nth } = z.object({ point: z.string(), nth: z.int() }).parse(JSON.parse(process.argv[2] ?? "{}"));
setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
let passed = 0;
armCrashPoints(async (each) => {
  if (each !== point) return;
  passed += 1;
  if (passed < nth) return;
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => undefined);
});
const server = await serveApp(inngest, [carryImportOn]);
processAt(server.url, env.RUNNER_SIGNING_KEY);
