import superjson from "superjson";
import { z } from "zod";
import { demoPassword } from "./people.ts";

const json = z.object({ json: z.unknown(), meta: z.record(z.string(), z.unknown()).optional() });
const answered = z.object({ result: z.object({ data: json }) });
const refused = z.object({
  error: z.object({ json: z.object({ message: z.string(), data: z.looseObject({ failure: z.string() }) }) }),
});

/** What a procedure answered; `failure` is the product's own name of a refusal, null when it was done. */
export type Answer = {
  readonly status: number;
  readonly data: unknown;
  readonly failure: string | null;
  readonly message: string;
  readonly text: string;
};

/** Reads tRPC's envelope. */
export const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const parsed: unknown = JSON.parse(text);
  const done = answered.safeParse(parsed);
  if (done.success) {
    const { json: value, meta } = done.data.result.data;
    return {
      status: response.status,
      data: superjson.deserialize({ json: z.json().parse(value), meta }),
      failure: null,
      message: "",
      text,
    };
  }
  const { message, data } = refused.parse(parsed).error.json;
  return { status: response.status, data: null, failure: data.failure, message, text };
};

/** The request by which a page of ours asks for a procedure. */
export const trpcRequest = (
  origin: string,
  kind: "query" | "mutation",
  path: string,
  input: unknown,
  cookie: string | null,
): Request => {
  const { host } = new URL(origin);
  const headers = {
    host,
    origin,
    "sec-fetch-site": "same-origin",
    // Two answers to the same question are then the same to the letter, their reference included.
    "x-correlation-id": "asked-by-a-test",
    ...(cookie === null ? {} : { cookie }),
  };
  const body = JSON.stringify(superjson.serialize(input));
  return kind === "query"
    ? new Request(`${origin}/api/trpc/${path}?input=${encodeURIComponent(body)}`, { headers })
    : new Request(`${origin}/api/trpc/${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body,
      });
};

/** Signs in at a server; returns the Cookie header. */
export const signInAt = async (origin: string, email: string, password: string = demoPassword): Promise<string> => {
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`${email} could not sign in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
};
