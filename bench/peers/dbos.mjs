import { DBOS } from "@dbos-inc/dbos-sdk";
import { servePeer, timings } from "./peer.mjs";

await servePeer(async ({ url }) => {
  DBOS.setConfig({ name: "bench", systemDatabaseUrl: url, logLevel: "error", runAdminServer: false });
  const workflow = DBOS.registerWorkflow(
    async (steps) => {
      for (let index = 0; index < steps; index += 1) await DBOS.runStep(async () => 1, { name: `step ${index}` });
    },
    { name: "steps" },
  );
  await DBOS.launch();
  return ({ steps, runs }) => timings(runs, () => workflow(steps));
});
