import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { root } from "../../scripts/lib/paths.mjs";
import { routeFiles } from "../harness/route-files.ts";

const text = JSON.stringify;
const requireHere = createRequire(import.meta.url);

/** The app process in one file, every route of the product in it: a start then reads no thousand modules. */
export const bundleApp = async (folder: string): Promise<string> => {
  const routes = routeFiles();
  const entry = [
    `import { serve } from ${text(path.join(root, "tests/faults/app.ts"))};`,
    ...routes.map(({ file }, index) => `import * as route${index} from ${text(file)};`),
    `await serve([${routes.map(({ path: at }, index) => `[${text(at)}, route${index}]`).join(", ")}]);`,
  ].join("\n");
  const bundle = await rolldown({
    input: "pitlane-app",
    platform: "node",
    cwd: root,
    // Asked for only where they are there.
    external: ["pg-native", "pino-pretty", "cloudflare:sockets"],
    resolve: {
      alias: { "#": path.join(root, "src"), "server-only": path.join(root, "tests/harness/server-only.ts") },
    },
    plugins: [
      {
        name: "pitlane-app",
        resolveId: (id) => {
          // It opens a library of the platform beside its own code, so it stays where it is.
          if (id === "sharp") return { id: pathToFileURL(requireHere.resolve(id)).href, external: true };
          return id === "pitlane-app" ? id : undefined;
        },
        load: (id) => (id === "pitlane-app" ? entry : undefined),
      },
    ],
    onLog: () => undefined,
  });
  await bundle.write({
    dir: folder,
    format: "esm",
    entryFileNames: "app.mjs",
    banner: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(${text(path.join(root, "package.json"))});`,
  });
  await bundle.close();
  return path.join(folder, "app.mjs");
};
