import pino from "pino";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { charge } from "./charge.ts";

// A process that runs one charge and dies by SIGKILL at the point it is told.
const [tenantId = "", key = "", gateway = "", refuse = "", deadly = ""] = process.argv.slice(2);
armCrashPoints(async (point) => {
  if (point === deadly) process.kill(process.pid, "SIGKILL");
});
await charge(
  {
    tenantId,
    actor: { kind: "system", name: "test" },
    correlationId: key,
    origin: null,
    log: pino({ level: "silent" }),
  },
  key,
  { gateway, refuse: refuse === "refuse" },
).catch(() => undefined);
process.exit(0);
