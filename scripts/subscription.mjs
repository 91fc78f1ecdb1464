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
  const { withClient } = await import("./lib/database.mjs");
  await withDatabase("subscription.mjs", ({ adminUrl }) =>
    withClient(adminUrl, async (client) => {
      const { rows } = await client.query("update tenant set subscription = $2 where slug = $1 returning name", [
        slug,
        state,
      ]);
      if (!rows[0]) throw new Problem(`No workshop is found under ${slug}: its address stands in Settings, Business.`);
      say(`${rows[0].name} is ${word} from now on.`);
    }),
  );
  process.exit(0);
});
