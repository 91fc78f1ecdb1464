import { ready } from "./lib/install.mjs";
import { command } from "./lib/say.mjs";

await command(async () => {
  await ready();
  const { runInstance } = await import("./lib/instance.mjs");
  await runInstance({ mode: "start" });
});
