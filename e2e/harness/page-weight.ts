import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { freshBuild } from "../../scripts/lib/build.mjs";

/** A page as somebody signed in (or not, without a cookie) asks for it. */
export type Page = { readonly url: string; readonly cookie: string };

const sizeOf = (script: Uint8Array): number => gzipSync(script).length;
const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

/** The scripts that a page's HTML asks for, each once; those for browsers without modules are nobody's any more. */
const scriptsIn = (html: string): string[] => {
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
  const scripts = tags.filter(
    (tag) => !/\snomodule/i.test(tag) && (tag.startsWith("<script") || /\sas="script"/.test(tag)),
  );
  return [
    ...new Set(scripts.flatMap((tag) => /\s(?:src|href)="([^"]+)"/.exec(tag)?.[1]?.replaceAll("&amp;", "&") ?? [])),
  ];
};

/** First-load JavaScript of a page in bytes, each script as gzip makes it. */
export const weightOf = async ({ url, cookie }: Page): Promise<number> => {
  const read = async (address: string | URL) => {
    const response = await fetch(address, { headers: { cookie }, redirect: "manual" });
    if (response.status !== 200) throw new Error(`${address} answered ${response.status}.`);
    return Buffer.from(await response.arrayBuffer());
  };
  const addresses = scriptsIn((await read(url)).toString("utf8"));
  return sum(await Promise.all(addresses.map(async (address) => sizeOf(await read(new URL(address, url))))));
};

const manifest = z.object({ rootMainFiles: z.array(z.string()).min(3) });

/**
 * What a page that holds nothing loads of this build: React, Next's part in the browser, and the boundaries that Next
 * draws around each page and layout, which are a file of their own. Bytes, as gzip makes them.
 */
export const weightOfNothing = async (): Promise<number> => {
  const build = await freshBuild();
  const { rootMainFiles } = manifest.parse(JSON.parse(readFileSync(path.join(build, "build-manifest.json"), "utf8")));
  const scripts = rootMainFiles.map((file) => readFileSync(path.join(build, file)));
  const chunks = path.join(build, "static/chunks");
  const boundaries = readdirSync(chunks)
    .filter((file) => file.endsWith(".js") && !rootMainFiles.includes(`static/chunks/${file}`))
    .map((file) => readFileSync(path.join(chunks, file)))
    .filter((script) => script.includes('"ClientPageRoot"') && script.includes('"HTTPAccessFallbackBoundary"'));
  const [smallest] = boundaries.sort((one, other) => one.length - other.length);
  if (!smallest) throw new Error("No chunk of this build holds Next's boundaries.");
  return sum([...scripts, smallest].map(sizeOf));
};
