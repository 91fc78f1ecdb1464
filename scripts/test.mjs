import { ready } from "./lib/install.mjs";
import { command } from "./lib/say.mjs";

await command(async () => {
  await ready();
  if (process.argv.includes("--nightly")) process.env.NIGHTLY = "1";
  const { conclude, runSteps, steps } = await import("./lib/steps.mjs");
  conclude(await runSteps(Object.values(steps)));
});
