import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import { env } from "#/env.ts";

/**
 * What a form without JavaScript gets back when its page is shown again: what was typed and why it was refused, or what
 * came of it. It rides in the person's own browser, in cookies of its page that no script reads, for some minutes, so
 * that nothing of it stands in an address; the signature keeps others from writing sentences into our pages.
 */
const keptForm = z.object({
  /** Stands in the page's address too: on a later visit of the page the cookie says nothing. */
  id: z.string(),
  form: z.string(),
  values: z.record(z.string(), z.array(z.string())),
  sentence: z.string().nullable(),
  fields: z.record(z.string(), z.string()),
  failure: z.string().nullable(),
  details: z.unknown(),
});
export type KeptForm = z.infer<typeof keptForm>;

const name = "pitlane.form";
const seconds = 15 * 60;
/** Browsers keep 4096 bytes of a cookie, its name and attributes included. */
const pieceLength = 3600;
/** Far above what the longest form holds, and below what a server takes as headers. */
const mostPieces = 3;
const mostBytes = 64 * 1024;

const signed = (text: string): string =>
  createHmac("sha256", env.AUTH_SECRET).update(`form:${text}`).digest("base64url");

/** @returns the id for the address of the page, and the headers that hand it out */
export const keepForm = (
  kept: Omit<KeptForm, "id">,
  { path, secure }: { path: string; secure: boolean },
): { readonly id: string; readonly cookies: readonly string[] } => {
  const id = randomBytes(6).toString("base64url");
  const text = deflateRawSync(JSON.stringify({ ...kept, id })).toString("base64url");
  const whole = `${signed(text)}.${text}`;
  const pieces = Array.from({ length: Math.ceil(whole.length / pieceLength) }, (_, index) =>
    whole.slice(index * pieceLength, (index + 1) * pieceLength),
  );
  // More than a browser would bring back: the page says why it was refused, and what was typed is lost.
  if (pieces.length > mostPieces) return keepForm({ ...kept, values: {} }, { path, secure });
  const attributes = `Path=${path}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  const cookies = Array.from({ length: mostPieces }, (_, index) => {
    const piece = pieces[index];
    const age = piece === undefined ? 0 : seconds;
    return `${name}.${index}=${piece ?? ""}; Max-Age=${age}; ${attributes}`;
  });
  return { id, cookies };
};

/** What was kept under the id in a page's address; null when it is gone, or was not ours. */
export const keptFormOf = (headers: Headers, id: string | undefined): KeptForm | null => {
  if (id === undefined) return null;
  const cookies = new Map(
    (headers.get("cookie") ?? "").split(";").map((pair): [string, string] => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
  const whole = Array.from({ length: mostPieces }, (_, index) => cookies.get(`${name}.${index}`) ?? "").join("");
  const [signature = "", text = ""] = whole.split(".");
  if (text === "" || !isEqual(signature, signed(text))) return null;
  const read = keptForm.safeParse(
    JSON.parse(inflateRawSync(Buffer.from(text, "base64url"), { maxOutputLength: mostBytes }).toString("utf8")),
  );
  return read.success && read.data.id === id ? read.data : null;
};

const isEqual = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};
