import type { inferRouterInputs } from "@trpc/server";
import { uuidv7 } from "#/domain/ids.ts";
import type { AppRouter } from "#/server/api/root.ts";

/**
 * A public page's way to a mutation: one small fetch, so that its bundle carries neither react-query nor superjson.
 * Only for inputs that are plain JSON.
 */

type Inputs = inferRouterInputs<AppRouter>;
type Given<Noun extends keyof Inputs, Verb extends keyof Inputs[Noun]> = Omit<Inputs[Noun][Verb], "idempotencyKey">;

export type LeanAnswer =
  | { readonly ok: true; readonly data: unknown }
  /** `field` is the one that was refused. */
  | { readonly ok: false; readonly sentence: string; readonly field: string | null };

const unreached: LeanAnswer = {
  ok: false,
  sentence: "Pitlane did not answer. What you typed is still here; try again when the connection is back.",
  field: null,
};

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (found, name) => (typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined),
    value,
  );

/** Asks for a change; the same `key` is the same attempt. */
export const callLean = async <Noun extends keyof Inputs & string, Verb extends keyof Inputs[Noun] & string>(
  noun: Noun,
  verb: Verb,
  input: Given<Noun, Verb>,
  key: string = uuidv7(),
): Promise<LeanAnswer> => {
  const answer = await fetch(`/api/trpc/${noun}.${verb}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { ...input, idempotencyKey: key } }),
  }).catch(() => null);
  if (answer === null) return unreached;
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return { ok: true, data: at(body, "result", "data", "json") };
  const sentence = at(body, "error", "json", "message");
  const [field, own] = Object.entries(Object(at(body, "error", "json", "data", "fields")))[0] ?? [
    at(body, "error", "json", "data", "details", "field"),
    sentence,
  ];
  if (typeof own !== "string") return unreached;
  return { ok: false, sentence: own, field: typeof field === "string" ? field : null };
};
