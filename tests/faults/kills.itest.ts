import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { startMailbox } from "#/server/gateways/mailbox-server.ts";
import { seededRandom } from "../../prisma/seed/random.ts";
import { signInAt } from "../harness/client.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import {
  drained,
  endAllLeases,
  expectAllThere,
  expectFilesWhole,
  expectInvariants,
  expectMessagesOnce,
} from "./aftermath.ts";
import { askingAt } from "./ask.ts";
import { bundleApp } from "./bundle.ts";
import { buildGarage, startLoad } from "./load.ts";
import { appProcess } from "./process.ts";

const dataDirectory = process.env.DATA_DIR ?? "";
const adminUrl = process.env.DATABASE_ADMIN_URL ?? "";
const admin = adminPool();
afterAll(() => admin.end());

const kills = rounds(100, 1000);

test(`${kills} kills of the server under load lose nothing that was acknowledged, tear nothing, do nothing twice`, {
  timeout: rounds(900_000, 7_200_000),
}, async () => {
  const seed = Date.now() % 1_000_000;
  const random = seededRandom(seed);
  const mailDirectory = path.join(dataDirectory, "mailbox");
  const mailbox = await startMailbox({ directory: mailDirectory });
  const app = await appProcess({
    app: await bundleApp(path.join(dataDirectory, "app")),
    databaseUrl: process.env.DATABASE_URL ?? "",
    dataDirectory,
    smtpUrl: mailbox.smtpUrl,
    standby: true,
  });
  const garage = await buildGarage(admin, kills * 3);
  const { email } = garage.tenant.members.owner;
  app.start();
  await app.listening();
  const cookie = await signInAt(app.origin, email);
  const ask = askingAt({ origin: app.origin, cookie, listening: app.listening });
  const load = startLoad({ ask, garage, clients: 6, seed });

  const began = performance.now();
  for (let death = 0; death < kills; death += 1) {
    // One in ten dies while it is still starting. The others live by what they do, however slow the machine is today.
    if (!random.chance(0.1)) {
      await app.listening();
      await Promise.race([load.answered(random.between(0, 20)), pause(2000)]);
    }
    await pause(random.between(0, 100));
    await app.kill();
    await endAllLeases(admin);
    app.start();
  }
  const seconds = (performance.now() - began) / 1000;
  await app.listening();
  await load.stop();
  const retry = async (_tenantId: string, deliveryId: string, key: string) =>
    void (await ask("operation.retry", { deliveryId }, key));
  const { retried } = await drained(admin, retry);

  await expectAllThere(admin, load.acknowledged);
  await expectInvariants(adminUrl);
  const { messages, again } = await expectMessagesOnce(admin, {
    mails: mailDirectory,
    texts: path.join(dataDirectory, "texts"),
  });
  const files = await expectFilesWhole(admin, path.join(dataDirectory, "files"));
  await app.end();
  await mailbox.close();
  console.info(
    `seed ${seed}: ${kills} kills in ${seconds.toFixed(0)} s, ${load.acknowledged.length} commands answered (${load.counts.retried} asked again), ${files} invoices, ${messages} messages, ${again} sent again under their key, ${retried} deliveries given up and retried`,
  );
  expect(files).toBeGreaterThan(kills / 5);
  expect(again).toBeLessThanOrEqual(kills * 8);
});
