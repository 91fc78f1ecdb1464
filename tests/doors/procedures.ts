import { z } from "zod";
import { appRouter } from "#/server/api/root.ts";

const definition = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  inputs: z.array(z.unknown()),
  output: z.unknown(),
});

/** Every procedure of the router. */
export const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  ...definition.parse(Reflect.get(procedure, "_def")),
}));
export type Procedure = (typeof procedures)[number];

export const kindOf = ({ type }: Procedure): "query" | "mutation" => (type === "query" ? "query" : "mutation");
