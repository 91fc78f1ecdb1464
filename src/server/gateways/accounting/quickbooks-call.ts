import { createHash } from "node:crypto";
import { z } from "zod";
import { BooksError } from "./port.ts";

export type QuickBooksCall = <Answer>(
  asked: {
    /** Behind the company: `/invoice`. */
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    /** Absent: it reads. */
    readonly body?: unknown;
    /** By which the other side knows a call that it has had. */
    readonly key?: string;
  },
  shape: z.ZodType<Answer>,
) => Promise<Answer>;

/** The fields and rules that are relied on are those of this release. */
const minorVersion = "75";

const fault = z.object({ Message: z.string().nullish(), Detail: z.string().nullish(), code: z.string().nullish() });
const refusal = z.union([
  z.object({ Fault: z.object({ Error: z.array(fault) }) }).transform(({ Fault }) => Fault.Error),
  // Its gate answers in small letters.
  z
    .object({
      fault: z.object({ error: z.array(z.object({ message: z.string().nullish(), code: z.string().nullish() })) }),
    })
    .transform((answer) => answer.fault.error.map(({ message, code }) => ({ Message: message, Detail: null, code }))),
]);

const failed = (status: number, answer: unknown, headers: Headers): BooksError => {
  const said = refusal.safeParse(answer).data?.[0];
  const code = said?.code ?? "";
  if (status === 401)
    return new BooksError("expired", "QuickBooks did not honour our token. It is tried with a new one.", { code });
  if (status === 429 || code === "3001") {
    const seconds = Number(headers.get("retry-after") ?? "60");
    const wait = Math.min(86_400, Math.max(1, Number.isFinite(seconds) ? seconds : 60));
    const retryAt = new Date(Date.now() + wait * 1000);
    return new BooksError("unknown", "QuickBooks takes no more calls for the moment.", { code, retryAt });
  }
  if (status === 403)
    return new BooksError("login", "QuickBooks no longer lets us in. Connect it again under Settings, Connections.", {
      code,
    });
  if (status >= 500) return new BooksError("unknown", `QuickBooks answered ${status}. It is tried again.`, { code });
  const sentence = [said?.Detail, said?.Message].find((each) => each !== undefined && each !== null && each !== "");
  return new BooksError("refused", `QuickBooks refused it: ${sentence ?? `it answered ${status}`}`, { code });
};

/** `requestid` has at most 50 characters. */
const requestId = (key: string): string => createHash("sha256").update(key).digest("base64url");

/** Calls one company of QuickBooks Online. No answer within `timeoutMs`, and one that is cut off, are unknown outcomes. */
export const createQuickBooksCall = ({
  base,
  access,
  realmId,
  signal,
  timeoutMs,
}: {
  readonly base: string;
  readonly access: string;
  readonly realmId: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}): QuickBooksCall => {
  const late = () => AbortSignal.timeout(timeoutMs);
  return async ({ path, query = {}, body, key }, shape) => {
    const asked = new URLSearchParams({
      ...query,
      minorversion: minorVersion,
      ...(key === undefined ? {} : { requestid: requestId(key) }),
    });
    const response = await fetch(`${base}/v3/company/${encodeURIComponent(realmId)}${path}?${asked}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        authorization: `Bearer ${access}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? late() : AbortSignal.any([signal, late()]),
      // The token goes to the address that was configured and to no other.
      redirect: "error",
    }).catch((cause: unknown) => {
      throw new BooksError("unknown", "QuickBooks could not be reached, or did not answer in time.", { cause });
    });
    const text = await response.text().catch((cause: unknown) => {
      throw new BooksError("unknown", "QuickBooks's answer was cut off.", { cause });
    });
    const answer = parsed(text);
    if (!response.ok) throw failed(response.status, answer, response.headers);
    const read = shape.safeParse(answer);
    if (!read.success) throw new BooksError("unknown", "QuickBooks's answer could not be read.", { cause: read.error });
    return read.data;
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a page of something in between. It fits no shape, and its status says the rest.
    return null;
  }
};
