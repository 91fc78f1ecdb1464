/** One call of the app (§4.4), and what its answer means. */
import { z } from "zod";
import type { Endpoint } from "./catalog.ts";
import { type CallBody, headerNames, type ReportedStep, reportedStep, retryAfterMs, signature } from "./protocol.ts";

export type Answer =
  | { kind: "returned"; output: unknown }
  | { kind: "steps"; steps: ReportedStep[]; retryAfterMs: number | null }
  | { kind: "error"; error: unknown; retriable: boolean; retryAfterMs: number | null };

/**
 * Calls function `functionId`; `stepId` is "step" for discovery, or the hash of a planned step to run.
 * Never throws: no answer, or one that cannot be read, is a retriable error.
 */
export async function call(
  endpoint: Endpoint,
  functionId: string,
  stepId: string,
  body: CallBody,
  timeoutMs: number,
): Promise<Answer> {
  const url = new URL(endpoint.url);
  url.searchParams.set("fnId", functionId);
  url.searchParams.set("stepId", stepId);
  try {
    // Signed as it will arrive: what JSON drops (undefined) must not be in the signature.
    const json = JSON.stringify(body);
    const response = await endpoint.fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        [headerNames.serverKind]: "cloud",
        [headerNames.signature]: signature(JSON.parse(json), endpoint.signingKey, new Date()),
      },
      body: json,
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return read(response.status, response.headers, await response.text());
  } catch (error) {
    return { kind: "error", error: describe(error), retriable: true, retryAfterMs: null };
  }
}

function read(status: number, headers: Headers, text: string): Answer {
  const wait = retryAfterMs(headers.get(headerNames.retryAfter), new Date());
  if (status === 206)
    return { kind: "steps", steps: z.array(reportedStep).parse(JSON.parse(text)), retryAfterMs: wait };
  if (status === 200) return { kind: "returned", output: JSON.parse(text) };
  const retriable = headers.get(headerNames.noRetry) !== "true";
  return { kind: "error", error: readError(status, text), retriable, retryAfterMs: wait };
}

function readError(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { name: "Error", message: `the app answered ${status}: ${text.slice(0, 200)}` };
  }
}

function describe(error: unknown): { name: string; message: string } {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return { name: error.name, message: error.message + cause };
}

const errorShape = z.object({ message: z.string() });

/** The sentence inside an error as the protocol carries it. */
export function errorMessage(error: unknown): string {
  const parsed = errorShape.safeParse(error);
  return parsed.success ? parsed.data.message : JSON.stringify(error);
}
