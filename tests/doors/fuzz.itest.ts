import { request as httpRequest } from "node:http";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { closeDatabase } from "#/server/db/client.ts";
import { startMailbox } from "#/server/gateways/mailbox-server.ts";
import { buildJobCards, buildParts, buildTenant } from "../../prisma/seed/builders.ts";
import { bundleApp } from "../faults/bundle.ts";
import { type AppProcess, appProcess } from "../faults/process.ts";
import { signInAt } from "../harness/client.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { contentType, hugeBody, inputFor, rawBody } from "./nasty.ts";
import { routes } from "./permissions.ts";
import { kindOf, procedures } from "./procedures.ts";

const dataDirectory = process.env.DATA_DIR ?? "";
const admin = adminPool();
let app: AppProcess | undefined;
afterAll(async () => {
  await app?.end();
  await closeDatabase();
  await admin.end();
});

type Sent = {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
};

/** The status of the answer, and the beginning of its text; a stream is left once it has begun. */
const send = (origin: string, { method, target, headers, body }: Sent): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const request = httpRequest({
      hostname,
      port,
      method,
      path: target,
      headers,
      timeout: 20_000,
      insecureHTTPParser: true,
    });
    request.on("response", (response) => {
      let text = "";
      const answered = () => resolve({ status: response.statusCode ?? 0, text: text.slice(0, 500) });
      if (response.headers["content-type"]?.startsWith("text/event-stream")) {
        response.destroy();
        return answered();
      }
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (text.length < 500) text += chunk;
      });
      response.on("end", answered).on("error", answered);
    });
    request.on("timeout", () => request.destroy(new Error(`No answer to ${method} ${target} within 20 s.`)));
    // A server that refuses a body need not read it to its end.
    request.on("error", (error) => {
      if ("code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE")) resolve({ status: 0, text: "" });
      else reject(error);
    });
    if (body === null) request.end();
    else request.end(body);
  });

const oddTargets = [
  "/",
  "//",
  "/api",
  "/api/",
  "/api/trpc",
  "/api/trpc/",
  "/api/trpc/.",
  "/api/trpc/__proto__",
  "/api/trpc/jobCard.byId,jobCard.byId?batch=1",
  "/api/trpc/%E0%A4%A",
  "/api/trpc/jobCard.byId?input=%00",
  "/api/trpc/jobCard.byId?input=%E0%A4%A",
  "/api/trpc/jobCard.board?batch=1&input={%220%22:7}",
  `/api/trpc/${"a.".repeat(4000)}`,
  `/api/files/invoices/${"0".repeat(4000)}`,
  "/api/files/invoices/%00",
  "/api/files/invoices/..%2f..%2fenv",
  "/api/auth/%2e%2e/health",
  "/api/auth/sign-in/email%00",
  "/api/live?since=NaN",
  "/api/live?since=1e309",
  "/api/live?since=-1",
  "/api/inngest?fnId=pitlane-nobody&stepId=step",
  "/api/inngest?fnId=%00&stepId=%ff",
  "/dev/mailbox/%2e%2e/attachments/0",
  "/dev/mailbox/00000000000000000000000000000000/attachments/99999999",
  "/../../etc/passwd",
  "/%c0%ae%c0%ae/",
];

/** Each route's address, with something in the place of its parameters. */
const routeTargets = Object.keys(routes).map((route) => route.replace(/\[(?:\.\.\.)?\w+\]/g, "x"));
const authTargets = ["sign-in/email", "sign-up/email", "sign-out", "get-session", "update-user"].map(
  (name) => `/api/auth/${name}`,
);
const allMethods = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
  "PURGE",
  "M-SEARCH",
];

const inputs = rounds(5000, 200_000);

