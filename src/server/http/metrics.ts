import { createHash, timingSafeEqual } from "node:crypto";
import { Counter, Gauge, Registry } from "prom-client";
import { env } from "#/env.ts";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";
import { metrics } from "#/server/metrics.ts";

/** Whether each worker of this process lives; null where they were not started (WORKERS=0). */
export type PartsUp = Readonly<Record<string, { readonly up: boolean }>> | null;

declare global {
  /** Requests this process has answered, `METHOD route status` → how many; kept by scripts/lib/serve.mjs. */
  var pitlaneRequests: Map<string, number> | undefined;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Digests are of one length, so the comparison tells nothing of the token, not even how long it is. */
const isToken = (header: string | null, token: string): boolean =>
  timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`));

/** Prometheus' text format for whoever brings the token; 404 where none is set. */
export const metricsResponse = async (
  request: Request,
  workers: () => PartsUp,
  token: string | undefined = env.METRICS_TOKEN,
): Promise<Response> => {
  if (token === undefined) return sentenceResponse(404, "NOT_FOUND", "This address does not exist.");
  if (!isToken(request.headers.get("authorization"), token))
    return sentenceResponse(401, "UNAUTHENTICATED", "Send the token: Authorization: Bearer <METRICS_TOKEN>.", {
      "www-authenticate": 'Bearer realm="metrics"',
    });
  const now = new Registry();
  takeProcess(now, workers());
  try {
    await takeOutbox(now);
  } catch (error) {
    // A scrape while the database is away still says what this process knows, and that it cannot ask.
    log.warn({ err: error }, "Metrics: the database does not answer.");
  }
  const text = `${await metrics.registry.metrics()}\n${await now.metrics()}`;
  return new Response(text, { headers: { ...apiHeaders, "content-type": metrics.registry.contentType } });
};

const gauge = <Label extends string>(register: Registry, name: string, help: string, labelNames: readonly Label[]) =>
  new Gauge({ name: `pitlane_${name}`, help, labelNames, registers: [register] });

const takeProcess = (register: Registry, workers: PartsUp): void => {
  const up = gauge(register, "up", "Whether a worker of this process has ticked of late.", ["part"]);
  for (const [part, { up: isUp }] of Object.entries(workers ?? {})) up.set({ part }, isUp ? 1 : 0);
  const connections = gauge(register, "pool_connections", "Connections to the database by use.", ["state"]);
  connections.set({ state: "busy" }, pool.totalCount - pool.idleCount);
  connections.set({ state: "idle" }, pool.idleCount);
  connections.set({ state: "waited_for" }, pool.waitingCount);
  const requests = new Counter({
    name: "pitlane_http_requests_total",
    help: "Requests answered, by route and status.",
    labelNames: ["method", "route", "status"],
    registers: [register],
  });
  for (const [key, count] of globalThis.pitlaneRequests ?? []) {
    const [method = "", route = "", status = ""] = key.split(" ");
    requests.inc({ method, route, status }, count);
  }
};

type Figures = { unsent: string; oldestMs: string };

const takeOutbox = (register: Registry): Promise<void> =>
  runOutsideTenants(async () => {
    const reachable = gauge(register, "database_up", "Whether the database answered this scrape.", []);
    reachable.set(0);
    const [figures, states] = await Promise.all([
      pool.query<Figures>('select unsent, oldest_unsent_ms as "oldestMs" from lookup.outbox_figures()'),
      pool.query<{ state: string; n: string }>("select state, n from lookup.delivery_states()"),
    ]);
    const [row] = figures.rows;
    gauge(register, "outbox_unsent", "Events not handed to the engine yet.", []).set(Number(row?.unsent ?? 0));
    gauge(register, "outbox_oldest_unsent_seconds", "Age of the oldest of them.", []).set(
      Number(row?.oldestMs ?? 0) / 1000,
    );
    const deliveries = gauge(register, "deliveries", "Deliveries that have not come to a good end, by state.", [
      "state",
    ]);
    for (const state of ["PLANNED", "PENDING", "RUNNING", "DEAD"]) deliveries.set({ state: state.toLowerCase() }, 0);
    for (const { state, n } of states.rows) deliveries.set({ state: state.toLowerCase() }, Number(n));
    reachable.set(1);
  });
