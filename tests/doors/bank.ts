import { afterAll } from "vitest";
import { keys, type OpenSandbox, openSandbox } from "../gateways/sandbox.ts";

let open: Promise<OpenSandbox> | null = null;
// Registered where a test file loads this: its bank is closed with it.
afterAll(async () => {
  const bank = await open;
  open = null;
  globalThis.pitlanePaymentGateway = undefined;
  await bank?.close();
});

/** The payment gateway of a test file, which the product in this process is paid through too. */
export const openBank = (): Promise<OpenSandbox> => {
  open ??= openSandbox().then((bank) => {
    globalThis.pitlanePaymentGateway = bank.gateway;
    return bank;
  });
  return open;
};

/** What a process of the product needs to be told of it. */
export const bankEnvironment = async (): Promise<Record<string, string>> => ({
  SANDBOX_URL: (await openBank()).sandbox.url,
  SANDBOX_SECRET_KEY: keys.secretKey,
  SANDBOX_PUBLISHABLE_KEY: keys.publishableKey,
  SANDBOX_WEBHOOK_SECRET: keys.webhookSecret,
});
