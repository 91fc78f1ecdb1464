import { env } from "#/env.ts";
import { engine, inngest } from "#/inngest/client.ts";
import { functions } from "#/inngest/functions/index.ts";

/** What `/api/inngest` serves, whichever HTTP server stands in front. */
export const serveOptions = {
  client: inngest,
  functions,
  // Under the embedded runner nobody else has a reason to ask: even a sync must be signed.
  enableUnauthedSync: engine !== "embedded",
};

/** Which calls can be nobody's but the engine's: Inngest itself may ask for a sync without a signature, its dev server never signs. */
export const mustBeSigned = {
  GET: engine !== "dev-server",
  POST: engine !== "dev-server",
  PUT: engine === "embedded",
} as const;

/**
 * Inngest's dev server signs nothing, so in production it is heard from this machine alone (the environment's check has
 * made sure that it runs here): everybody else could tell us of events that never happened.
 */
export const loopbackOnly = engine === "dev-server" && env.NODE_ENV === "production";
