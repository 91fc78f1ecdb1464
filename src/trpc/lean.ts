import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { uuidv7 } from "#/domain/ids.ts";
import type { AppRouter } from "#/server/api/root.ts";

/**
 * A public page's way to the procedures: one small fetch, so that its bundle carries neither react-query nor superjson.
 * Only for inputs that are plain JSON, and dates at their first level.
 */

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;
type Asked<Noun extends keyof Inputs, Verb extends keyof Inputs[Noun]> = Inputs[Noun][Verb];
type Given<Noun extends keyof Inputs, Verb extends keyof Inputs[Noun]> = Omit<Inputs[Noun][Verb], "idempotencyKey">;
type Answered<Noun extends string, Verb extends string> = Noun extends keyof Outputs
  ? Verb extends keyof Outputs[Noun]
    ? Plain<Outputs[Noun][Verb]>
    : never
  : never;

/** A value as JSON carries it: an instant is its ISO text. */
export type Plain<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? Plain<Item>[]
    : Value extends object
      ? { [Name in keyof Value]: Plain<Value[Name]> }
      : Value;

export type LeanRefusal = {
  readonly ok: false;
  readonly sentence: string;
  /** The one that was refused. */
  readonly field: string | null;
  /** Sentences by field ("contact.email"). */
  readonly fields: Readonly<Record<string, string>>;
  /** The product's name of the failure (an ErrorCode); null when the server was not reached. */
  readonly code: string | null;
  readonly details: unknown;
};
export type LeanAnswer<Data = unknown> = { readonly ok: true; readonly data: Data } | LeanRefusal;

const unreached: LeanRefusal = {
  ok: false,
  sentence: "Pitlane did not answer. What you typed is still here; try again when the connection is back.",
  field: null,
  fields: {},
  code: null,
  details: null,
};

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (found, name) => (typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined),
    value,
  );

/** superjson's own envelope: a date is its text, and a note beside it says so. */
const enveloped = (input: object): string => {
  const dates = Object.entries(input).flatMap(([name, value]) => (value instanceof Date ? [[name, ["Date"]]] : []));
  return JSON.stringify({
    json: input,
    ...(dates.length > 0 ? { meta: { values: Object.fromEntries(dates) } } : {}),
  });
};

/** Asks for a change; the same `key` is the same attempt. */
export const callLean = async <Noun extends keyof Inputs & string, Verb extends keyof Inputs[Noun] & string>(
  noun: Noun,
  verb: Verb,
  input: Given<Noun, Verb>,
  key: string = uuidv7(),
): Promise<LeanAnswer<Answered<Noun, Verb>>> =>
  answerOf(
    await fetch(`/api/trpc/${noun}.${verb}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: enveloped({ ...input, idempotencyKey: key }),
    }).catch(() => null),
  );

/** Asks a question; `signal` gives it up, as an answer that was not reached. */
export const askLean = async <Noun extends keyof Inputs & string, Verb extends keyof Inputs[Noun] & string>(
  noun: Noun,
  verb: Verb,
  input: Asked<Noun, Verb> & object,
  signal?: AbortSignal,
): Promise<LeanAnswer<Answered<Noun, Verb>>> =>
  answerOf(
    await fetch(`/api/trpc/${noun}.${verb}?input=${encodeURIComponent(enveloped(input))}`, {
      ...(signal === undefined ? {} : { signal }),
    }).catch(() => null),
  );

const answerOf = async <Data>(answer: Response | null): Promise<LeanAnswer<Data>> => {
  const body = await answer?.json().catch(() => null);
  if (answer?.ok) return { ok: true, data: body?.result?.data?.json };
  const error: unknown = at(body, "error", "json");
  const sentence = at(error, "message");
  const fields = sentencesIn(at(error, "data", "fields"));
  const details = at(error, "data", "details");
  const [field, own] = Object.entries(fields)[0] ?? [at(details, "field"), sentence];
  if (typeof own !== "string" || typeof sentence !== "string") return unreached;
  return {
    ok: false,
    sentence: own,
    field: textOrNull(field),
    fields,
    code: textOrNull(at(error, "data", "failure")),
    details,
  };
};

const sentencesIn = (fields: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(Object(fields)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);
