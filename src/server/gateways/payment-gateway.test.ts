import { afterEach, beforeEach, expect, test, vi } from "vitest";

const sandbox = {
  SANDBOX_URL: "http://127.0.0.1:4242",
  SANDBOX_SECRET_KEY: "sk_test_sandbox",
  SANDBOX_PUBLISHABLE_KEY: "pk_test_sandbox",
  SANDBOX_WEBHOOK_SECRET: "whsec_sandbox",
};
const stripe = {
  STRIPE_SECRET_KEY: "sk_live_1",
  STRIPE_PUBLISHABLE_KEY: "pk_live_1",
  STRIPE_WEBHOOK_SECRET: "whsec_live",
};

// The environment is read once, when its module is first loaded.
beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.unstubAllEnvs();
  globalThis.pitlanePaymentGateway = undefined;
});

const pick = async (environment: Record<string, string>) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { paymentGateway } = await import("#/server/gateways/payment-gateway.ts");
  return paymentGateway();
};

test("without STRIPE_* payments go to the sandbox of this machine, whose frame takes the card", async () => {
  const gateway = await pick(sandbox);
  expect(gateway.name).toBe("sandbox");
  expect(gateway.browser).toEqual({
    publishableKey: "pk_test_sandbox",
    frameUrl: "http://127.0.0.1:4242/frame",
  });
});

test("with STRIPE_* they go to Stripe, though a sandbox may run; the browser gets what is public alone", async () => {
  const gateway = await pick({ ...sandbox, ...stripe });
  expect(gateway.name).toBe("stripe");
  expect(gateway.browser).toEqual({ publishableKey: "pk_live_1", frameUrl: null });
});

test("where there is neither, whoever asks is told what to do", async () => {
  await expect(pick({})).rejects.toThrow("start Pitlane with npm start, or set STRIPE_*");
});
