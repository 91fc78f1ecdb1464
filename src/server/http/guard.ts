import { type OriginRule, provenanceOf } from "#/server/http/origin.ts";

/** Why a request is turned away before anything reads it. `sentence` is shown to people. */
export type Refusal = { readonly ok: false; readonly status: 400 | 403 | 413 | 415; readonly sentence: string };

export type Admitted = { readonly ok: true; readonly request: Request; readonly body: unknown };

const mebibyte = 1024 * 1024;
/** Deeper than any form of ours; superjson adds two levels of its own. */
const maxDepth = 32;
const pollutingNames = new Set(["__proto__", "constructor", "prototype"]);

const refuse = (status: Refusal["status"], sentence: string): Refusal => ({ ok: false, status, sentence });

type GuardOptions = {
  /** Accept a caller that sends neither Origin nor fetch metadata: never a browser, so nobody's cookies ride along. */
  readonly allowUnknownCaller?: boolean;
  readonly maxBytes?: number;
  readonly rule?: OriginRule;
};

/**
 * Lets a changing request in only as same-origin `application/json` of bounded size, whose text the
 * database can store. The admitted request carries the body already read.
 */
export const admitJson = async (request: Request, options: GuardOptions = {}): Promise<Admitted | Refusal> => {
  const { allowUnknownCaller = false, maxBytes = mebibyte, rule } = options;

  const provenance = provenanceOf(request.headers, rule);
  if (provenance === "foreign" || (provenance === "unknown" && !allowUnknownCaller)) {
    return refuse(403, "This request comes from another site. Open Pitlane in its own tab and try again.");
  }
  if (!isJson(request.headers.get("content-type"))) {
    return refuse(415, "Only application/json is read here.");
  }

  const bytes = await readAtMost(request, maxBytes);
  if (bytes === "too large") return refuse(413, "This is more than 1 MB. Send less at once.");
  if (bytes === "broken off") return refuse(400, "The request ended before all of it arrived. Try again.");

  const parsed = parseJson(bytes);
  if (parsed === unreadable) return refuse(400, "The request is not readable JSON.");
  const unsafe = whyUnsafe(parsed.value);
  if (unsafe !== null) return refuse(400, unsafe);

  const { url, method, headers, signal } = request;
  const body = bytes.byteLength === 0 ? "{}" : bytes;
  return {
    ok: true,
    body: parsed.value,
    request: new Request(url, { method, headers: withoutLength(headers), signal, body }),
  };
};

export type AdmittedFile = { readonly ok: true; readonly bytes: Uint8Array };

/**
 * Lets a file in only from a page of our own, under a content type that no other site's form can send, and counts it
 * while it arrives. `tooLarge` is the sentence for one that is over `maxBytes`.
 */
export const admitFile = async (
  request: Request,
  {
    contentTypes,
    maxBytes,
    tooLarge,
    rule,
  }: { contentTypes: readonly string[]; maxBytes: number; tooLarge: string; rule?: OriginRule },
): Promise<AdmittedFile | Refusal> => {
  if (provenanceOf(request.headers, rule) !== "same")
    return refuse(403, "This request comes from another site. Open Pitlane in its own tab and try again.");
  const [type] = (request.headers.get("content-type") ?? "").toLowerCase().split(";");
  if (!contentTypes.includes(type?.trim() ?? "")) return refuse(415, `Only ${contentTypes.join(", ")} is read here.`);
  const bytes = await readAtMost(request, maxBytes);
  if (bytes === "too large") return refuse(413, tooLarge);
  if (bytes === "broken off") return refuse(400, "The file ended before all of it arrived. Choose it again.");
  return { ok: true, bytes };
};

export type AdmittedForm = { readonly ok: true; readonly form: FormData };

const formTypes: readonly string[] = ["application/x-www-form-urlencoded", "multipart/form-data"];

/**
 * Lets a form in that a page of ours sent without a script. A page whose address is a secret names no referrer, and then
 * browsers hide the origin of its forms as well ("null"): their fetch metadata, which no page can write, still tells.
 */
export const admitForm = async (
  request: Request,
  { maxBytes, tooLarge, rule }: { maxBytes: number; tooLarge: string; rule?: OriginRule },
): Promise<AdmittedForm | Refusal> => {
  const headers = new Headers(request.headers);
  if (headers.get("origin") === "null" && headers.get("sec-fetch-site") === "same-origin") headers.delete("origin");
  if (provenanceOf(headers, rule) !== "same")
    return refuse(403, "This form was not sent from its own page. Open the page again, and send it from there.");
  const contentType = headers.get("content-type") ?? "";
  const [type = ""] = contentType.toLowerCase().split(";");
  if (!formTypes.includes(type.trim())) return refuse(415, "Only forms are read here.");
  const bytes = await readAtMost(request, maxBytes);
  if (bytes === "too large") return refuse(413, tooLarge);
  if (bytes === "broken off") return refuse(400, "The form ended before all of it arrived. Go back and send it again.");
  const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData().catch(() => null);
  if (form === null) return refuse(400, "The form could not be read. Go back and send it again.");
  const texts = [...form].flatMap(([name, value]) => [name, typeof value === "string" ? value : value.name]);
  if (texts.some(isUnstorable)) return refuse(400, "The text holds a character that cannot be stored. Remove it.");
  return { ok: true, form };
};

/** Why the text of a query's `input` parameter is turned away; null when it may pass. */
export const whyQueryUnsafe = (input: string | null): string | null => {
  if (input === null || input === "") return null;
  try {
    return whyUnsafe(JSON.parse(input));
  } catch {
    return "The request is not readable JSON.";
  }
};

const isJson = (contentType: string | null): boolean => {
  const [type, ...parameters] = (contentType ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  return (
    type === "application/json" &&
    parameters.every((parameter) => /^charset="?utf-8"?$/.test(parameter) || parameter === "")
  );
};

const withoutLength = (headers: Headers): Headers => {
  const copy = new Headers(headers);
  copy.delete("content-length");
  copy.delete("transfer-encoding");
  return copy;
};

/** Counts while reading: a length header is only the sender's word, and a chunked body has none. */
export const readAtMost = async (
  request: Request,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | "too large" | "broken off"> => {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return "too large";
  if (request.body === null) return new Uint8Array(0);

  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.byteLength;
      if (size > maxBytes) {
        await reader.cancel();
        return "too large";
      }
      chunks.push(read.value);
    }
  } catch {
    return "broken off";
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
};

const unreadable = Symbol("unreadable");

const parseJson = (bytes: Uint8Array): { readonly value: unknown } | typeof unreadable => {
  if (bytes.byteLength === 0) return { value: undefined };
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return unreadable;
  }
};

const isUnstorable = (text: string): boolean => text.includes("\0") || !text.isWellFormed();

/** Walks without recursion, so that depth costs memory of ours and never the stack. */
const whyUnsafe = (root: unknown): string | null => {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === "string" && isUnstorable(value))
      return "The text holds a character that cannot be stored. Remove it.";
    if (typeof value !== "object" || value === null) continue;
    if (depth >= maxDepth) return "The request is nested too deeply.";
    for (const [key, child] of Object.entries(value)) {
      if (pollutingNames.has(key) || isUnstorable(key)) return `The request names a field that does not exist.`;
      open.push({ value: child, depth: depth + 1 });
    }
  }
  return null;
};
