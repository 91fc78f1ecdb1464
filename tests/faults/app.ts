/**
 * An app process to be killed: the product's own route handlers behind a plain HTTP server, with its relay, runner,
 * sweep and sealer. Next in front of them takes about four times as long to start and adds nothing that is stored.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { startWorkers } from "#/inngest/workers.ts";
import { platform } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { log } from "#/server/log.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { matchRoute, methods, type RouteModule } from "../harness/route-match.ts";

/** What whoever started this process may tell it: at which points to stop, and how to go on from one. */
export type Order =
  | { readonly stopAt: readonly string[] }
  | { readonly goOn: string; readonly by: "return" | "throw" }
  | { readonly serve: true }
  | { readonly tellPoints: true }
  | { readonly tellMemory: true };
export type Report =
  | { readonly listening: true }
  | { readonly armed: true }
  | { readonly stoppedAt: string }
  | { readonly points: readonly string[] }
  /** Bytes, once what is not used is given back: of the process, and of the objects in it. */
  | { readonly memory: { readonly rss: number; readonly heap: number } };

// Loaded and waiting: the next one stands by while this one lives, so that a start costs little time.
const begin = Promise.withResolvers<void>();

const tell = (report: Report): void => void process.send?.(report);

// Each point that is named stops the first that passes it, until it is told how to go on.
const stops = new Set<string>();
const passed = new Set<string>();
const waiting = new Map<string, (by: "return" | "throw") => void>();
armCrashPoints(async (point) => {
  passed.add(point);
  if (!stops.delete(point)) return;
  const by = await new Promise<"return" | "throw">((resolve) => {
    waiting.set(point, resolve);
    tell({ stoppedAt: point });
  });
  if (by === "throw") throw new Error(`Broken at ${point}.`);
});
process.on("message", (order: Order) => {
  if ("serve" in order) begin.resolve();
  else if ("stopAt" in order) {
    stops.clear();
    for (const point of order.stopAt) stops.add(point);
    tell({ armed: true });
  } else if ("goOn" in order) {
    waiting.get(order.goOn)?.(order.by);
    waiting.delete(order.goOn);
  } else if ("tellMemory" in order) {
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    tell({ memory: { rss, heap: heapUsed + external } });
  } else {
    tell({ points: [...passed] });
    passed.clear();
  }
});
process.on("disconnect", () => process.exit(0));

// As at home, but for the waits: a worker of this process that dies is missed after two seconds, not twenty.
setDeliveryPolicy({ backoffMs: [50, 100], leaseMs: 2000, graceMs: 2000 });

/** The body as it comes in, no faster than it is read. */
const bodyOf = (incoming: IncomingMessage): ReadableStream<Uint8Array> => {
  const chunks = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: () => void incoming.resume(),
  });
};

const asRequest = (incoming: IncomingMessage): Request => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each);
  // What scripts/lib/serve.mjs says over the caller's own word.
  const peer = incoming.socket.remoteAddress ?? "";
  headers.set("x-pitlane-peer", peer);
  headers.set("x-forwarded-for", headers.get("x-test-address") ?? peer);
  const { method = "GET" } = incoming;
  const bodiless = method === "GET" || method === "HEAD";
  const init = { method, headers, body: bodiless ? null : bodyOf(incoming), duplex: "half" };
  return new Request(new URL(incoming.url ?? "/", `http://localhost:${process.env.PORT}`), init);
};

const notFound = () => new Response("Not found", { status: 404 });

const answerOf = async (
  routes: readonly (readonly [string, RouteModule])[],
  incoming: IncomingMessage,
): Promise<Response> => {
  const { pathname } = new URL(incoming.url ?? "/", "http://localhost");
  for (const [path, handlers] of routes) {
    const params = matchRoute(path, pathname);
    if (params === null) continue;
    const method = methods.find((name) => name === incoming.method);
    const handler = method === undefined ? undefined : handlers[method];
    if (handler === undefined) return new Response(null, { status: 405 });
    return await handler(asRequest(incoming), { params: Promise.resolve(params) });
  }
  return notFound();
};

const write = async (response: Response, outgoing: ServerResponse): Promise<void> => {
  const cookies = response.headers.getSetCookie();
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    ...(cookies.length > 0 ? { "set-cookie": cookies } : {}),
  });
  if (response.body === null) return void outgoing.end();
  for await (const chunk of response.body) outgoing.write(chunk);
  outgoing.end();
};

/** Serves the routes at PORT once it is told to, and says when it listens. */
export const serve = async (routes: readonly (readonly [string, RouteModule])[]): Promise<void> => {
  const server = createServer((incoming, outgoing) => {
    answerOf(routes, incoming)
      .then((response) => write(response, outgoing))
      .catch((error: unknown) => {
        log.error({ err: error, url: incoming.url }, "A request was not answered.");
        // An address that cannot be read is nobody's page, as in scripts/lib/serve.mjs.
        const isNowhere = error instanceof URIError || !URL.canParse(incoming.url ?? "/", "http://localhost");
        if (!outgoing.headersSent) outgoing.writeHead(isNowhere ? 404 : 500);
        outgoing.end();
      });
  });
  // Prisma compiles its engine at the first question.
  await platform.rateLimit.count();
  await begin.promise;
  if (process.env.WORKERS === "1") await startWorkers({ sweepMs: 250, sealMs: 250 });
  server.listen(Number(process.env.PORT), "127.0.0.1", () => tell({ listening: true }));
};
