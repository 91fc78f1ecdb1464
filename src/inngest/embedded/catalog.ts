/** What the app registered: which functions follow which event, and how often each may be tried. */
import { parseCron, type Schedule } from "./cron.ts";
import { type FunctionConfig, headerNames, signature, syncReply } from "./protocol.ts";

export type Catalog = {
  readonly maxAttempts: ReadonlyMap<string, number>;
  /** Functions triggered by the event; `inngest/function.failed` also asks which function failed. */
  followers(eventName: string, failedFunctionId?: string): string[];
  readonly schedules: readonly { functionId: string; expression: string; due: Schedule }[];
};

export type Fetch = (
  url: string | URL,
  init: {
    method: string;
    headers: Record<string, string>;
    body: string;
    cache: "no-store";
    redirect: "manual";
    signal: AbortSignal;
  },
) => Promise<Response>;
export type Endpoint = {
  url: string;
  signingKey: string;
  fetch: Fetch;
  /** The clock that calls are signed by; this machine's unless told (tests). */
  now?: () => Date;
};

export const clockOf = ({ now }: Endpoint): Date => now?.() ?? new Date();

export const FAILED_EVENT = "inngest/function.failed";
/** Inngest's default: four retries after the first try. */
const DEFAULT_RETRIES = 4;

/** What a function may ask of a server and this runner does not do (§4.3.2). */
const beyond = [
  "idempotency",
  "batchEvents",
  "cancel",
  "rateLimit",
  "debounce",
  "priority",
  "concurrency",
  "throttle",
  "singleton",
  "timeouts",
] as const;

/** Throws for what this runner cannot honour: an event that silently never runs, or runs otherwise, is worse than no start. */
export function buildCatalog(functions: readonly FunctionConfig[]): Catalog {
  const followers = new Map<string, string[]>();
  const schedules: { functionId: string; expression: string; due: Schedule }[] = [];
  const add = (key: string, id: string) => followers.set(key, [...(followers.get(key) ?? []), id]);
  for (const { id, triggers, ...config } of functions) {
    const asked = beyond.filter((option) => config[option] !== undefined && config[option] !== null);
    if (asked.length > 0) throw new Error(`${id}: ${asked.join(", ")} needs an Inngest server`);
    for (const trigger of triggers) {
      if ("cron" in trigger) {
        schedules.push({ functionId: id, expression: trigger.cron, due: scheduleOf(id, trigger.cron) });
        continue;
      }
      const ofFailure = /^event\.data\.function_id == '([^']+)'$/.exec(trigger.expression ?? "");
      if (trigger.expression && !ofFailure) throw new Error(`${id}: the embedded runner reads no trigger expressions`);
      add(ofFailure ? `${trigger.event} ${ofFailure[1]}` : trigger.event, id);
    }
  }
  return {
    maxAttempts: new Map(functions.map(({ id, steps }) => [id, (steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1])),
    followers: (name, failed) => [
      ...(followers.get(name) ?? []),
      ...(failed ? (followers.get(`${name} ${failed}`) ?? []) : []),
    ],
    schedules,
  };
}

const scheduleOf = (functionId: string, expression: string): Schedule => {
  try {
    return parseCron(expression);
  } catch (cause) {
    throw new Error(`${functionId}: ${cause instanceof Error ? cause.message : expression}`, { cause });
  }
};

/** Asks the app what it serves (in-band sync, §4.3.5). Throws when the app does not answer, or refuses the signature. */
export async function sync(endpoint: Endpoint): Promise<Catalog> {
  const { url, signingKey, fetch } = endpoint;
  const body = { url };
  const response = await fetch(url, {
    method: "PUT",
    headers: {
      "content-type": "application/json",
      [headerNames.serverKind]: "cloud",
      [headerNames.syncKind]: "in_band",
      [headerNames.signature]: signature(body, signingKey, clockOf(endpoint)),
    },
    body: JSON.stringify(body),
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`sync with ${url} answered ${response.status}: ${text.slice(0, 200)}`);
  return buildCatalog(syncReply.parse(JSON.parse(text)).functions);
}
