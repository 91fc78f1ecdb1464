import { gzipSync } from "node:zlib";

/** A page as somebody signed in (or not, without a cookie) asks for it. */
export type Page = { readonly url: string; readonly cookie: string };

const isForOldBrowsers = (tag: string): boolean => /\snomodule/i.test(tag);

/** The scripts that a page's HTML asks for, each once; those for browsers without modules are nobody's any more. */
const scriptsIn = (html: string): string[] => {
  const tags = html.match(/<script\b[^>]*\ssrc="[^"]+"[^>]*>/g) ?? [];
  const preloads = (html.match(/<link\b[^>]*>/g) ?? []).filter((tag) => /\sas="script"/.test(tag));
  const addresses = [...tags.filter((tag) => !isForOldBrowsers(tag)), ...preloads].flatMap(
    (tag) => /\s(?:src|href)="([^"]+)"/.exec(tag)?.[1]?.replaceAll("&amp;", "&") ?? [],
  );
  return [...new Set(addresses)];
};

/** First-load JavaScript of a page in kB, each script as gzip makes it. */
export const scriptsOf = async ({ url, cookie }: Page): Promise<number> => {
  const read = async (address: string | URL) => {
    const response = await fetch(address, { headers: { cookie }, redirect: "manual" });
    if (response.status !== 200) throw new Error(`${address} answered ${response.status}.`);
    return Buffer.from(await response.arrayBuffer());
  };
  const addresses = scriptsIn((await read(url)).toString("utf8"));
  const sizes = await Promise.all(addresses.map(async (address) => gzipSync(await read(new URL(address, url))).length));
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
};
