import { readFile } from "node:fs/promises";
import { z } from "zod";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import { apiHeaders } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";

export type PartState = "up" | "down" | "off";

/** Whether the workers of this process live; null where they were not started (WORKERS=0). */
export type WorkersSeen = {
  readonly relay: { readonly up: boolean };
  readonly runner: { readonly up: boolean };
} | null;

const answerWithinMs = 2000;

const databaseState = async (): Promise<PartState> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${answerWithinMs} ms.`)), answerWithinMs);
  try {
    await Promise.race([runOutsideTenants(() => pool.query("select 1")), late]);
    return "up";
  } catch (error) {
    log.warn({ err: error }, "Health: the database does not answer.");
    return "down";
  } finally {
    clearTimeout(timer);
  }
};

const stateOf = (part: { readonly up: boolean } | undefined): PartState =>
  part === undefined ? "off" : part.up ? "up" : "down";

const manifest = z.object({ version: z.string() });

/** The version in the package.json that this process was started beside. */
export const installedVersion = async (): Promise<string> =>
  manifest.parse(JSON.parse(await readFile("package.json", "utf8"))).version;

/** 200 `{status, database, relay, runner, version}`; 503 when a part of this process is down. */
export const healthResponse = async (workers: WorkersSeen, version: string): Promise<Response> => {
  const parts = { database: await databaseState(), relay: stateOf(workers?.relay), runner: stateOf(workers?.runner) };
  const down = Object.values(parts).includes("down");
  return Response.json(
    { status: down ? "down" : "up", ...parts, version },
    { status: down ? 503 : 200, headers: apiHeaders },
  );
};
