/** A dedicated connection that LISTENs and comes back after a loss. A hint only: whoever uses it polls as well. */
import pg from "pg";
import type { Logger } from "pino";
import { env } from "#/env.ts";

export type Listener = { stop(): Promise<void>; connected(): boolean };

export const startListening = (channel: string, heard: () => void, log: Logger): Listener => {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const again = (gone: pg.Client, reason: string) => {
    if (stopped || (client !== null && client !== gone)) return;
    client = null;
    log.warn({ channel, reason }, "listen: the connection was lost, connecting again");
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), 1000);
    timer.unref();
  };
  const connect = async () => {
    const next = new pg.Client({
      connectionString: env.DATABASE_URL,
      application_name: `pitlane ${channel}`,
      keepAlive: true,
    });
    // An idle connection that breaks says so by an event; unheard it would end the process.
    next.on("error", (error) => again(next, error.message));
    next.on("end", () => again(next, "ended"));
    next.on("notification", heard);
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
      if (stopped) return await next.end();
      client = next;
      heard(); // what came while nobody listened
    } catch (error) {
      again(next, error instanceof Error ? error.message : String(error));
    }
  };
  const connecting = connect();

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await connecting;
      await client?.end();
    },
    connected: () => client !== null,
  };
};
