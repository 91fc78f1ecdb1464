import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/**
 * What Xero's own OpenAPI description says of the calls that are made, kept in openapi.json with its source and licence:
 * each request is held against it. A field that it does not know is refused, too: Xero would ignore it in silence.
 */
const json: z.ZodType<Record<string, unknown>> = z.record(z.string(), z.unknown());
const description = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    components: z.object({ schemas: z.record(z.string(), json), parameters: z.record(z.string(), json) }),
  })
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, "openapi.json"), "utf8")));

const strict = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    name === "$ref" && typeof each === "string" ? each.replace("#/components/schemas/", "#/$defs/") : strict(each),
  ]);
  const object = Object.fromEntries(entries);
  return "properties" in object && typeof object.properties === "object"
    ? { ...object, additionalProperties: false }
    : object;
};
const defs = strict(description.components.schemas);

const operation = z.object({
  operationId: z.string(),
  parameters: z.array(json).default([]),
  requestBody: z.object({ content: z.object({ "application/json": z.object({ schema: json }) }) }).optional(),
});
const parameter = z.object({ in: z.string(), name: z.string(), required: z.boolean().optional() });

const parameterOf = (given: Record<string, unknown>) =>
  parameter.parse(
    typeof given.$ref === "string" ? description.components.parameters[given.$ref.split("/").at(-1) ?? ""] : given,
  );

const bodies = new Map<string, z.ZodType>();
const bodyShape = (name: string, schema: unknown): z.ZodType => {
  const known = bodies.get(name);
  if (known !== undefined) return known;
  const shape = z.fromJSONSchema({
    ...z.record(z.string(), z.unknown()).parse(strict(schema)),
    $defs: z.record(z.string(), z.any()).parse(defs),
  });
  bodies.set(name, shape);
  return shape;
};

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
};

/** What a request breaks of the description, a sentence each; an address that it does not know is one, too. */
export const breaches = ({ method, path: asked, query, headers, body }: Asked): string[] => {
  const found = Object.entries(description.paths).find(([template]) =>
    new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(asked),
  );
  const given = found?.[1][method.toLowerCase()];
  if (found === undefined || given === undefined) return [`${method} ${asked} is not in the description`];
  const { operationId, parameters, requestBody } = operation.parse(given);
  const all = [...parameters, ...z.array(json).parse(found[1].parameters ?? [])].map(parameterOf);
  const names = (place: string) => all.filter((each) => each.in === place).map(({ name }) => name);
  return [
    ...[...query.keys()]
      .filter((name) => !names("query").includes(name))
      .map((name) => `${operationId} has no parameter ${name}`),
    ...all
      .filter(
        (each) => each.in === "header" && each.required === true && headers[each.name.toLowerCase()] === undefined,
      )
      .map(({ name }) => `${operationId} asks for the header ${name}`),
    ...(headers["idempotency-key"] !== undefined && !names("header").includes("Idempotency-Key")
      ? [`${operationId} takes no key`]
      : []),
    ...(typeof headers["idempotency-key"] === "string" && headers["idempotency-key"].length > 128
      ? ["the key is longer than 128"]
      : []),
    ...bodyBreaches(operationId, requestBody?.content["application/json"].schema, body),
  ];
};

const bodyBreaches = (name: string, schema: unknown, body: unknown): string[] => {
  if (schema === undefined) return body === null ? [] : [`${name} takes no body`];
  const read = bodyShape(name, schema).safeParse(body);
  return read.success ? [] : [`${name}: ${z.prettifyError(read.error)}`];
};
