import { expect, test } from "@playwright/test";
import { freePort } from "../scripts/lib/processes.mjs";
import { type Instance, launch, makeFolder, removeFolder } from "./harness/launch.ts";

const limit = 10_000;

async function stopsWithin(instance: Instance, tell: () => void): Promise<void> {
  const began = Date.now();
  tell();
  expect(await instance.ended).toBe(0);
  expect(Date.now() - began).toBeLessThan(limit);
  await expect(fetch(instance.url)).rejects.toThrow();
}

test("npm start recovers from a kill -9 of everything, and stops when told to, alone or as a group", async () => {
  test.setTimeout(120_000);
  const folder = makeFolder();
  const port = await freePort();
  try {
    const first = await launch(folder, { group: true, port });
    expect((await fetch(`${first.url}/sign-in`)).status).toBe(200);
    process.kill(-(first.process.pid ?? 0), "SIGKILL");
    await first.ended;

    // The port, the lock and the database that the killed one held are no hindrance.
    const second = await launch(folder, { group: true, port });
    expect(second.startedIn).toBeLessThan(limit);
    expect((await fetch(`${second.url}/sign-in`)).status).toBe(200);
    await stopsWithin(second, () => second.process.kill("SIGTERM"));

    const third = await launch(folder, { group: true, port });
    await stopsWithin(third, () => process.kill(-(third.process.pid ?? 0), "SIGINT"));
  } finally {
    await removeFolder(folder);
  }
});
