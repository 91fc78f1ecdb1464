import { z } from "zod";
import published from "./stripe-openapi.json" with { type: "json" };

/**
 * The calls that we make, as Stripe's published OpenAPI description has them: a slice of it, whose source, licence and
 * version stand in it. The SDK's declarations (`stripe-description.ts`) come with the SDK that makes the requests; this
 * is a document apart from it.
 */
type Schema = z.core.JSONSchema.JSONSchema;
const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const schema = z.custom<Schema>(isSchema);
const described = z.record(z.string(), z.object({ takes: schema, gives: schema })).parse(published.calls);
const definitions = z.record(z.string(), schema).parse(published.definitions);

const compile = (of: Schema): z.ZodType => z.fromJSONSchema({ ...of, definitions }, { defaultTarget: "openapi-3.0" });
const problems = (of: Schema, value: unknown): string[] =>
  compile(of)
    .safeParse(value)
    .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

/** What the form's text says by the description: numbers, yes and no, and lists (a map with its places as names). */
const readText = (value: unknown, of: Schema): unknown => {
  const each = isSchema(value) ? value : null;
  if (of.anyOf !== undefined) {
    const fits = of.anyOf
      .filter(isSchema)
      .find(({ type }) => (each === null) !== (type === "object" || type === "array"));
    return fits === undefined ? value : readText(value, fits);
  }
  if (of.type === "array" && each !== null) return Object.values(each).map((item) => readItem(item, of.items));
  if (each !== null)
    return Object.fromEntries(
      Object.entries(each).map(([name, below]) => [
        name,
        readItem(below, of.properties?.[name] ?? of.additionalProperties),
      ]),
    );
  if (typeof value !== "string") return value;
  if (of.type === "integer" && /^-?\d+$/.test(value)) return Number(value);
  return of.type === "boolean" && (value === "true" || value === "false") ? value === "true" : value;
};
const readItem = (value: unknown, of: unknown): unknown => (isSchema(of) ? readText(value, of) : value);

export const publishedVersion = published.version;
export const publishedCalls: readonly string[] = Object.keys(described);

const of = (call: string) => {
  const found = described[call];
  if (found === undefined) throw new Error(`Stripe's description has no ${call}.`);
  return found;
};

/** What the form of a request has that the description does not know, or in another type; empty when it fits. */
export const requestProblems = (call: string, form: unknown): string[] =>
  problems(of(call).takes, readText(form, of(call).takes));
export const answerProblems = (call: string, answer: unknown): string[] => problems(of(call).gives, answer);
export const errorProblems = (answer: unknown): string[] => problems({ $ref: "#/definitions/error" }, answer);
