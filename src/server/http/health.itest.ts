import { expect, it } from "vitest";
import { closeDatabase } from "#/server/db/client.ts";
import { healthResponse, installedVersion } from "#/server/http/health.ts";

const up = { up: true };
const seen = async (workers: Parameters<typeof healthResponse>[0]) => {
  const response = await healthResponse(workers, "1.2.3");
  return [response.status, await response.json()];
};

it("is 200 while every part is up", async () => {
  expect(await seen({ relay: up, runner: up })).toEqual([
    200,
    { status: "up", database: "up", relay: "up", runner: "up", version: "1.2.3" },
  ]);
});

it("is 200 where this process runs no workers", async () => {
  expect(await seen(null)).toEqual([
    200,
    { status: "up", database: "up", relay: "off", runner: "off", version: "1.2.3" },
  ]);
});

it("is 503 with the part that is down", async () => {
  expect(await seen({ relay: up, runner: { up: false } })).toEqual([
    503,
    { status: "down", database: "up", relay: "up", runner: "down", version: "1.2.3" },
  ]);
});

it("names the installed version", async () => {
  expect(await installedVersion()).toMatch(/^\d+\.\d+\.\d+/);
});

it("is 503 without a database", async () => {
  await closeDatabase();
  expect(await seen({ relay: up, runner: up })).toEqual([
    503,
    { status: "down", database: "down", relay: "up", runner: "up", version: "1.2.3" },
  ]);
});
