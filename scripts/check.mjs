import { ready } from "./lib/install.mjs";
import { command } from "./lib/say.mjs";

await command(async () => {
  await ready();
  const { conclude, runSteps, steps } = await import("./lib/steps.mjs");
  conclude(await runSteps([steps.lint, steps.types, steps.unit]));
});
