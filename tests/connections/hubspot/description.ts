import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

/**
 * What HubSpot publishes of its API: the models and paths that it makes from its own OpenAPI description and ships in
 * @hubspot/api-client (ISC; the package's LICENSE is Apache-2.0), read from the installed version. The description itself is
 * not licensed for use by others, so no part of it is kept here (decision 121). Each request is held against it: the path
 * and its method, each field's name and type, which must be there, words of an enumeration.
 */
const root = path.join(
  path.dirname(createRequire(import.meta.url).resolve("@hubspot/api-client/package.json")),
  "lib/codegen/crm",
);
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** The paths and methods of an API's factory, as its code makes its requests. */
const operationsOf = (file: string): { readonly method: string; readonly path: RegExp }[] =>
  [...read(file).matchAll(/localVarPath = '([^']+)'[\s\S]*?HttpMethod\.(\w+)\)/g)].map(
    ([, where = "", method = ""]) => ({
      method,
      path: new RegExp(`^${where.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`),
    }),
  );

type Body = { readonly folder: string; readonly model: string };
/** Which of the package's operations are used, and what each is sent. */
const used: readonly { readonly method: string; readonly path: RegExp; readonly body: Body | null }[] = [
  {
    method: "POST",
    path: /\/batch\/upsert$/,
    body: { folder: "objects", model: "BatchInputSimplePublicObjectBatchInputUpsert" },
  },
  {
    method: "PATCH",
    path: /^\/crm\/v3\/objects\/contacts\/\d+$/,
    body: { folder: "objects", model: "SimplePublicObjectInput" },
  },
  { method: "GET", path: /^\/crm\/v3\/objects\/contacts\/[^/]+$/, body: null },
  { method: "POST", path: /^\/crm\/v3\/properties\/\w+$/, body: { folder: "properties", model: "PropertyCreate" } },
  { method: "GET", path: /^\/crm\/v3\/pipelines\/deals$/, body: null },
  { method: "GET", path: /schemas$/, body: null },
  { method: "POST", path: /schemas$/, body: { folder: "schemas", model: "ObjectSchemaEgg" } },
  { method: "PUT", path: /\/associations\/default\//, body: null },
];
const known = [
  "objects/apis/BatchApi.js",
  "objects/apis/BasicApi.js",
  "properties/apis/CoreApi.js",
  "pipelines/apis/PipelinesApi.js",
  "schemas/apis/CoreApi.js",
  "associations/v4/apis/BasicApi.js",
].flatMap(operationsOf);

const shapes = new Map<string, z.ZodType>();

/** A type as the package's declarations write it. */
const shapeOf = (folder: string, type: string): z.ZodType => {
  const list = /^Array<(.+)>$/.exec(type)?.[1];
  if (list !== undefined) return z.array(shapeOf(folder, list));
  if (/^\{\s*\[key: string\]: string;?\s*\}$/.test(type)) return z.record(z.string(), z.string());
  if (type === "string") return z.string();
  if (type === "number") return z.number();
  if (type === "boolean") return z.boolean();
  if (type === "Date") return z.iso.datetime();
  const words = enumOf(folder, type);
  return words === null ? modelOf(folder, type) : z.enum(words);
};

/** The words of an enumeration, which stands beside the model that it belongs to. */
const enumOf = (folder: string, type: string): string[] | null => {
  const owner = /^(.+?)(?:Type|FieldType|Status|OptionSortStrategy|TextDisplayHint|NumberDisplayHint)Enum$/.exec(
    type,
  )?.[1];
  if (owner === undefined) return null;
  const said = new RegExp(`enum ${type} \\{([^}]*)\\}`).exec(read(`${folder}/models/${owner}.d.ts`))?.[1] ?? "";
  return [...said.matchAll(/= "([^"]+)"/g)].map(([, word = ""]) => word);
};

const modelOf = (folder: string, model: string): z.ZodType => {
  const key = `${folder}/${model}`;
  const made = shapes.get(key);
  if (made !== undefined) return made;
  const [fields = ""] = read(`${folder}/models/${model}.d.ts`).split("static readonly discriminator");
  const shape = Object.fromEntries(
    [...fields.matchAll(/'(\w+)'(\??): ((?:\{[^}]*\}|[^;])+);/g)].map(([, name = "", optional, type = ""]) => {
      const field = z.lazy(() => shapeOf(folder, type));
      return [name, optional === "?" ? field.optional() : field];
    }),
  );
  const strict = z.strictObject(shape);
  shapes.set(key, strict);
  return strict;
};

/** What a call breaks of it, a sentence each. */
export const breaches = (method: string, where: string, body: unknown): string[] => {
  if (where === "/account-info/v3/details") return method === "GET" ? [] : [`${method} ${where}`];
  if (!known.some((each) => each.method === method && each.path.test(where)))
    return [`${method} ${where} is not in the description`];
  const found = used.find((each) => each.method === method && each.path.test(where));
  if (found === undefined) return [`${method} ${where} is not one that is used`];
  if (found.body === null) return body === null ? [] : [`${method} ${where} takes no body`];
  const result = modelOf(found.body.folder, found.body.model).safeParse(body);
  return result.success ? [] : [`${found.body.model}: ${z.prettifyError(result.error)}`];
};
