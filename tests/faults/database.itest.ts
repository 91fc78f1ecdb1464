import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { startMailbox } from "#/server/gateways/mailbox-server.ts";
import { seededRandom } from "../../prisma/seed/random.ts";
import { applicationRole, databaseUrl, ensureDatabase, ensureLoginRole } from "../../scripts/lib/database.mjs";
import { migrate } from "../../scripts/lib/migrate.ts";
import { endLeftPostgres, startPostgres } from "../../scripts/lib/postgres.mjs";
import { waitForExit } from "../../scripts/lib/processes.mjs";
import { signInAt } from "../harness/client.ts";
import { startDoor } from "../harness/proxy.ts";
import { rounds } from "../harness/rounds.ts";
import { drained, expectAllThere, expectFilesWhole, expectInvariants, expectMessagesOnce } from "./aftermath.ts";
import { askingAt } from "./ask.ts";
import { bundleApp } from "./bundle.ts";
import { buildGarage, startLoad } from "./load.ts";
import { appProcess } from "./process.ts";

const dataDirectory = process.env.DATA_DIR ?? "";
const folder = path.join(dataDirectory, "postgres");
const password = "pitlane";
const kills = rounds(5, 100);

/** A server of its own that keeps what it has committed: the one of the other tests is made to be thrown away. */
const start = () => startPostgres({ directory: folder, password, durable: true });

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

test(`${kills} kills of the database under load lose nothing, and each time the service is back within ten seconds`, {
  timeout: rounds(600_000, 7_200_000),
}, async () => {
  const seed = Date.now() % 1_000_000;
  const random = seededRandom(seed);
  mkdirSync(folder);
  // The server runs as another user where this test runs as root.
  for (const each of [dataDirectory, folder]) chmodSync(each, 0o711);
  let server = await start();
  closing.push(() => endLeftPostgres(folder, { andItsData: true }));
  // It comes back at another port each time, the app asks at one.
  const wire = await startDoor(
    () => ({ port: server.port, host: "127.0.0.1" }),
    (client, upstream) => client.pipe(upstream).pipe(client),
  );
  closing.push(wire.close);
  const at = (user: string, database: string) => databaseUrl(user, password, wire.port, database);
  await ensureLoginRole(at("postgres", "postgres"), applicationRole, password);
  await ensureDatabase(at("postgres", "postgres"), "pitlane");
  await migrate(at("postgres", "pitlane"), at(applicationRole, "pitlane"));

  const mailDirectory = path.join(dataDirectory, "mailbox");
  const mailbox = await startMailbox({ directory: mailDirectory });
  closing.push(mailbox.close);
  const admin = new pg.Pool({ connectionString: at("postgres", "pitlane"), max: 4 });
  admin.on("error", () => undefined);
  closing.push(() => admin.end());
  const app = await appProcess({
    app: await bundleApp(path.join(dataDirectory, "app")),
    databaseUrl: at(applicationRole, "pitlane"),
    dataDirectory,
    smtpUrl: mailbox.smtpUrl,
  });
  closing.push(app.end);
  const garage = await buildGarage(admin, 100 + kills * 60);
  app.start();
  await app.listening();
  const cookie = await signInAt(app.origin, garage.tenant.members.owner.email);
  const ask = askingAt({ origin: app.origin, cookie, listening: app.listening });
  const load = startLoad({ ask, garage, clients: 4, seed });

  const back: number[] = [];
  for (let death = 0; death < kills; death += 1) {
    await load.answered(random.between(10, 40));
    process.kill(server.pid ?? 0, "SIGKILL");
    const killed = performance.now();
    await waitForExit(server.pid ?? 0, 5000);
    server = await start();
    await load.nextCompletion();
    back.push((performance.now() - killed) / 1000);
    await pause(random.between(0, 300));
  }
  await load.stop();
  const retry = async (_tenantId: string, deliveryId: string, key: string) =>
    void (await ask("operation.retry", { deliveryId }, key));
  const { retried } = await drained(admin, retry);
  await expectAllThere(admin, load.acknowledged);
  await expectInvariants(at("postgres", "pitlane"));
  const { messages, again } = await expectMessagesOnce(admin, {
    mails: mailDirectory,
    texts: path.join(dataDirectory, "texts"),
  });
  const files = await expectFilesWhole(admin, path.join(dataDirectory, "files"));
  console.info(
    `seed ${seed}: back after ${back.map((seconds) => seconds.toFixed(1)).join(", ")} s (kill to next completion); ${load.acknowledged.length} commands answered (${load.counts.retried} asked again), ${files} invoices, ${messages} messages, ${again} sent again under their key, ${retried} deliveries given up and retried`,
  );
  for (const seconds of back) expect(seconds).toBeLessThan(10);
});
