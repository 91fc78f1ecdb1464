import { Inngest } from "inngest";
import { env } from "#/env.ts";
import { log } from "#/server/log.ts";

/** Which engine calls our functions: Inngest (Cloud, self-hosted, its dev server), or the runner in this process. */
export const engine = env.INNGEST_DEV ? "dev-server" : env.INNGEST_EVENT_KEY ? "inngest" : "embedded";

/** Where this server is reached from within: the address the embedded runner calls. */
export const ownEndpoint = `http://127.0.0.1:${env.PORT}/api/inngest`;

const connection = {
  "dev-server": { isDev: true, baseUrl: env.INNGEST_DEV, eventKey: env.INNGEST_EVENT_KEY },
  inngest: {
    isDev: false,
    baseUrl: env.INNGEST_BASE_URL,
    eventKey: env.INNGEST_EVENT_KEY,
    signingKey: env.INNGEST_SIGNING_KEY,
  },
  // Cloud mode, so that every call must be signed. The base address is our own: nothing may reach out to Inngest.
  embedded: {
    isDev: false,
    baseUrl: new URL(ownEndpoint).origin,
    eventKey: "embedded",
    signingKey: env.RUNNER_SIGNING_KEY,
  },
}[engine];

/** The name of the one function that brings an effect about, as this app registers it. */
export const functionName = (eventName: string, consumer: string): string =>
  `${eventName.replace("/", "-")}-${consumer}`;

/** The name of the one function that a schedule starts. */
export const scheduleId = (schedule: string): string => `scheduled-${schedule}`;

const sdkLog = log.child({ part: "inngest" });

export const inngest = new Inngest({
  id: "pitlane",
  ...connection,
  // One step a call: an effect's result is in our database before the engine hears of it.
  checkpointing: false,
  logger: sdkLog,
  // Anybody may knock at /api/inngest: a refused call is a line, not an error with its stack.
  internalLogger: {
    info: (...args) => sdkLog.info({ args }, "sdk"),
    debug: (...args) => sdkLog.debug({ args }, "sdk"),
    warn: (...args) => sdkLog.warn({ args }, "sdk"),
    error: (...args) => {
      if (args.includes("Signature validation failed")) sdkLog.info("a call without a valid signature was refused");
      else sdkLog.error({ args }, "sdk");
    },
  },
});
