import fc from "fast-check";
import { z } from "zod";

const shape = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
});

type World = {
  /** Ids that stand for something in the database, by the field they are usually given in. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** What stands now and then where something else belongs. */
  readonly nasty: fc.Arbitrary<unknown>;
};

/**
 * Inputs that look like what a procedure's schema asks for, with ids of real rows, and here and there a
 * value that belongs nowhere: deep enough to reach the database, wrong enough to break what trusts it.
 */
export const arbitraryFor = (schema: z.ZodType, world: World): fc.Arbitrary<unknown> =>
  build(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), "", world);

const build = (given: unknown, field: string, world: World): fc.Arbitrary<unknown> => {
  const schema = shape.parse(given);
  const wanted = plausible(schema, field, world);
  return fc.oneof({ weight: 9, arbitrary: wanted }, { weight: 1, arbitrary: world.nasty });
};

const plausible = (schema: z.infer<typeof shape>, field: string, world: World): fc.Arbitrary<unknown> => {
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => build(choice, field, world)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  // `["string", "null"]`: each of them.
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => plausible({ ...schema, type }, field, world)));
  switch (schema.type) {
    case "object": {
      const properties = Object.entries(schema.properties ?? {});
      return fc.record(Object.fromEntries(properties.map(([name, value]) => [name, build(value, name, world)])), {
        requiredKeys: schema.required?.filter((name) => properties.some(([known]) => known === name)) ?? [],
      });
    }
    case "array":
      if (schema.prefixItems !== undefined)
        return fc.tuple(...schema.prefixItems.map((item) => build(item, field.replace(/s$/, ""), world)));
      return fc.array(build(schema.items ?? {}, field.replace(/s$/, ""), world), { maxLength: 4 });
    case "integer":
    case "number":
      return fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -10, max: 1_000_000 }), fc.maxSafeInteger());
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      return schema.format === "uuid"
        ? idFor(field, world)
        : fc.oneof(
            fc.constantFrom("1", "4.5", "100000000", "999999999.999", "KM21 JBX", "L", "+447700900418"),
            fc.string({ maxLength: 30 }),
          );
    default:
      return fc.oneof(
        fc.date({ noInvalidDate: true }),
        fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }),
      );
  }
};

const idFor = (field: string, { ids }: World): fc.Arbitrary<unknown> => {
  const known = ids[field] ?? Object.values(ids).flat();
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: fc.uuid() });
};
