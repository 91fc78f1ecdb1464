import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/**
 * What Intuit's own schema says of an entity that is sent, kept in finance.xsd with its source and licence: names, types,
 * enumerations, what comes once and what excludes what. An element is a property of JSON, one that may come often is a list, a
 * simple content with attributes is `{value, …}`. A property that the schema does not know is refused, too: QuickBooks would.
 */
const schema = readFileSync(path.join(import.meta.dirname, "finance.xsd"), "utf8");

type Node = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; readonly children: Node[] };

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]));

/** As much XML as a schema has: elements with attributes, no text. */
const parse = (text: string): Node => {
  const root: Node = { name: "", attributes: {}, children: [] };
  const open = [root];
  for (const [, closing, name = "", rest = "", alone] of text
    .replaceAll(/<\?[^?]*\?>|<!--[\s\S]*?-->/g, "")
    .matchAll(/<(\/?)xs:(\w+)([^>]*?)(\/?)>/g)) {
    if (closing === "/") {
      open.pop();
      continue;
    }
    const node: Node = { name, attributes: attributesOf(rest), children: [] };
    open.at(-1)?.children.push(node);
    if (alone !== "/") open.push(node);
  }
  return root;
};

const types = new Map(
  (parse(schema).children[0]?.children ?? []).map((type) => [type.attributes.name ?? "", type] as const),
);

const native: Readonly<Record<string, z.ZodType>> = {
  "xs:string": z.string(),
  "xs:decimal": z.number(),
  "xs:boolean": z.boolean(),
  "xs:date": z.iso.date(),
  "xs:positiveInteger": z.int().positive(),
  "xs:anyURI": z.string(),
};

type Fields = { readonly shape: Record<string, z.ZodType>; readonly choices: string[][] };

const fieldsOf = (node: Node): Fields => {
  const shape: Record<string, z.ZodType> = {};
  const choices: string[][] = [];
  for (const child of node.children) {
    const { name = "", type = "xs:string", minOccurs = "1", maxOccurs = "1", base = "", use } = child.attributes;
    if (child.name === "element") {
      const once = z.lazy(() => shapeOf(type));
      const many = maxOccurs === "unbounded" ? z.array(once) : once;
      shape[name] = minOccurs === "0" || node.name === "choice" ? many.optional() : many;
      continue;
    }
    if (child.name === "attribute") {
      const once = z.lazy(() => shapeOf(type));
      shape[name] = use === "required" ? once : once.optional();
      continue;
    }
    const inner = fieldsOf(child);
    if (child.name === "choice") choices.push(Object.keys(inner.shape));
    if (child.name === "extension") {
      const parent = types.get(base);
      if (parent?.name === "complexType") {
        const above = fieldsOf(parent);
        Object.assign(shape, above.shape);
        choices.push(...above.choices);
      } else shape.value = shapeOf(base);
    }
    Object.assign(shape, inner.shape);
    choices.push(...inner.choices);
  }
  return { shape, choices };
};

const shapes = new Map<string, z.ZodType>();
const shapeOf = (name: string): z.ZodType => {
  const known = native[name] ?? shapes.get(name);
  if (known !== undefined) return known;
  const type = types.get(name);
  // Named there and not defined in our part: nothing of it may be sent.
  const made =
    type === undefined ? z.never({ error: `${name} is not in the part of the schema that is used` }) : shaped(type);
  shapes.set(name, made);
  return made;
};

const shaped = (type: Node): z.ZodType => {
  if (type.name === "simpleType") {
    const values = (type.children[0]?.children ?? []).flatMap(({ name, attributes }) =>
      name === "enumeration" ? [attributes.value ?? ""] : [],
    );
    return values.length === 0 ? z.string() : z.enum(values);
  }
  const { shape, choices } = fieldsOf(type);
  return z
    .strictObject(shape)
    .refine((given) => choices.every((names) => names.filter((name) => given[name] !== undefined).length <= 1), {
      error: "more than one of a choice",
    });
};

const entities: Readonly<Record<string, string>> = {
  customer: "Customer",
  invoice: "Invoice",
  creditmemo: "CreditMemo",
  payment: "Payment",
};
const parameters = new Set(["minorversion", "requestid", "query", "operation"]);

/** What a call breaks of it, a sentence each. @param where what stands behind the company in its address */
export const breaches = (method: string, where: string, query: URLSearchParams, body: unknown): string[] => {
  const strange = [...query.keys()].filter((name) => !parameters.has(name)).map((name) => `no parameter ${name}`);
  if (method === "GET") return [...strange, ...(where === "query" && query.get("query") ? [] : [`GET ${where}`])];
  const entity = entities[where];
  if (entity === undefined) return [...strange, `${method} ${where} is no entity`];
  const id = query.get("requestid") ?? "";
  const read = shapeOf(entity).safeParse(body);
  return [
    ...strange,
    ...(id === "" || id.length > 50 ? [`${where}: a requestid has 1 to 50 characters`] : []),
    ...(read.success ? [] : [`${entity}: ${z.prettifyError(read.error)}`]),
  ];
};
