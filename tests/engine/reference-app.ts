/** Plays an app (the SDK's side) against a server: registers programs, replays and runs their steps, judges each request. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import type { Program, Steps } from "./programs.ts";
import { type CallBody, exchangeLine, hashOf, type Op, signatureFault } from "./reference.ts";

const event = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  data: z.record(z.string(), z.unknown()),
  ts: z.number(),
});
const failure = z.looseObject({ name: z.string(), message: z.string() });
/** §4.4.1, strictly: a member the specification and the servers do not know is a fault. */
const callBody = z.strictObject({
  version: z.literal(2),
  event,
  events: z.array(event).length(1),
  steps: z.record(
    z.string().regex(/^[0-9a-f]{40}$/),
    z.union([z.strictObject({ data: z.unknown() }), z.strictObject({ error: failure })]).nullable(),
  ),
  ctx: z.strictObject({
    run_id: z.string().min(1),
    attempt: z.int().min(0),
    max_attempts: z.int().min(1),
    disable_immediate_execution: z.boolean(),
    use_api: z.literal(false),
    stack: z.strictObject({ stack: z.array(z.string()), current: z.int() }),
  }),
});

class Permanent extends Error {}
class Later extends Error {
  readonly seconds: number;
  constructor(message: string, seconds: number) {
    super(message);
    this.seconds = seconds;
  }
}
class Remembered extends Error {}
const faults = {
  permanent: (message: string) => new Permanent(message),
  after: (message: string, seconds: number) => new Later(message, seconds),
};

export type AppFunction = {
  program: Program;
  retries?: number;
  triggers: readonly Record<string, string>[];
  extra?: Record<string, unknown>;
};
export type Call = { functionId: string; body: CallBody; line: string; at: number };
type Reply = { status: number; headers?: Record<string, string>; body: unknown; ops?: readonly Op[] };

const shapeOf = (error: unknown) =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) };
const headersOf = (error: unknown): Record<string, string> => ({
  "x-inngest-no-retry": String(error instanceof Permanent || error instanceof Remembered),
  ...(error instanceof Later ? { "retry-after": String(error.seconds) } : {}),
});

/** §5: runs a program until it has ended, or stands at steps that are not remembered. */
const execute = async ({ program }: AppFunction, body: CallBody, stepId: string): Promise<Reply> => {
  const found: (Op & { work: (() => unknown) | null })[] = [];
  const seen = new Map<string, number>();
  const take = (
    id: string,
    op: string,
    work: (() => unknown) | null,
    opts: Record<string, unknown>,
  ): Promise<unknown> => {
    const repeat = seen.get(id) ?? 0;
    seen.set(id, repeat + 1);
    const hash = hashOf(id, repeat);
    const left = body.steps[hash];
    if (left === null) return Promise.resolve(null);
    if (left !== undefined)
      return "error" in left ? Promise.reject(new Remembered(left.error.message)) : Promise.resolve(left.data);
    found.push({ id: hash, op, displayName: id, opts, work });
    return new Promise(() => undefined);
  };
  const steps: Steps = {
    run: (id, work) => take(id, "StepPlanned", work, {}),
    sleep: (id, duration) => take(id, "Sleep", null, { duration }),
    waitForEvent: (id) => take(id, "WaitForEvent", null, { event: "other/thing", timeout: "1h" }),
    invoke: (id) => take(id, "InvokeFunction", null, { function_id: "app-other", payload: {} }),
  };
  const { attempt } = body.ctx;
  const whole = (async () => program(steps, { attempt, event: body.event }, faults))().then(
    (result): Reply => ({ status: 200, body: result ?? null }),
    (error: unknown): Reply => ({
      status: error instanceof Permanent || error instanceof Remembered ? 400 : 500,
      headers: headersOf(error),
      body: shapeOf(error),
    }),
  );
  // What is remembered comes back at once, so a program that has not ended by then stands at something new.
  const standing = (async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    return null;
  })();
  const ended = await Promise.race([whole, standing]);
  if (ended !== null) return ended;

  const perform = async (step: (typeof found)[number]): Promise<Reply> => {
    const told = { id: step.id, displayName: step.displayName };
    try {
      const ops = [{ ...told, op: "StepRun", data: (await step.work?.()) ?? null }];
      return { status: 206, body: ops, ops };
    } catch (error) {
      const ops = [{ ...told, op: "StepError", error: shapeOf(error) }];
      return { status: 206, headers: headersOf(error), body: ops, ops };
    }
  };
  if (stepId !== "step") {
    const wanted = found.find(({ id }) => id === stepId);
    const ops = [{ id: stepId, op: "StepNotFound" }];
    return wanted ? perform(wanted) : { status: 206, body: ops, ops };
  }
  const [only, ...others] = found;
  // §5.3.1: a single step may be run at once.
  if (only?.work && others.length === 0 && !body.ctx.disable_immediate_execution) return perform(only);
  const ops = found.map(({ work: _, ...told }) => told);
  return { status: 206, body: ops, ops };
};

