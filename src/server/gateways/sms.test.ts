import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTextLog } from "#/server/gateways/sms.ts";
import { readTexts } from "#/server/gateways/text-store.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "texts-"));
});
afterEach(() => rm(directory, { recursive: true }));

const text = (key: string, over = {}) => ({
  key,
  to: "+447700900418",
  toShown: "07700 900418",
  body: "Ready",
  ...over,
});

test("a text stands in the log under its key", async () => {
  const { providerId } = await createTextLog({ directory }).sendText(text("delivery-1"));
  expect(await readTexts(directory)).toMatchObject([
    { channel: "SMS", id: providerId, messageId: "delivery-1", to: ["+447700900418"], text: "Ready", deliveries: 1 },
  ]);
  expect(await readTexts(directory, providerId)).toHaveLength(1);
  expect(await readTexts(directory, "0".repeat(32))).toEqual([]);
});

test("the same key is one text with an exact count, also when several processes send it at once", async () => {
  const logs = Array.from({ length: 20 }, () => createTextLog({ directory }));
  await Promise.all([...logs.map((log) => log.sendText(text("a"))), logs[0]?.sendText(text("b"))]);
  const counts = (await readTexts(directory)).map(({ messageId, deliveries }) => [messageId, deliveries]);
  expect(counts.toSorted()).toEqual([
    ["a", 20],
    ["b", 1],
  ]);
  expect((await readdir(directory)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a landline is refused for good, in words", async () => {
  const sending = createTextLog({ directory }).sendText(text("a", { to: "+442079460418", toShown: "020 7946 0418" }));
  await expect(sending).rejects.toMatchObject({
    permanent: true,
    message: "020 7946 0418 cannot receive texts: it is a landline.",
  });
  expect(await readTexts(directory)).toEqual([]);
});

test("a log that was never written to is empty", async () => {
  expect(await readTexts(join(directory, "none"))).toEqual([]);
});
