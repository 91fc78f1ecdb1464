import { ready } from "./lib/install.mjs";
import { command, Problem, say } from "./lib/say.mjs";

const states = { active: "ACTIVE", expired: "EXPIRED" };

/** `npm run subscription -- <workshop's address> active|expired`: for whoever runs Pitlane for workshops. */
await command(async () => {
  await ready();
  const [slug, word = ""] = process.argv.slice(2);
  const state = Object.hasOwn(states, word) ? states[word] : undefined;
  if (!slug || !state)
    throw new Problem("Say which workshop and what: npm run subscription -- northside active (or expired).");
  const { withDatabase } = await import("./lib/borrowed-database.mjs");
  const { changeSubscription } = await import("./lib/subscription.ts");
  const changed = await withDatabase("subscription.mjs", ({ adminUrl }) => changeSubscription(adminUrl, slug, state));
  if (changed === null)
    throw new Problem(`No workshop is found under ${slug}: its address stands in Settings, Business.`);
  say(`${changed.name} is ${word} from now on.`);
  process.exit(0);
});
