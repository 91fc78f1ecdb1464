import { ready } from "./lib/install.mjs";
import { command, Problem, say } from "./lib/say.mjs";

await command(async () => {
  await ready();
  const { withDatabase } = await import("./lib/borrowed-database.mjs");
  const { withClient } = await import("./lib/database.mjs");
  const { generateClient } = await import("./lib/generate.mjs");
  const { migrateDatabase } = await import("./lib/instance.mjs");
  await generateClient();
  const { seedDemo } = await import("../prisma/seed/demo.ts");
  await withDatabase("seed-demo.mjs", async (database) => {
    if (database.url) await migrateDatabase(database);
    const { rows } = await withClient(database.adminUrl, (client) =>
      client.query("select exists (select from tenant) as seeded"),
    );
    if (rows[0].seeded)
      throw new Problem("This database has tenants already: the demo is only written into an empty one.");
    say("Writing the demo …");
    await seedDemo(database.adminUrl);
    say("Written. Sign in as advisor@northside.test with the password pitlane-demo.");
  });
  process.exit(0);
});
