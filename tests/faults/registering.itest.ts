import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { startMailbox } from "#/server/gateways/mailbox-server.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { rowsOfAll, signUpOf, withOneMore } from "../registering/registering.ts";
import { askingAt } from "./ask.ts";
import { bundleApp } from "./bundle.ts";
import { appProcess } from "./process.ts";

const admin = adminPool();
const closing: (() => Promise<unknown>)[] = [() => admin.end()];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const steps = ["workshop opened", "person written", "owner joined", "branch opened", "bays set up", "commit"];
const points = steps.flatMap((step) => [`tenant.register/${step}:before`, `tenant.register/${step}:after`]);

test("a process killed at any point of a sign-up leaves nothing of the workshop, or all; asked again it is made once", {
  timeout: 120_000,
}, async () => {
  const directory = path.join(process.env.DATA_DIR ?? "", "registering");
  mkdirSync(directory, { recursive: true });
  const mailbox = await startMailbox({ directory: path.join(directory, "mailbox") });
  const server = await appProcess({
    app: await bundleApp(path.join(directory, "app")),
    databaseUrl: process.env.DATABASE_URL ?? "",
    dataDirectory: directory,
    smtpUrl: mailbox.smtpUrl,
    // What follows a sign-up is told elsewhere: here its rows are counted.
    workers: false,
    standby: true,
  });
  closing.push(async () => {
    await server.end();
    await mailbox.close();
  });
  server.start();
  await server.listening();
  const ask = askingAt({ origin: server.origin, cookie: "", listening: server.listening });

  for (let round = 0; round < rounds(1, 10); round += 1)
    for (const point of points) {
      const { idempotencyKey, ...given } = signUpOf();
      const before = await rowsOfAll(admin);
      const stopped = Promise.withResolvers<void>();
      await server.stopAt([point], () => stopped.resolve());
      const answered = ask("tenant.register", given, idempotencyKey);
      await stopped.promise;
      await server.kill();
      // Its transaction ends with it; what that held is then given back.
      while (
        (
          await admin.query("select 1 from pg_stat_activity where application_name = $1 and xact_start is not null", [
            server.sessions,
          ])
        ).rowCount !== 0
      );
      const committed = point === "tenant.register/commit:after";
      expect([point, await rowsOfAll(admin)]).toEqual([point, committed ? withOneMore(before) : before]);

      server.start();
      expect((await answered).tries).toBeGreaterThan(1);
      expect([point, await rowsOfAll(admin)]).toEqual([point, withOneMore(before)]);
    }
});
