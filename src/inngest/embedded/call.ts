/** One call of the app (§4.4), and what its answer means. */
import { z } from "zod";
import { clockOf, type Endpoint } from "./catalog.ts";
import { type CallBody, headerNames, type ReportedStep, reportedStep, retryAfterMs, signature } from "./protocol.ts";

export type Answer =
  | { kind: "returned"; output: unknown }
  | { kind: "steps"; steps: ReportedStep[]; retriable: boolean; retryAfterMs: number | null }
  | { kind: "error"; error: unknown; retriable: boolean; retryAfterMs: number | null };

/** As much as an Inngest server reads: 4 MB of output and 4 MB of input of a step. */
const largestAnswer = 8 * 1024 * 1024;

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
        [headerNames.signature]: signature(JSON.parse(json), endpoint.signingKey, clockOf(endpoint)),
      },
      body: json,
      cache: "no-store",
      // A signed body goes to the app and nowhere else.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return read(response.status, response.headers, await bodyOf(response));
  } catch (error) {
    return { kind: "error", error: describe(error), retriable: true, retryAfterMs: null };
  }
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largestAnswer) throw new Error("The app's answer is larger than 8 MB, which no Inngest server reads.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function read(status: number, headers: Headers, text: string): Answer {
  const wait = retryAfterMs(headers.get(headerNames.retryAfter), new Date());
  const retriable = headers.get(headerNames.noRetry) !== "true";
  if (status === 200 || status === 206) {
    // §4.1.1: an answer without it is some other server's, and what it says is not the function's result.
    if (!headers.has(headerNames.sdk)) throw new Error(`The answer (${status}) did not come from an Inngest SDK.`);
    const answer = parse(text);
    if (status === 200) return { kind: "returned", output: answer };
    const steps = z.array(reportedStep).safeParse(answer);
    if (!steps.success) throw new Error(`The app's answer (206) does not report steps: ${text.slice(0, 200)}`);
    return { kind: "steps", steps: steps.data, retriable, retryAfterMs: wait };
  }
  if (status === 201) throw new Error("The app streams its answers (201): that needs an Inngest server.");
  return { kind: "error", error: readError(status, text), retriable, retryAfterMs: wait };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`The app's answer is not JSON: ${text.slice(0, 200)}`, { cause });
  }
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
  // `fetch failed` says nothing without its cause.
  const cause = error instanceof TypeError && error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return { name: error.name, message: error.message + cause };
}

const errorShape = z.object({ message: z.string() });

/** The sentence inside an error as the protocol carries it. */
export function errorMessage(error: unknown): string {
  const parsed = errorShape.safeParse(error);
  return parsed.success ? parsed.data.message : JSON.stringify(error);
}
