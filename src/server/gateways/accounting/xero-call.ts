import { z } from "zod";
import { BooksError } from "./port.ts";

export type XeroCall = <Answer>(
  asked: {
    readonly method: "GET" | "PUT" | "POST";
    readonly path: string;
    readonly body?: unknown;
    /** By which the other side knows a call that it has had. */
    readonly key?: string;
  },
  shape: z.ZodType<Answer>,
) => Promise<Answer>;

// https://developer.xero.com/documentation/api/accounting/responsecodes, and ValidationErrors of each element.
const message = z.object({ Message: z.string() });
const refusal = z.object({
  Message: z.string().optional(),
  Detail: z.string().optional(),
  Elements: z.array(z.looseObject({ ValidationErrors: z.array(message).optional() })).optional(),
});

const sentenceOf = (answer: unknown): string | null => {
  const said = refusal.safeParse(answer);
  if (!said.success) return null;
  const errors =
    said.data.Elements?.flatMap((element) => element.ValidationErrors?.map((each) => each.Message) ?? []) ?? [];
  const [first] = [...errors, said.data.Detail, said.data.Message].filter((each) => each !== undefined && each !== "");
  return first ?? null;
};

const failed = (status: number, answer: unknown, headers: Headers): BooksError => {
  if (status === 401) return new BooksError("expired", "Xero did not honour our token. It is tried with a new one.");
  if (status === 403)
    return new BooksError("login", "Xero no longer lets us in. Connect it again under Settings, Connections.");
  if (status === 429) {
    const seconds = Number(headers.get("retry-after") ?? "60");
    const retryAt = new Date(
      Date.now() + Math.min(86_400, Math.max(1, Number.isFinite(seconds) ? seconds : 60)) * 1000,
    );
    return new BooksError("unknown", "Xero takes no more calls for the moment.", { retryAt });
  }
  if (status >= 500) return new BooksError("unknown", `Xero answered ${status}. It is tried again.`);
  return new BooksError("refused", `Xero refused it: ${sentenceOf(answer) ?? `it answered ${status}`}`);
};

/** Calls one organisation of Xero. No answer within `timeoutMs`, and one that is cut off, are unknown outcomes. */
export const createXeroCall = ({
  base,
  access,
  organisationId,
  signal,
  timeoutMs,
}: {
  readonly base: string;
  readonly access: string;
  readonly organisationId: string | null;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}): XeroCall => {
  const late = () => AbortSignal.timeout(timeoutMs);
  return async ({ method, path, body, key }, shape) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${access}`,
        ...(organisationId === null ? {} : { "xero-tenant-id": organisationId }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? late() : AbortSignal.any([signal, late()]),
      // The token goes to the address that was configured and to no other.
      redirect: "error",
    }).catch((cause: unknown) => {
      throw new BooksError("unknown", "Xero could not be reached, or did not answer in time.", { cause });
    });
    const text = await response.text().catch((cause: unknown) => {
      throw new BooksError("unknown", "Xero's answer was cut off.", { cause });
    });
    const answer = parsed(text);
    if (!response.ok) throw failed(response.status, answer, response.headers);
    const read = shape.safeParse(answer);
    if (!read.success) throw new BooksError("unknown", "Xero's answer could not be read.", { cause: read.error });
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
