import { createServer } from "node:http";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { adminPool, startWorld } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { startTracing, startTracingTo } from "#/server/tracing/export.ts";
import { traced } from "#/server/tracing.ts";
import { type BuiltTenant, buildJobCard, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { trpcRequest } from "../../tests/harness/client.ts";
import { signIn, testOrigin } from "../../tests/harness/people.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
let tenant: BuiltTenant;
let cookie: string;

beforeAll(async () => {
  world = await startWorld();
  tenant = await buildTenant(admin, {});
  cookie = await signIn(tenant.members.advisor.email);
});
afterEach(() => globalThis.pitlaneTracing?.stop());
afterAll(async () => {
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

/** Completes a card as a browser would, and waits until all that follows has arrived. */
const completeThroughTheDoor = async () => {
  const part = await buildPart(admin, tenant, { onHand: "10" });
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "PART", part, quantity: "1" }] });
  await admin.query("update customer set email = 'a@customer.test' where id = $1", [card.customerId]);
  const input = { jobCardId: card.jobCardId, idempotencyKey: uuidv7() };
  const answer = await handleTrpc(trpcRequest(testOrigin, "mutation", "jobCard.complete", input, cookie));
  expect(answer.status).toBe(200);
  await vi.waitFor(
    async () => {
      const { rows } = await admin.query<{ n: number }>(
        "select count(*)::int as n from event_delivery where tenant_id = $1 and state in ('PENDING', 'RUNNING')",
        [tenant.tenantId],
      );
      expect(rows[0]?.n).toBe(0);
    },
    { timeout: 30_000, interval: 50 },
  );
};

test("one trace holds a request, its procedure, run, steps and commit, the relay, and each consumer with its mail", async () => {
  const spans = new InMemorySpanExporter();
  startTracingTo(spans, 20);
  const process = world.startProcess();
  await completeThroughTheDoor();
  await process.stop();
  await vi.waitFor(() => {
    const found = spans.getFinishedSpans();
    const request = found.find(({ name }) => name === "POST /api/trpc");
    const mine = found.filter((span) => span.spanContext().traceId === request?.spanContext().traceId);
    const names = mine.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "POST /api/trpc",
        "jobCard.complete",
        "run job-card.complete",
        "step parts issued",
        "step invoice issued",
        "COMMIT",
        "relay job-card/completed",
        "relay invoice/generated",
        "consumer notify-customer-email",
        "consumer store-pdf",
        "consumer email-invoice",
        "send invoice/mail",
      ]),
    );
    const parentOf = (name: string) => {
      const span = mine.find((each) => each.name === name);
      return mine.find((each) => each.spanContext().spanId === span?.parentSpanContext?.spanId)?.name;
    };
    expect(["jobCard.complete", "run job-card.complete", "step parts issued", "COMMIT"].map(parentOf)).toEqual([
      "POST /api/trpc",
      "jobCard.complete",
      "run job-card.complete",
      "run job-card.complete",
    ]);
    expect(["relay invoice/generated", "consumer store-pdf", "send invoice/mail"].map(parentOf)).toEqual([
      "run job-card.complete",
      "relay invoice/generated",
      "consumer email-invoice",
    ]);
  }, 10_000);
  const said = JSON.stringify(
    spans.getFinishedSpans().map(({ name, attributes, status }) => [name, attributes, status]),
  );
  for (const person of ["a@customer.test", tenant.members.advisor.name, tenant.members.advisor.email])
    expect(said).not.toContain(person);
});

test("while nothing is exported no event carries a trace, and everything arrives the same", async () => {
  const process = world.startProcess();
  const before = new Date();
  await completeThroughTheDoor();
  await process.stop();
  const { rows } = await admin.query("select traceparent from outbox_event where tenant_id = $1 and occurred_at > $2", [
    tenant.tenantId,
    before,
  ]);
  expect(rows.length).toBeGreaterThan(1);
  expect(new Set(rows.map(({ traceparent }) => traceparent))).toEqual(new Set([null]));
});

test("a collector is sent the spans by OTLP over HTTP, the last ones when the process ends", async () => {
  const got: { path: string; text: string }[] = [];
  const collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      got.push({ path: request.url ?? "", text: Buffer.concat(chunks).toString() });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const address = collector.address();
  if (address === null || typeof address === "string") throw new Error("The collector has no port.");
  startTracing(`http://127.0.0.1:${address.port}/`);
  await traced("the last span", async () => undefined);
  await globalThis.pitlaneTracing?.stop();
  expect(got.map(({ path }) => path)).toEqual(["/v1/traces"]);
  expect(got[0]?.text).toContain("the last span");
  expect(got[0]?.text).toContain("pitlane");
  collector.close();
});
