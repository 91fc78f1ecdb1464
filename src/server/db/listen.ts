/** A connection of its own that LISTENs, and comes back after a loss. A hint only: whoever uses it reads again as well. */
import pg from "pg";
import type { Logger } from "pino";
import { env } from "#/env.ts";

export type ListenOptions = {
  readonly channel: string;
  readonly log: Logger;
  readonly heard: (payload: string | undefined) => void;
  /** It listens, at first and after each loss: what came while nobody did is to be looked for. */
  readonly connected: () => void;
  readonly lost?: () => void;
};

export type Listener = {
  stop(): Promise<void>;
  connected(): boolean;
  /** Settles once the first try to connect has gone well or failed; never rejects. */
  readonly tried: Promise<void>;
};

const reconnectMs = 1000;

export const startListening = ({ channel, log, heard, connected, lost }: ListenOptions): Listener => {
  let stopped = false;
  let current: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const again = (reason: string) => {
    if (stopped) return;
    log.warn({ channel, reason }, "listen: no connection to the database, trying again");
    clearTimeout(timer);
    timer = setTimeout(() => {
      connecting = connect();
    }, reconnectMs);
    timer.unref();
  };
  const gone = (client: pg.Client, reason: string) => {
    if (current !== client) return;
    current = null;
    lost?.();
    again(reason);
  };
  const connect = async () => {
    const client = new pg.Client({
      connectionString: env.DATABASE_URL,
      application_name: channel.replace("_", " "),
      keepAlive: true,
    });
    // An idle connection that breaks says so by an event; unheard it would end the process.
    client.on("error", (error) => gone(client, error.message));
    client.on("end", () => gone(client, "ended"));
    client.on("notification", ({ payload }) => heard(payload));
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      if (stopped) return await client.end();
      current = client;
      connected();
    } catch (error) {
      await client.end().catch((reason: unknown) => log.debug({ channel, err: reason }, "It was not open either."));
      again(error instanceof Error ? error.message : String(error));
    }
  };
  let connecting = connect();

  return {
    tried: connecting,
    connected: () => current !== null,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await connecting;
      const client = current;
      current = null;
      await client?.end();
    },
  };
};