it(`${inputs} malformed inputs over every procedure and route: no 5xx, no hang, and memory stays flat`, {
  timeout: rounds(1_200_000, 7_200_000),
}, async () => {
  const mailbox = await startMailbox({ directory: path.join(dataDirectory, "mailbox") });
  app = await appProcess({
    app: await bundleApp(path.join(dataDirectory, "app")),
    databaseUrl: process.env.DATABASE_URL ?? "",
    dataDirectory,
    smtpUrl: mailbox.smtpUrl,
  });
  const { origin, memory, start, listening } = app;
  start();
  await listening();
  const tenant = await buildTenant(admin, {});
  const parts = await buildParts(admin, tenant, 5);
  const cards = await buildJobCards(admin, tenant, 12, { status: "IN_PROGRESS" });
  const ids = {
    branchId: [tenant.branchId],
    technicianId: [tenant.members.technician.memberId],
    memberId: [tenant.members.admin.memberId],
    bayId: tenant.bays.map(({ id }) => id),
    partId: parts.map(({ partId }) => partId),
    jobCardId: cards.map(({ jobCardId }) => jobCardId),
    vehicleId: cards.map(({ vehicleId }) => vehicleId),
    customerId: cards.map(({ customerId }) => customerId),
    subjectId: cards.map(({ jobCardId }) => jobCardId),
    lineId: cards.flatMap(({ lineIds }) => lineIds),
  };
  const cookie = await signInAt(origin, tenant.members.owner.email);
  const { host } = new URL(origin);
  const ours = { host, origin, "sec-fetch-site": "same-origin" };

  const asked: fc.Arbitrary<Sent> = fc.constantFrom(...procedures).chain((procedure) =>
    inputFor(procedure, ids).map((body): Sent => {
      const target = `/api/trpc/${procedure.path}`;
      return kindOf(procedure) === "query"
        ? {
            method: "GET",
            target: `${target}?input=${encodeURIComponent(body.toWellFormed())}`,
            headers: { host, cookie },
            body: null,
          }
        : { method: "POST", target, headers: { ...ours, cookie, "content-type": "application/json" }, body };
    }),
  );
  const thrown: fc.Arbitrary<Sent> = fc
    .record({
      method: fc.constantFrom(...allMethods),
      target: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...routeTargets, ...authTargets) },
        { weight: 2, arbitrary: fc.constantFrom(...procedures.map((each) => `/api/trpc/${each.path}`)) },
        { weight: 2, arbitrary: fc.constantFrom(...oddTargets) },
        { weight: 1, arbitrary: fc.webPath().map((given) => `/${given}`.replace(/^\/+/, "/")) },
      ),
      headers: fc
        .record({
          type: contentType,
          own: fc.boolean(),
          signedIn: fc.boolean(),
          odd: fc.constantFrom<Record<string, string>>(
            {},
            {},
            { cookie: "pitlane.session_token=x; pitlane.session_token=%00" },
            { "x-inngest-signature": "t=1&s=x" },
            { "x-correlation-id": "\u00ff".repeat(50) },
            { "last-event-id": "-1" },
            { "if-none-match": "*" },
            { origin: "null" },
            { "content-encoding": "gzip" },
            { host: "evil.test:99999" },
          ),
        })
        .map(({ type, own, signedIn, odd }) => ({
          ...(own ? ours : { host }),
          ...(signedIn ? { cookie } : {}),
          ...(type === null ? {} : { "content-type": type }),
          ...odd,
        })),
      body: fc.oneof({ weight: 400, arbitrary: rawBody }, { weight: 1, arbitrary: fc.constant("huge").map(hugeBody) }),
    })
    .map((sent): Sent => {
      // This session must outlive the test.
      const { cookie: _, ...signedOut } = { cookie: "", ...sent.headers };
      return {
        ...sent,
        headers: sent.target.startsWith("/api/auth/") ? signedOut : sent.headers,
        body: sent.method === "GET" || sent.method === "HEAD" || sent.method === "TRACE" ? null : sent.body,
      };
    });

  const answers: Record<number, number> = {};
  const run = async (numRuns: number) => {
    const samples = fc.asyncProperty(
      fc.oneof({ weight: 3, arbitrary: asked }, { weight: 2, arbitrary: thrown }),
      async (sent) => {
        const { status, text } = await send(origin, sent);
        answers[status] = (answers[status] ?? 0) + 1;
        if (status >= 500) throw new Error(`${sent.method} ${sent.target} answered ${status}: ${text}`);
      },
    );
    await fc.assert(samples, { numRuns, endOnFailure: true });
  };
  // Until each procedure has been asked some forty times, code is still being compiled and statements prepared.
  const warmUp = Math.floor(inputs * 0.4);
  await run(warmUp);
  const before = await memory();
  await run(inputs - warmUp);
  const after = await memory();
  await mailbox.close();

  const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
  const grown = { rss: megabytes(after.rss - before.rss), heap: megabytes(after.heap - before.heap) };
  console.info(
    `${inputs} inputs: ${JSON.stringify(answers)}; ${megabytes(before.rss)} MB after ${warmUp}, then ${grown.rss} MB more, ${grown.heap} MB of it objects`,
  );
  // Inputs that were all refused at the door would prove nothing about what lies behind it.
  expect(answers[200]).toBeGreaterThan(inputs / 50);
  expect(answers[400]).toBeGreaterThan(inputs / 50);
  expect(grown.heap).toBeLessThan(50);
  expect(grown.rss).toBeLessThan(50);
});
