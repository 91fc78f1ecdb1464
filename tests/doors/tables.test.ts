import { expect, it } from "vitest";
import { routeFiles } from "../harness/route-files.ts";
import { methods, type RouteModule } from "../harness/route-match.ts";
import { examples } from "./examples.ts";
import { permissions, routes } from "./permissions.ts";
import { procedures } from "./procedures.ts";

it("says of each procedure who may ask, and shows an example of asking", () => {
  const all = procedures.map(({ path }) => path).toSorted();
  expect(Object.keys(permissions).toSorted()).toEqual(all);
  expect(Object.keys(examples).toSorted()).toEqual(all);
});

// The whole of the server is imported, which takes its time on a busy machine.
it("says of each route who may ask, and by which methods", { timeout: 60_000 }, async () => {
  const found: Record<string, string[]> = {};
  for (const { path, file } of routeFiles()) {
    const module: RouteModule = await import(file);
    found[path] = methods.filter((method) => method in module);
  }
  expect(Object.fromEntries(Object.entries(routes).map(([path, { methods: known }]) => [path, known]))).toEqual(found);
});
