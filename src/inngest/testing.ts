/** For tests: the product's own functions behind a real HTTP server, with relay, runner and a mailbox. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { uuidv7 } from "#/domain/ids.ts";
import { env } from "#/env.ts";
import { localFetch } from "#/inngest/embedded/local-fetch.ts";
import type { Queryable } from "#/inngest/embedded/store.ts";
import { quiet, serveApp, testRunner } from "#/inngest/embedded/testing.ts";
import { closeMailer } from "#/inngest/gateways.ts";
import { inHandOf } from "#/inngest/in-hand.ts";
import { isOwed } from "#/inngest/owed.ts";
import { pool } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import { createMailer } from "#/server/gateways/mail.ts";
import { startMailbox } from "#/server/gateways/mailbox-server.ts";
import { readMailbox } from "#/server/gateways/mailbox-store.ts";
import { createTextLog } from "#/server/gateways/sms.ts";
import { readTexts } from "#/server/gateways/text-store.ts";
import { startRelay } from "#/server/outbox/relay.ts";
import { sweepOnce } from "#/server/outbox/sweep.ts";

export const outsideTenants: Queryable = {
  query: (statement) => runOutsideTenants(() => pool.query(statement)),
};

/** Mailbox and HTTP server of one test file. */
export const startWorld = async () => {
  const mailDirectory = join(env.DATA_DIR, "mailbox");
  const mailbox = await startMailbox({ directory: mailDirectory });
  globalThis.pitlaneMailer = createMailer({ smtpUrl: mailbox.smtpUrl });
  const textDirectory = join(env.DATA_DIR, "texts");
  globalThis.pitlaneTexter = createTextLog({ directory: textDirectory });
  // Imported here: templates are .tsx, which the plain Node of a victim process cannot load.
  const { serveOptions } = await import("#/inngest/serve.ts");
  const server = await serveApp(serveOptions.client, serveOptions.functions);
  return {
    url: server.url,
    mails: () => readMailbox(mailDirectory),
    /** A mail as it came over the wire. */
    eml: (id: string) => readFile(join(mailDirectory, `${id}.eml`)),
    texts: () => readTexts(textDirectory),
    startProcess: () => processAt(server.url, env.RUNNER_SIGNING_KEY),
    close: async () => {
      closeMailer();
      await server.close();
      await mailbox.close();
    },
  };
};

/** Relay, runner and a quick sweep, as in one app process that serves at `url`. */
export const processAt = (url: string, signingKey: string) => {
  const runner = testRunner(outsideTenants, url, {
    leaseMs: 1000,
    wants: isOwed,
    endpoint: { url, signingKey, fetch: localFetch },
  });
  const relay = startRelay({ send: (events) => runner.accept([...events]), log: quiet, pollMs: 50, leaseMs: 500 });
  const sweep = setInterval(() => void sweepOnce({ log: quiet, inHand: inHandOf(runner) }), 100);
  return {
    runner,
    relay,
    stop: async () => {
      clearInterval(sweep);
      await relay.stop();
      // Calls that a test has frozen are left behind, as a killed process leaves them.
      await runner.stop(100);
    },
  };
};

/**
 * Ends every lease that a dead worker left behind, as time would. A test that waits for a short lease instead
 * counts wrong on a crowded machine, where the living are late too.
 */
export const endLeases = async (admin: pg.Pool, consumer: string): Promise<void> => {
  await admin.query(
    "update event_delivery set lease_until = now() - interval '1 second' where state = 'RUNNING' and consumer = $1",
    [consumer],
  );
  await admin.query(
    "update runner_run set available_at = now(), lease_until = null where state = 'PENDING' and available_at > now()",
  );
  await admin.query(
    "update outbox_event set available_at = now() where state = 'PENDING' and available_at > now() and due_at is null",
  );
};

export const adminPool = (url: string) => new pg.Pool({ connectionString: url, max: 4 });

export const systemCtx = (tenantId: string): Ctx => ({
  tenantId,
  actor: { kind: "system", name: "test" },
  correlationId: uuidv7(),
  origin: null,
  log: quiet,
});
