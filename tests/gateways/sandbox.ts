import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PaymentGateway } from "#/server/gateways/payments.ts";
import type { Effects } from "#/server/gateways/sandbox/effects.ts";
import type { Call, FaultMode } from "#/server/gateways/sandbox/faults.ts";
import { type Sandbox, type SandboxSetting, startSandbox } from "#/server/gateways/sandbox/sandbox-server.ts";
import { createSandbox } from "#/server/gateways/stripe.ts";

export const keys = {
  secretKey: "sk_test_of_the_tests",
  publishableKey: "pk_test_of_the_tests",
  webhookSecret: "whsec_of_the_tests",
};
export const appOrigin = "http://localhost:3000";

export type OpenSandbox = {
  readonly sandbox: Sandbox;
  readonly gateway: PaymentGateway;
  /** What really happened there. */
  readonly effects: () => Promise<Effects>;
  /** What goes wrong in the next calls, `times` of them, or until changed. */
  readonly fault: (mode: FaultMode, times?: number, on?: readonly Call[]) => Promise<void>;
  /** A confirmation token, as the frame makes one: for a card by Stripe's name for it. */
  readonly token: (method?: string) => Promise<string>;
  /** Slow cards and slow refunds have their end now. */
  readonly settle: () => Promise<void>;
  readonly call: (path: string, init?: RequestInit) => Promise<Response>;
  readonly close: () => Promise<void>;
};

/** A client of a sandbox that runs at `url`. */
export const clientOf = (url: string, timeoutMs = 20_000) => {
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${keys.secretKey}`, ...init.headers } });
  return {
    gateway: createSandbox({ url, ...keys, timeoutMs }),
    call,
    effects: async (): Promise<Effects> => (await call("/control/effects")).json(),
    fault: async (mode: FaultMode, times?: number, on?: readonly Call[]): Promise<void> => {
      const response = await call("/control/faults", { method: "POST", body: JSON.stringify({ mode, times, on }) });
      if (!response.ok) throw new Error(`The sandbox refused the fault: ${await response.text()}`);
    },
    token: async (method = "pm_card_visa"): Promise<string> => {
      const response = await call("/v1/test_helpers/confirmation_tokens", {
        method: "POST",
        body: new URLSearchParams({ payment_method: method }),
      });
      const { id }: { id: string } = await response.json();
      return id;
    },
    settle: async (): Promise<void> => void (await call("/control/settle", { method: "POST" })),
  };
};

/** A sandbox of the test's own, on a free port, with books of its own. */
export const openSandbox = async (
  setting: Partial<SandboxSetting> & { readonly timeoutMs?: number } = {},
): Promise<OpenSandbox> => {
  const { timeoutMs, ...given } = setting;
  const directory = given.directory ?? (await mkdtemp(join(tmpdir(), "pitlane-sandbox-")));
  const sandbox = await startSandbox({ ...keys, appOrigins: [appOrigin], port: 0, ...given, directory });
  return {
    sandbox,
    ...clientOf(sandbox.url, timeoutMs),
    close: async () => {
      await sandbox.close();
      if (given.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
};
