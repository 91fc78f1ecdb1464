/**
 * The web server's own process, started by start.mjs and dev.mjs: Next behind a plain HTTP server, because three things
 * are only known at the socket: who the caller is, that /dev is for this machine alone, and when to stop.
 */
import { createServer } from "node:http";
import next from "next";
import { root } from "./paths.mjs";
import { countAnswer } from "./routes.mjs";

// Node asks the operating system for each variable each time it is read, and the Inngest SDK reads all of them four
// times a call: a plain copy makes that nothing.
process.env = { ...process.env };

const production = process.env.NODE_ENV === "production";
const hostname = process.env.HOST || "127.0.0.1";
const port = Number(process.env.PORT || 3000);
const trustProxy = ["1", "true"].includes(process.env.TRUST_PROXY ?? "");
const forwarded = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
];

const isLoopback = (address) => /^(::ffff:)?127\.|^::1$/.test(address ?? "");

/**
 * Says on each request who the caller is, over whatever it said itself: x-pitlane-peer is the socket's address (route
 * handlers see no socket), and without a trusted proxy in front so is x-forwarded-for.
 */
function settleCaller(request) {
  const peer = request.socket.remoteAddress ?? "";
  request.headers["x-pitlane-peer"] = peer;
  if (trustProxy) return;
  for (const name of forwarded) delete request.headers[name];
  request.headers["x-forwarded-for"] = peer.replace(/^::ffff:/, "");
}

/**
 * A page of Next refuses with 404 alone. One that was once there names its request here (src/server/http/gone.ts), and
 * its 404 leaves as 410.
 */
const gone = new Set();
globalThis.pitlaneGone = gone;
function settleGone(response) {
  const { writeHead } = response;
  response.writeHead = function settled(status, ...rest) {
    const was = status === 404 && gone.delete(response.getHeader("x-correlation-id"));
    return writeHead.call(this, was ? 410 : status, ...rest);
  };
}

/** Mail and sandbox pages answer this machine only, however the server listens. */
function mayOpen(request) {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (!/^\/dev(\/|$)/.test(decodeURI(path))) return true;
  const callers = (request.headers["x-forwarded-for"] ?? "").split(",").map((address) => address.trim());
  return isLoopback(request.socket.remoteAddress) && callers.every((address) => address === "" || isLoopback(address));
}

const server = createServer((request, response) => {
  settleCaller(request);
  countAnswer(request, response);
  settleGone(response);
  try {
    if (mayOpen(request)) {
      handle(request, response);
      return;
    }
  } catch {
    // A path that does not decode is nobody's page.
  }
  response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Not found\n");
});
// Longer than the idle time of proxies in front, so that they never send on a connection that is being closed.
server.keepAliveTimeout = 65_000;

const app = next({ dev: !production, dir: root, hostname, port, httpServer: server });
const handle = app.getRequestHandler();

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  // Three seconds are the most that anybody waits: what is cut off then has a lease, and is taken up again.
  setTimeout(() => process.exit(0), 3000).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // Open streams never end by themselves; whoever reads them reconnects to the next server.
  setTimeout(() => server.closeAllConnections(), 1000).unref();
  // Relay, sweep and runner put down what they hold (src/inngest/workers.ts keeps them there).
  await Promise.allSettled([closed, globalThis.pitlaneWorkers?.stop()]);
  // The last spans of what has just ended; a collector that does not answer holds nobody up beyond the three seconds.
  await Promise.allSettled([globalThis.pitlaneTracing?.stop()]);
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
// The parent is gone: nobody would ever end this process, and it holds the port.
process.on("disconnect", stop);

try {
  await app.prepare();
  server.once("error", (error) => {
    process.stderr.write(`The server cannot listen on ${hostname}:${port}: ${error.message}\n`);
    process.exit(1);
  });
  server.listen({ port, host: hostname }, () => process.send?.("listening"));
} catch (error) {
  process.stderr.write(`The server did not start: ${error?.stack ?? error}\n`);
  process.exit(1);
}
