/** For tests: an app of its own behind a real HTTP server on loopback, and a runner in front of it. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Inngest, type InngestFunction } from "inngest";
import { createServer } from "inngest/node";
import pg from "pg";
import { pino } from "pino";
import { env } from "#/env.ts";
import { localFetch } from "#/inngest/embedded/local-fetch.ts";
import { type RunnerOptions, startRunner } from "#/inngest/embedded/runner.ts";
import type { Queryable } from "#/inngest/embedded/store.ts";

export const testKey = `signkey-test-${"cd".repeat(32)}`;
export const quiet = pino({ level: "silent" });

export const makeApp = (id: string) =>
  new Inngest({
    id,
    isDev: false,
    signingKey: testKey,
    eventKey: "unused",
    baseUrl: "http://127.0.0.1:1",
    checkpointing: false,
    logger: quiet,
  });

/** Serves the functions at a free port; `port` to serve at that one. */
export const serveApp = async (
  client: Inngest.Any,
  functions: InngestFunction.Any[],
  port = 0,
  { enableUnauthedSync }: { enableUnauthedSync?: boolean } = {},
) => {
  const server = createServer({ client, functions, enableUnauthedSync });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!isAddress(address)) throw new Error("The test server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/api/inngest`,
    port: address.port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === "object" && address !== null;

export const testPool = () => new pg.Pool({ connectionString: env.DATABASE_URL, max: 8 });

/** A runner with short waits. */
export const testRunner = (pool: Queryable, url: string, options: Partial<RunnerOptions> = {}) =>
  startRunner({
    pool,
    log: quiet,
    endpoint: { url, signingKey: testKey, fetch: localFetch },
    pollMs: 20,
    leaseMs: 2000,
    backoffMs: () => 0,
    ...options,
  });
