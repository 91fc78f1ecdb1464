/** What the app registered: which functions follow which event, and how often each may be tried. */
import { parseCron, type Schedule } from "./cron.ts";
import { type FunctionConfig, headerNames, signature, syncReply } from "./protocol.ts";

export type Catalog = {
  readonly maxAttempts: ReadonlyMap<string, number>;
  /** Functions triggered by the event; `inngest/function.failed` also asks which function failed. */
  followers(eventName: string, failedFunctionId?: string): string[];
  readonly schedules: readonly { functionId: string; expression: string; due: Schedule }[];
};

export type Endpoint = { url: string; signingKey: string; fetch: typeof globalThis.fetch };

export const FAILED_EVENT = "inngest/function.failed";
/** Inngest's default: four retries after the first try. */
const DEFAULT_RETRIES = 4;

/** Throws for a trigger this runner cannot honour: an event it would silently never run is worse than no start. */
export function buildCatalog(functions: readonly FunctionConfig[]): Catalog {
  const followers = new Map<string, string[]>();
  const schedules: { functionId: string; expression: string; due: Schedule }[] = [];
  const add = (key: string, id: string) => followers.set(key, [...(followers.get(key) ?? []), id]);
  for (const { id, triggers } of functions) {
    for (const trigger of triggers) {
      if ("cron" in trigger) {
        schedules.push({ functionId: id, expression: trigger.cron, due: parseCron(trigger.cron) });
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

/** Asks the app what it serves (in-band sync, §4.3.5). Throws when the app does not answer, or refuses the signature. */
export async function sync({ url, signingKey, fetch }: Endpoint): Promise<Catalog> {
  const body = { url };
  const response = await fetch(url, {
    method: "PUT",
    headers: {
      "content-type": "application/json",
      [headerNames.serverKind]: "cloud",
      [headerNames.syncKind]: "in_band",
      [headerNames.signature]: signature(body, signingKey, new Date()),
    },
    body: JSON.stringify(body),
    cache: "no-store",
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`sync with ${url} answered ${response.status}: ${text.slice(0, 200)}`);
  return buildCatalog(syncReply.parse(JSON.parse(text)).functions);
}
