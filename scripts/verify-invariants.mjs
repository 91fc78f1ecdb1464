import { ready } from "./lib/install.mjs";
import { command, say } from "./lib/say.mjs";

await command(async () => {
  await ready();
  const { withDatabase } = await import("./lib/borrowed-database.mjs");
  const { formatInvariants, verifyInvariants } = await import("../src/server/invariants/verify.ts");
  const results = await withDatabase("verify-invariants.mjs", ({ adminUrl }) => verifyInvariants(adminUrl));
  for (const line of formatInvariants(results)) say(line);
  process.exit(results.some(({ state }) => state === "broken") ? 1 : 0);
});
