import path from "node:path";
import { filesUnder } from "../../scripts/lib/files.mjs";
import { root } from "../../scripts/lib/paths.mjs";

export type RouteFile = { readonly path: string; readonly file: string };

/** Every route handler of the product and the address that Next gives it: a folder in parentheses has no place in it. */
export const routeFiles = (): RouteFile[] =>
  filesUnder(path.join(root, "src/app"), [])
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => {
      const folders = path.relative(path.join(root, "src/app"), path.dirname(file)).split(path.sep);
      return { file, path: `/${folders.filter((name) => !/^\(.*\)$/.test(name)).join("/")}` };
    })
    .sort((one, other) => one.path.localeCompare(other.path));
