import { fork } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { clientOf, openSandbox } from "./sandbox.ts";

vi.setConfig({ testTimeout: 60_000 });

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

const emptyFolder = async (): Promise<string> => {
  const directory = await mkdtemp(path.join(tmpdir(), "pitlane-sandbox-"));
  undo.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

const startChild = async (directory: string) => {
  const child = fork(path.join(import.meta.dirname, "sandbox-child.ts"), [directory], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  undo.push(() => child.kill("SIGKILL"));
  const [url]: unknown[] = await once(child, "message");
  return {
    url: String(url),
    kill: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
};

const pay = async ({ gateway, token }: ReturnType<typeof clientOf>) => {
  const paymentId = uuidv7();
  const tenantId = uuidv7();
  const intent = await gateway.create({ paymentId, tenantId, amountMinor: 900, currency: "GBP", description: "x" });
  const input = { paymentId, intentId: intent.id, confirmationToken: await token(), returnUrl: "http://localhost/" };
  return { tenantId, input, paid: await gateway.charge(input) };
};

test("killed right after it has answered, it knows what it has said, and its key to a repeat; on the same port", async () => {
  const directory = await emptyFolder();
  let first = await startChild(directory);
  for (let round = 0; round < 5; round++) {
    const client = clientOf(first.url);
    const { tenantId, input, paid } = await pay(client);
    const refund = { refundId: uuidv7(), tenantId, intentId: input.intentId, amountMinor: 300 };
    const refunded = await client.gateway.refund(refund);
    await first.kill();

    const second = await startChild(directory);
    expect(second.url).toBe(first.url);
    const again = clientOf(second.url);
    expect(await again.gateway.find(input.intentId)).toEqual({ ...paid, refundedMinor: 300 });
    expect(await again.gateway.charge(input)).toEqual(paid);
    expect(await again.gateway.refund(refund)).toEqual(refunded);
    const effects = await again.effects();
    expect(effects.totals).toEqual({
      charges: round + 1,
      chargedMinor: 900 * (round + 1),
      refunds: round + 1,
      refundedMinor: 300 * (round + 1),
    });
    first = second;
  }
});

test("half a line, as a process leaves it that is killed while writing, is as if it had not begun", async () => {
  const directory = await emptyFolder();
  const before = await openSandbox({ directory });
  const { input, paid } = await pay(before);
  await before.close();
  const journal = path.join(directory, "journal.jsonl");
  const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
  await appendFile(journal, lines.at(-1)?.slice(0, 40) ?? "");
  const after = await openSandbox({ directory });
  undo.push(after.close);
  expect(await after.gateway.find(input.intentId)).toEqual(paid);
  expect((await after.effects()).totals.charges).toBe(1);
});

test("another that has its port in the meantime does not keep it from starting", async () => {
  const directory = await emptyFolder();
  const { port: _, ...setting } = { port: 0, directory };
  const before = await openSandbox({ ...setting, port: undefined });
  await before.close();
  const other = createServer();
  other.listen(Number(new URL(before.sandbox.url).port), "127.0.0.1");
  await once(other, "listening");
  undo.push(() => other.close());
  const after = await openSandbox({ ...setting, port: undefined });
  undo.push(after.close);
  expect(after.sandbox.url).not.toBe(before.sandbox.url);
  expect((await after.effects()).totals.charges).toBe(0);
});

test("what is processing when it ends comes to its end with the next start", async () => {
  const directory = await emptyFolder();
  const before = await openSandbox({ directory, slowMs: 500 });
  const paymentId = uuidv7();
  const { id } = await before.gateway.create({
    paymentId,
    tenantId: uuidv7(),
    amountMinor: 5,
    currency: "GBP",
    description: "x",
  });
  const confirmationToken = await before.token("pm_card_pitlane_slow");
  const charged = before.gateway.charge({ paymentId, intentId: id, confirmationToken, returnUrl: "http://localhost/" });
  expect(await charged).toMatchObject({ state: "PROCESSING" });
  await before.close();
  const after = await openSandbox({ directory });
  undo.push(after.close);
  await expect.poll(() => after.gateway.find(id), { timeout: 10_000 }).toMatchObject({ state: "SUCCEEDED" });
});
