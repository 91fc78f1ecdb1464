import { engine, inngest } from "#/inngest/client.ts";
import { functions } from "#/inngest/functions/index.ts";

/** What `/api/inngest` serves, whichever HTTP server stands in front. */
export const serveOptions = {
  client: inngest,
  functions,
  // Under the embedded runner nobody else has a reason to ask: even a sync must be signed.
  enableUnauthedSync: engine !== "embedded",
};