export const referenceApp = async (
  key: string,
  names: ReadonlyMap<string, string>,
  functions: Map<string, AppFunction>,
) => {
  const calls: Call[] = [];
  const faultsSeen: string[] = [];
  /** Answers instead of the app's own (malformed ones), while set. */
  const instead: { answer: ((response: ServerResponse, call: number) => boolean) | null } = { answer: null };
  /** The app's clock. */
  const clock = { now: () => new Date() };

  const registration = (url: string) => ({
    app_id: "app",
    functions: [...functions].map(([id, { triggers, retries = 0, extra }]) => ({
      id,
      triggers,
      steps: {
        step: {
          id: "step",
          name: "step",
          runtime: { type: "http", url: `${url}?fnId=${id}&stepId=step` },
          retries: { attempts: retries },
        },
      },
      ...extra,
    })),
  });
  const answer = (response: ServerResponse, { status, headers, body }: Reply) => {
    response.writeHead(status, {
      "content-type": "application/json",
      "x-inngest-sdk": "reference:v1.0.0",
      "x-inngest-req-version": "2",
      ...headers,
    });
    response.end(JSON.stringify(body));
  };
  const judge = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const json = Buffer.concat(chunks).toString("utf8");
    const at = new URL(request.url ?? "/", url);
    const header = request.headers["x-inngest-signature"];
    const wrong = signatureFault(typeof header === "string" ? header : undefined, json, key, clock.now());
    if (wrong !== null) return answer(response, { status: 401, body: { message: wrong } });
    if (request.headers["content-type"] !== "application/json") faultsSeen.push("not sent as JSON");
    if (request.headers["x-inngest-server-kind"] !== "cloud") faultsSeen.push("no server kind");
    if (request.method === "PUT") {
      if (request.headers["x-inngest-sync-kind"] !== "in_band") faultsSeen.push("a sync of no kind");
      return answer(response, { status: 200, body: registration(url) });
    }
    const functionId = at.searchParams.get("fnId") ?? "";
    const stepId = at.searchParams.get("stepId") ?? "";
    const parsed = callBody.safeParse(JSON.parse(json));
    if (
      request.method !== "POST" ||
      [...at.searchParams.keys()].toSorted().join() !== "fnId,stepId" ||
      !parsed.success
    ) {
      faultsSeen.push(`${request.method} ${request.url}: ${parsed.error?.message ?? "not a call"}`);
      return answer(response, { status: 500, body: { name: "Error", message: "not a call" } });
    }
    const body = parsed.data;
    const { stack, current } = body.ctx.stack;
    if (stack.toSorted().join() !== Object.keys(body.steps).toSorted().join() || current !== stack.length)
      faultsSeen.push("§5.4: the stack does not name the steps remembered");
    if (JSON.stringify(body.events[0]) !== JSON.stringify(body.event))
      faultsSeen.push("§4.4.1: another event first among events");
    const found = functions.get(functionId);
    const calling = { functionId, body, line: "", at: Date.now() };
    calls.push(calling);
    if (instead.answer?.(response, calls.length)) return;
    const reply = found
      ? await execute(found, body, stepId)
      : {
          status: 500,
          headers: { "x-inngest-no-retry": "false" },
          body: { name: "Error", message: `no function ${functionId}` },
        };
    calling.line = exchangeLine(names, stepId, body, reply.status, reply.ops ?? []);
    answer(response, reply);
  };

  const server = createServer((request, response) => {
    judge(request, response).catch((error: unknown) => {
      faultsSeen.push(String(error));
      response.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The reference app has no port.");
  const url = `http://127.0.0.1:${address.port}/api/inngest`;
  return {
    url,
    calls,
    faults: faultsSeen,
    instead,
    clock,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
