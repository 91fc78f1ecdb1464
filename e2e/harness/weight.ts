import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { freshBuild } from "../../scripts/lib/build.mjs";

const sizeOf = (script: Uint8Array): number => gzipSync(script).length;
const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
const manifest = z.object({ rootMainFiles: z.array(z.string()).min(3) });

/** What any page of this build loads before its own first line: React, and Next's part in the browser. Bytes, as gzip makes them. */
export async function weightOfNothing(): Promise<number> {
  const build = await freshBuild();
  const { rootMainFiles } = manifest.parse(JSON.parse(readFileSync(path.join(build, "build-manifest.json"), "utf8")));
  return sum(rootMainFiles.map((file) => sizeOf(readFileSync(path.join(build, file)))));
}

/** The scripts that a page's HTML asks for, each once; those for browsers without modules are nobody's any more. */
export async function weightOf(request: APIRequestContext, address: string): Promise<number> {
  const html = await (await request.get(address)).text();
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
  const scripts = tags.filter(
    (tag) => !/\snomodule/i.test(tag) && (tag.startsWith("<script") || /\sas="script"/.test(tag)),
  );
  const addresses = new Set(
    scripts.flatMap((tag) => /\s(?:src|href)="([^"]+)"/.exec(tag)?.[1]?.replaceAll("&amp;", "&") ?? []),
  );
  return sum(await Promise.all([...addresses].map(async (each) => sizeOf(await (await request.get(each)).body()))));
}
