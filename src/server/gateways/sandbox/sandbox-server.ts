import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { bearsKey, makeApi } from "./api.ts";
import { settleIntent } from "./confirm.ts";
import { effectsOf } from "./effects.ts";
import { faultSchema, makeFaults } from "./faults.ts";
import type { World } from "./intents.ts";
import { makePages } from "./pages.ts";
import { failRefund } from "./refunds.ts";
import { openStore } from "./store.ts";
import { startWebhooks } from "./webhooks.ts";

export type Sandbox = {
  /** `http://127.0.0.1:<port>`: STRIPE's API base, the frame's origin, and the page of its charges. */
  readonly url: string;
  readonly setWebhookUrl: (url: string | null) => void;
  readonly setAppOrigins: (origins: readonly string[]) => void;
  /** No webhook is on its way. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type SandboxSetting = {
  /** Its books: made when absent. */
  readonly directory: string;
  /** Taken when given; else the one of the last time when it is free, else any. */
  readonly port?: number;
  readonly webhookUrl?: string | null;
  readonly webhookSecret: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  /** Origins of the app, whose pages may show the frame for a card. */
  readonly appOrigins: readonly string[];
  /** How long a slow card takes; 4 s unless told. */
  readonly slowMs?: number;
  /** How long webhooks that come out of order are kept back; 2 s unless told. */
  readonly heldMs?: number;
};

const largestBody = 65_536;

const readText = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBody) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
};

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The sandbox has no port.");
  return address.port;
};

/** The port of the last time, so that a page that is open still finds its frame after a restart. */
const listenAgain = async (server: Server, file: string): Promise<number> => {
  const last = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (Number.isInteger(last) && last > 0 && last < 65_536) {
    try {
      return await listen(server, last);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
  const port = await listen(server, 0);
  writeFileSync(file, String(port), { mode: 0o600 });
  return port;
};

/**
 * A payment gateway on this machine alone that speaks Stripe's protocol for what Pitlane uses, keeps its own books,
 * and can be told to fail in each way that a gateway fails. No money moves.
 */
export const startSandbox = async (setting: SandboxSetting): Promise<Sandbox> => {
  const { directory, secretKey, webhookSecret, publishableKey } = setting;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async () => undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.emitWarning(`The sandbox could not answer ${request.method} ${request.url}: ${String(error)}`);
      if (response.headersSent) response.socket?.destroy();
      else response.writeHead(500, { "content-type": "application/json" }).end('{"error":{"type":"api_error"}}');
    });
  });
  const port =
    setting.port === undefined
      ? await listenAgain(server, join(directory, "port"))
      : await listen(server, setting.port);
  const url = `http://127.0.0.1:${port}`;
  const store = openStore(directory);
  const world: World = { store, url, now: Date.now, slowMs: setting.slowMs ?? 4000 };
  const webhooks = startWebhooks({
    store,
    secret: webhookSecret,
    url: setting.webhookUrl ?? null,
    now: world.now,
    heldMs: setting.heldMs ?? 2000,
  });
  const faults = makeFaults();
  let timer: NodeJS.Timeout | undefined;
  let origins = setting.appOrigins;

  const waiting = () => [
    ...[...store.intents.values()].filter(({ settlesAt }) => settlesAt !== null),
    ...[...store.refunds.values()].filter(({ failsAt }) => failsAt !== null),
  ];
  const dueAt = (record: ReturnType<typeof waiting>[number]): number =>
    (record.kind === "intent" ? record.settlesAt : record.failsAt) ?? 0;
  /** Brings to their end those that are due by then, in milliseconds since 1970. */
  const settle = (by: number): void => {
    for (const record of waiting().filter((each) => dueAt(each) <= by))
      api.happen(record.kind === "intent" ? settleIntent(world, record, true) : failRefund(world, record));
  };
  const settleDue = (): void => {
    try {
      settle(world.now());
    } catch (error) {
      // A disk that is full, say: what is due stays so, and comes about with the next change or start.
      process.emitWarning(`The sandbox could not settle what is due: ${String(error)}`);
    }
  };
  const arm = (): void => {
    clearTimeout(timer);
    const next = Math.min(...waiting().map(dueAt));
    if (Number.isFinite(next)) timer = setTimeout(settleDue, Math.max(0, next - world.now()) + 1).unref();
  };
  const api = makeApi({ world, secretKey, faults, webhooks, changed: arm });
  const showPage = makePages({ world, publishableKey, appOrigins: () => origins, faults, happen: api.happen });
  // A name that leads here from outside is somebody's trick with DNS, played on the browser of this machine.
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);

  const control = (request: IncomingMessage, response: ServerResponse, text: string) => {
    const send = (status: number, body: object): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (!bearsKey(request, secretKey)) return send(401, { error: { message: "The key is not the sandbox's." } });
    const call = `${request.method} ${request.url}`;
    if (call === "GET /control/effects") return send(200, effectsOf(world));
    if (call === "POST /control/settle") {
      settle(Number.POSITIVE_INFINITY);
      return send(200, effectsOf(world));
    }
    if (call === "POST /control/faults") {
      const fault = faultSchema.safeParse(JSON.parse(text));
      if (!fault.success)
        return send(400, { error: { message: fault.error.issues.map(({ message }) => message).join(" ") } });
      faults.set(fault.data);
      return send(200, fault.data);
    }
    send(404, { error: { message: "The sandbox has no such control." } });
  };

  answer = async (request, response) => {
    if (!hosts.has(request.headers.host ?? "")) return void response.writeHead(421).end();
    const text = await readText(request);
    if (text === null) return void response.writeHead(413, { connection: "close" }).end();
    if (request.url?.startsWith("/v1/")) return api.handle(request, response, text);
    if (request.url?.startsWith("/control/")) return control(request, response, text);
    showPage(request, response, text);
  };
  arm();

  return {
    url,
    setWebhookUrl: webhooks.setUrl,
    setAppOrigins: (next) => {
      origins = next;
    },
    settled: webhooks.settled,
    close: async () => {
      clearTimeout(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await webhooks.close();
      store.close();
    },
  };
};
