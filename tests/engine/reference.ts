/**
 * Inngest's protocol once more, written from its `docs/SDK_SPEC.md` and sharing nothing with the runner (nor with the
 * SDK): what one of them misread, this does not misread the same way.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** RFC 8785: members sorted by UTF-16 code units, numbers and strings as ECMAScript writes them. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
};

const digest = (json: string, key: string, seconds: string) =>
  createHmac("sha256", key.replace(/^signkey-[^-]+-/, ""))
    .update(`${canonical(JSON.parse(json))}${seconds}`)
    .digest("hex");

/** §4.1.1: `t` and `s` as a query string; HMAC-SHA256 over body and time, in hex. */
export const sign = (json: string, key: string, at: Date): string => {
  const seconds = String(Math.floor(at.getTime() / 1000));
  return `t=${seconds}&s=${digest(json, key, seconds)}`;
};

/** §4.1.3, steps 3 to 5: a sentence for what is wrong with a signature, or null. */
export const signatureFault = (header: string | undefined, json: string, key: string, now: Date): string | null => {
  if (!header) return "unsigned";
  const parts = new URLSearchParams(header);
  const seconds = parts.get("t") ?? "";
  if (Math.abs(now.getTime() / 1000 - Number(seconds)) > 300) return "outside the last five minutes";
  const [given, right] = [parts.get("s") ?? "", digest(json, key, seconds)];
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right)) ? null : "wrong";
};

/** §5.1.2: SHA-1 of the id in hex; a repeated one has `:n` appended before. */
export const hashOf = (id: string, repeat = 0): string =>
  createHash("sha1")
    .update(repeat === 0 ? id : `${id}:${repeat}`)
    .digest("hex");

/** §1.3.4. */
export type Event = { id: string; name: string; data: Record<string, unknown>; ts: number };

/** §5.2.1: what a step left behind. */
export type Memo = null | { data: unknown } | { error: Failure };
export type Failure = { name: string; message: string; stack?: string };

/** §4.4.1, with `max_attempts`, which servers send and the specification does not name. */
export type CallBody = {
  event: Event;
  events: Event[];
  steps: Record<string, Memo>;
  ctx: {
    run_id: string;
    attempt: number;
    max_attempts: number;
    disable_immediate_execution: boolean;
    use_api: boolean;
    stack: { stack: string[]; current: number };
  };
};

/** §5.1.1. */
export type Op = {
  id: string;
  op: string;
  name?: string;
  displayName?: string;
  opts?: Record<string, unknown>;
  data?: unknown;
  error?: Failure;
};

/** One call and its answer, in a line a person can read: `first @0 [] → 206 StepRun:first`. */
export const exchangeLine = (
  names: ReadonlyMap<string, string>,
  stepId: string,
  body: CallBody,
  status: number,
  ops: readonly Op[],
): string => {
  const name = (hash: string) => names.get(hash) ?? hash;
  const memo = body.ctx.stack.stack.map((hash) => {
    const left = body.steps[hash];
    const kind = left === null || left === undefined ? "=null" : "error" in left ? "=error" : "";
    return `${name(hash)}${kind}`;
  });
  // inngest-js says StepFailed for a StepError that is the step's last; the specification has one word for both.
  const told = ops.map(({ op, id }) => ` ${op.replace("StepFailed", "StepError")}:${name(id)}`).join("");
  // Nor does the specification tell an SDK which attempt is the last; inngest-js, which is told, then answers 400 for 500.
  const last = status === 400 && body.ctx.attempt > 0 && body.ctx.attempt + 1 >= body.ctx.max_attempts;
  const answered = last ? 500 : status;
  return `${stepId === "step" ? "step" : name(stepId)} @${body.ctx.attempt} [${memo.join(" ")}] → ${answered}${told}`;
};
