import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { environmentProblems } from "#/domain/environment.ts";
import { functions } from "#/inngest/functions/index.ts";
import { sign } from "./reference.ts";
import { referenceServer } from "./reference-server.ts";

const greeting = z.object({
  url: z.url(),
  engine: z.string(),
  mode: z.string(),
  apiBaseUrl: z.string(),
  eventBaseUrl: z.string(),
});
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Starts the product's route under a set-up; `send` has it tell one event. */
const setUp = async (environment: Record<string, string>) => {
  expect(environmentProblems({ NODE_ENV: "production", ...environment })).toEqual([]);
  const { PATH, DATABASE_URL, DATA_DIR, AUTH_SECRET, LINK_SECRET, ENCRYPTION_KEY, RUNNER_SIGNING_KEY, SMTP_URL } =
    process.env;
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("../processes/load-tsx.mjs"), path.join(import.meta.dirname, "set-up.ts")],
    {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        PATH,
        DATABASE_URL,
        DATA_DIR,
        AUTH_SECRET,
        LINK_SECRET,
        ENCRYPTION_KEY,
        RUNNER_SIGNING_KEY,
        SMTP_URL,
        LOG_LEVEL: "silent",
        NODE_ENV: "production",
        ...environment,
      },
    },
  );
  closing.push(() => child.kill());
  for await (const line of createInterface(child.stdout)) {
    return { ...greeting.parse(JSON.parse(line)), send: () => child.stdin.write("send\n") };
  }
  throw new Error("It ended before it said how it is set.");
};

type Heard = { method: string; path: string; headers: IncomingHttpHeaders; body: unknown };
/** An Inngest server that says yes to all and keeps what it heard. */
const listener = async () => {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    heard.push({
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: JSON.parse(text || "null"),
    });
    response
      .writeHead(200, { "content-type": "application/json" })
      .end('{"ok":true,"modified":true,"status":200,"ids":["e1"]}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, heard };
};
const heardAt = (heard: readonly Heard[], place: string) =>
  vi.waitFor(() => {
    const found = heard.find((each) => each.path.startsWith(place));
    if (!found) throw new Error(`Nothing at ${place} yet.`);
    return found;
  }, 20_000);

const names = new Map<string, string>();
const eventKey = "an-event-key";
const digits = "ab12".repeat(16);
const call = JSON.stringify({
  version: 2,
  event: { id: "e1", name: "x", data: {}, ts: 1 },
  events: [{ id: "e1", name: "x", data: {}, ts: 1 }],
  steps: {},
  ctx: {
    run_id: "r",
    attempt: 0,
    max_attempts: 3,
    disable_immediate_execution: false,
    use_api: false,
    stack: { stack: [], current: 0 },
  },
});
const work = `pitlane-${functions[0]?.id()}`;
const elsewhere = { "content-type": "application/json", "x-test-peer": "203.0.113.7" };

/** Runs nothing without the signature: neither unsigned, nor signed by the embedded runner's own key. */
const expectSigned = async (url: string, key: string) => {
  const server = referenceServer(url, key, names);
  expect((await server.call(work, "step", call, null)).status).toBe(401);
  const own = sign(call, process.env.RUNNER_SIGNING_KEY ?? "", new Date());
  expect((await server.call(work, "step", call, own)).status).toBe(401);
  expect((await fetch(url)).status).toBe(401);
  // The function has been reached: it says that the event is none of its own.
  const answer = await server.call(work, "step", call);
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("Event not found in triggers")]);
  expect(await server.registered()).toHaveLength(2 * functions.length);
};

test("Inngest Cloud: its addresses, its keys, every call signed", async () => {
  const key = `signkey-prod-${digits}`;
  const { url, ...client } = await setUp({ INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: key });
  expect(client).toMatchObject({
    engine: "inngest",
    mode: "cloud",
    apiBaseUrl: "https://api.inngest.com/",
    eventBaseUrl: "https://inn.gs/",
  });
  await expectSigned(url, key);
});

test("a server of one's own: events and registration go there, every call is signed; INNGEST_DEV=0 changes nothing", async () => {
  const inngestServer = await listener();
  const { url, send, ...client } = await setUp({
    INNGEST_EVENT_KEY: eventKey,
    INNGEST_SIGNING_KEY: digits,
    INNGEST_BASE_URL: inngestServer.url,
    INNGEST_SERVE_ORIGIN: "http://pitlane.internal:3000",
    INNGEST_DEV: "0",
  });
  expect(client).toMatchObject({ engine: "inngest", mode: "cloud", apiBaseUrl: inngestServer.url });
  await expectSigned(url, digits);
  send();
  expect(await heardAt(inngestServer.heard, "/e/")).toMatchObject({
    method: "POST",
    path: `/e/${eventKey}`,
    body: [{ id: "e1", name: "test/happened" }],
  });
  // A sync that anybody may ask for: what it tells goes to the server that is set, under the key, and nowhere else.
  const asked = await fetch(url, { method: "PUT", headers: elsewhere });
  expect([asked.status, await asked.text()]).toEqual([200, expect.not.stringContaining("fnId")]);
  const registration = await heardAt(inngestServer.heard, "/fn/register");
  // §4.1.4: the bearer is the hash of the key.
  const hashed = createHash("sha256").update(Buffer.from(digits, "hex")).digest("hex");
  expect(registration.headers.authorization).toBe(`Bearer ${hashed}`);
  expect(registration.body).toMatchObject({ appName: "pitlane", url: "http://pitlane.internal:3000/api/inngest" });
});

test("its dev server: events go there; in production nobody but this machine is heard, since nothing is signed", async () => {
  const inngestServer = await listener();
  const { url, send, ...client } = await setUp({ INNGEST_DEV: inngestServer.url });
  expect(client).toMatchObject({ engine: "dev-server", mode: "dev", apiBaseUrl: inngestServer.url });
  send();
  await heardAt(inngestServer.heard, "/e/");
  for (const method of ["GET", "PUT", "POST"]) {
    const body = method === "GET" ? undefined : call;
    const answer = await fetch(`${url}?fnId=${work}&stepId=step`, { method, headers: elsewhere, body });
    expect([method, answer.status]).toEqual([method, 401]);
  }
  const unsigned = await referenceServer(url, digits, names).call(work, "step", call, null);
  expect([unsigned.status, unsigned.text]).toEqual([400, expect.stringContaining("Event not found in triggers")]);
});

test("none of them: the embedded runner's key is the one that counts, and not even a sync is done unsigned", async () => {
  const { url, ...client } = await setUp({});
  expect(client).toMatchObject({
    engine: "embedded",
    mode: "cloud",
    eventBaseUrl: expect.stringContaining("127.0.0.1"),
  });
  const key = process.env.RUNNER_SIGNING_KEY ?? "";
  expect(await referenceServer(url, key, names).registered()).toHaveLength(2 * functions.length);
  for (const method of ["GET", "PUT", "POST"]) {
    const body = method === "GET" ? undefined : call;
    expect((await fetch(url, { method, headers: elsewhere, body })).status).toBe(401);
  }
});
