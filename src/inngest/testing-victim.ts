/**
 * For tests: an app process of its own, with the one function that plain Node can load, which SIGKILLs
 * itself at the crash point given as its argument.
 */
import { env } from "#/env.ts";
import { inngest } from "#/inngest/client.ts";
import { serveApp } from "#/inngest/embedded/testing.ts";
import { storePdf } from "#/inngest/functions/invoice-generated.store-pdf.ts";
import { processAt } from "#/inngest/testing.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";

setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
armCrashPoints(async (point) => {
  if (point !== process.argv[2]) return;
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => undefined);
});
const server = await serveApp(inngest, [storePdf]);
processAt(server.url, env.RUNNER_SIGNING_KEY);
