import { randomBytes } from "node:crypto";
import { loadavg } from "node:os";
import { command, Problem, say } from "../scripts/lib/say.mjs";
import { startBenchDatabase } from "./lib/database.ts";
import { end } from "./lib/ending.ts";
import { absent, keep, type Result, table } from "./lib/results.ts";

/** What the server reads of its environment (src/env.ts), set before any of it is loaded. */
const environment = (url: string, adminUrl: string): Record<string, string> => ({
  NODE_ENV: "production",
  DATABASE_URL: url,
  DATABASE_ADMIN_URL: adminUrl,
  AUTH_SECRET: randomBytes(32).toString("hex"),
  LINK_SECRET: randomBytes(32).toString("hex"),
  ENCRYPTION_KEY: randomBytes(32).toString("hex"),
  RUNNER_SIGNING_KEY: `signkey-prod-${randomBytes(32).toString("hex")}`,
  SMTP_URL: "smtp://127.0.0.1:1",
  SIGN_IN_PER_MINUTE: "1000",
  SIGN_UPS_PER_HOUR: "100000",
  BOOKINGS_PER_HOUR: "100000",
  HOLDS_PER_HOUR: "100000",
  WORKERS: "0",
  LOG_LEVEL: "silent",
});

const benchmarks: Readonly<Record<string, () => Promise<() => Promise<Result[]>>>> = {
  B1: async () => (await import("./completing/b1-one-client.ts")).completingAlone,
  B1b: async () => (await import("./completing/b1b-round-trips.ts")).completingRoundTrips,
  B1c: async () => (await import("./completing/b1c-eight-clients.ts")).completingTogether,
  B2: async () => (await import("./growth/b2-growth.ts")).growing,
  B3: async () => (await import("./booking/b3-storm.ts")).storming,
  B4: async () => (await import("./booking/b4-availability.ts")).findingTimes,
  B5: async () => (await import("./events/b5-events.ts")).followingEvents,
  B6: async () => (await import("./steps/b6-overhead.ts")).orchestrating,
  B7: async () => (await import("./growth/b7-finding.ts")).finding,
  B8: async () => (await import("./growth/b8-dashboard.ts")).readingFigures,
  B9: async () => (await import("./invoice/b9-pdf.ts")).drawingInvoices,
  B10: async () => (await import("./pages/b10-pages.ts")).openingPages,
  "Memory-CSV": async () => (await import("./growth/memory-file.ts")).streamingFile,
  Memory: async () => (await import("./serving/memory.ts")).servingForLong,
};

const chosen = (names: readonly string[]): string[] => {
  const unknown = names.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Problem(
      `There is no benchmark ${unknown.join(", ")}: choose from ${Object.keys(benchmarks).join(", ")}.`,
    );
  return names.length === 0 ? Object.keys(benchmarks) : [...names];
};

/** One that breaks off is a line of the table with its reason: the others' figures do not go with it. */
const measured = async (name: string, load: () => Promise<() => Promise<Result[]>>): Promise<Result[]> => {
  try {
    const measure = await load();
    return await measure();
  } catch (error) {
    return [absent(name, "", 0, error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error))];
  }
};

const run = async (names: readonly string[]): Promise<Result[]> => {
  const results: Result[] = [];
  for (const name of names) {
    say(`${name} …`);
    const load = benchmarks[name];
    if (load === undefined) continue;
    const found = await measured(name, load);
    say(table(found));
    results.push(...found);
  }
  return results;
};

await command(async () => {
  const names = chosen(process.argv.slice(2));
  const [load = 0] = loadavg();
  if (load > 0.5)
    say(
      `This machine is busy (load ${load.toFixed(1)}): what is compared stands side by side, the times alone say little.`,
    );
  say("Starting a PostgreSQL for the benchmarks …");
  const database = await startBenchDatabase();
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= end().finally(database.stop);
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  try {
    Object.assign(process.env, environment(database.url, database.adminUrl));
    const results = await run(names);
    keep(results);
    say(`\n${table(results)}\n`);
    process.exitCode = results.some(({ gate, pass }) => gate && !pass) ? 1 : 0;
  } finally {
    await stop();
  }
});
