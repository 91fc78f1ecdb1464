import { functionName, inngest } from "#/inngest/client.ts";
import type { Runner } from "#/inngest/embedded/runner.ts";
import { sendingIds } from "#/server/outbox/outgoing.ts";
import type { InHand } from "#/server/outbox/sweep.ts";

/** The embedded runner keeps its runs where it can be asked: what has not ended it still comes to. */
export const inHandOf =
  (runner: Pick<Runner, "unfinished">): InHand =>
  ({ eventId, eventName, sends, consumer }) =>
    runner.unfinished(`${inngest.id}-${functionName(eventName, consumer)}`, sendingIds(eventId, sends));
