/** Plays the Inngest server against an app: syncs it, runs its functions, keeps what passed. Waits are passed over. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type CallBody, type Event, exchangeLine, type Failure, type Memo, type Op, sign } from "./reference.ts";

const failure = z.looseObject({ name: z.string(), message: z.string(), stack: z.string().optional() });
const op = z.looseObject({
  id: z.string(),
  op: z.string(),
  name: z.string().optional(),
  displayName: z.string().optional(),
  opts: z.record(z.string(), z.unknown()).optional(),
  data: z.unknown(),
  error: failure.optional(),
});
const config = z.looseObject({
  id: z.string(),
  triggers: z.array(
    z.looseObject({ event: z.string().optional(), cron: z.string().optional(), expression: z.string().optional() }),
  ),
  steps: z.looseObject({
    step: z.looseObject({
      runtime: z.looseObject({ url: z.url() }),
      retries: z.object({ attempts: z.number() }).optional(),
    }),
  }),
});
export type Registered = z.infer<typeof config>;
const registration = z.looseObject({ app_id: z.string(), functions: z.array(config) });

export type Answer = { status: number; headers: Headers; text: string };
export type Ended = {
  runId: string;
  wire: string[];
  end: { output: unknown } | { error: Failure };
  retryAfter: string[];
};

export const referenceServer = (url: string, key: string, names: ReadonlyMap<string, string>) => {
  const send = async (method: "PUT" | "POST", target: URL, json: string, signature: string | null): Promise<Answer> => {
    const response = await fetch(target, {
      method,
      headers: {
        "content-type": "application/json",
        "x-inngest-server-kind": "cloud",
        ...(method === "PUT" ? { "x-inngest-sync-kind": "in_band" } : {}),
        ...(signature === null ? {} : { "x-inngest-signature": signature }),
      },
      body: json,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  const target = (functionId: string, stepId: string): URL => {
    const address = new URL(url);
    address.searchParams.set("fnId", functionId);
    address.searchParams.set("stepId", stepId);
    return address;
  };

  /** One call as it stands, under whatever signature. */
  const call = (
    functionId: string,
    stepId: string,
    json: string,
    signature: string | null = sign(json, key, new Date()),
  ) => send("POST", target(functionId, stepId), json, signature);

  const sync = async (signature?: string | null): Promise<Answer> => {
    const json = JSON.stringify({ url });
    return send("PUT", new URL(url), json, signature === undefined ? sign(json, key, new Date()) : signature);
  };

  const registered = async (): Promise<Registered[]> => {
    const answer = await sync();
    if (answer.status !== 200) throw new Error(`The sync was answered ${answer.status}: ${answer.text}`);
    return registration.parse(JSON.parse(answer.text)).functions;
  };

  /** §4.4 and §5: calls until the function has ended. */
  const run = async (functionId: string, event: Event, retries: number): Promise<Ended> => {
    const runId = randomUUID();
    const remembered: { id: string; memo: Memo }[] = [];
    const wire: string[] = [];
    const retryAfter: string[] = [];
    const tries = new Map<string, number>();
    let together = false;

    const exchange = async (stepId: string, attempt: number, known: readonly { id: string; memo: Memo }[]) => {
      const body: CallBody = {
        event,
        events: [event],
        steps: Object.fromEntries(known.map(({ id, memo }) => [id, memo])),
        ctx: {
          run_id: runId,
          attempt,
          max_attempts: retries + 1,
          disable_immediate_execution: together,
          use_api: false,
          stack: { stack: known.map(({ id }) => id), current: known.length },
        },
      };
      const answer = await call(functionId, stepId, JSON.stringify({ ...body, version: 2 }));
      if (!answer.headers.get("x-inngest-sdk") || answer.headers.get("x-inngest-req-version") !== "2")
        throw new Error("§4.1.2: an answer without X-Inngest-Sdk and X-Inngest-Req-Version: 2");
      const ops: Op[] = answer.status === 206 ? z.array(op).parse(JSON.parse(answer.text)) : [];
      wire.push(exchangeLine(names, stepId, body, answer.status, ops));
      const after = answer.headers.get("retry-after");
      if (after !== null) retryAfter.push(after);
      const noRetry = answer.headers.get("x-inngest-no-retry");
      if (answer.status >= 400 && noRetry === null) throw new Error("§4.1.1: an error without X-Inngest-No-Retry");
      return { ...answer, ops, final: noRetry === "true" };
    };
    const keep = (id: string, memo: Memo) => void remembered.push({ id, memo });
    /** Counts a failed try of a step; after the last its error is what is remembered. */
    const settle = (told: Op, final: boolean): void => {
      const tried = (tries.get(told.id) ?? 0) + 1;
      tries.set(told.id, tried);
      if (told.op === "StepRun") keep(told.id, { data: told.data });
      else if (told.op === "StepFailed" || final || tried > retries)
        keep(told.id, { error: told.error ?? { name: "Error", message: "The step was not found." } });
    };

    for (let attempt = 0; wire.length < 100; ) {
      const answer = await exchange("step", attempt, remembered);
      if (answer.status === 200) return { runId, wire, retryAfter, end: { output: JSON.parse(answer.text) } };
      if (answer.status !== 206) {
        attempt += 1;
        if (answer.final || attempt > retries)
          return { runId, wire, retryAfter, end: { error: failure.parse(JSON.parse(answer.text)) } };
        continue;
      }
      const fresh = answer.ops.filter(({ id }) => !remembered.some((known) => known.id === id));
      together ||= fresh.length > 1;
      const before = [...remembered];
      attempt = 0;
      for (const told of fresh) {
        if (told.op === "Sleep") keep(told.id, null);
        else if (told.op === "StepPlanned") {
          const one = await exchange(told.id, tries.get(told.id) ?? 0, before);
          const [reported = { id: told.id, op: "StepNotFound" }] = one.ops;
          settle(reported, one.final);
        } else if (["StepRun", "StepError", "StepFailed"].includes(told.op)) {
          settle(told, answer.final);
          if (!remembered.some(({ id }) => id === told.id)) attempt = tries.get(told.id) ?? 0;
        } else throw new Error(`This reference knows no ${told.op}.`);
      }
    }
    throw new Error("The function does not come to an end.");
  };

  /** The event that tells of a failure (§11), as a server words it. */
  const failureOf = (functionId: string, { runId, end }: Ended, event: Event): Event => ({
    id: runId,
    name: "inngest/function.failed",
    data: {
      function_id: functionId,
      run_id: runId,
      error: "error" in end ? end.error : null,
      event,
      events: [event],
      _inngest: { status: "Failed" },
    },
    ts: Date.now(),
  });

  return { call, sync, registered, run, failureOf };
};
