import { request as plainRequest } from "node:http";
import { request as safeRequest } from "node:https";
import { Webhook } from "standardwebhooks";
import { env } from "#/env.ts";
import { PrivateAddress, publicLookup, refusePrivateHost } from "./private-address.ts";

export type WebhookMessage = {
  readonly url: string;
  /** The same in every try, by which the receiver knows a message that it has had. */
  readonly id: string;
  readonly body: string;
  /** `whsec_…`, the present one first: while one is being changed a message is signed with both. */
  readonly secrets: readonly string[];
  readonly signal?: AbortSignal;
};

/** What came of one sending; `reason` is null where it arrived, else a sentence for people. */
export type WebhookAnswer = {
  readonly status: number | null;
  readonly answer: string;
  readonly reason: string | null;
  /** The receiver wants no more (410). */
  readonly gone: boolean;
  readonly durationMs: number;
};

export type WebhookSender = { readonly send: (message: WebhookMessage) => Promise<WebhookAnswer> };

type Options = { readonly allowPrivate: boolean; readonly timeoutMs?: number; readonly now?: () => Date };

const keptOfAnswer = 500;
const mostRead = 16_384;

/**
 * Posts messages signed as Standard Webhooks asks (https://www.standardwebhooks.com): `webhook-id`, `webhook-timestamp`,
 * `webhook-signature`. Follows no redirect, reads little of the answer, and unless told goes to no private address.
 */
export const createWebhookSender = ({
  allowPrivate,
  timeoutMs = 15_000,
  now = () => new Date(),
}: Options): WebhookSender => {
  const post = (message: WebhookMessage): Promise<{ status: number; answer: string }> => {
    const url = new URL(message.url);
    if (!allowPrivate) refusePrivateHost(url.hostname);
    const at = now();
    const answered = Promise.withResolvers<{ status: number; answer: string }>();
    const late = AbortSignal.timeout(timeoutMs);
    const call = (url.protocol === "https:" ? safeRequest : plainRequest)(url, {
      method: "POST",
      agent: false,
      signal: message.signal === undefined ? late : AbortSignal.any([message.signal, late]),
      ...(allowPrivate ? {} : { lookup: publicLookup }),
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(message.body),
        "user-agent": "Pitlane-Webhooks/1",
        "webhook-id": message.id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": message.secrets
          .map((secret) => new Webhook(secret).sign(message.id, at, message.body))
          .join(" "),
      },
    });
    call.once("error", (error) => answered.reject(late.aborted ? new Error("late", { cause: error }) : error));
    call.once("response", (response) => {
      const chunks: Buffer[] = [];
      let read = 0;
      const end = () =>
        answered.resolve({
          status: response.statusCode ?? 0,
          answer: Buffer.concat(chunks).toString("utf8").replaceAll("\0", "").slice(0, keptOfAnswer),
        });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        read += chunk.length;
        if (read < mostRead) return;
        end();
        call.destroy();
      });
      response.once("end", end);
      response.once("error", (error) => answered.reject(late.aborted ? new Error("late", { cause: error }) : error));
    });
    call.end(message.body);
    return answered.promise;
  };
  return {
    send: async (message) => {
      const clock = performance.now();
      const took = () => Math.round(performance.now() - clock);
      const { host } = new URL(message.url);
      try {
        const { status, answer } = await post(message);
        return { status, answer, reason: reasonOf(host, status), gone: status === 410, durationMs: took() };
      } catch (error) {
        return {
          status: null,
          answer: "",
          reason: sentenceOf(host, error, timeoutMs),
          gone: false,
          durationMs: took(),
        };
      }
    },
  };
};

const reasonOf = (host: string, status: number): string | null => {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return `${host} answered ${status} and points elsewhere. Redirects are not followed: enter the address it points to.`;
  if (status === 401 || status === 403) return `${host} answered ${status}: it did not accept the signature.`;
  if (status === 410) return `${host} answered 410: it wants no more messages.`;
  return `${host} answered ${status}.`;
};

const failures: Readonly<Record<string, string>> = {
  ENOTFOUND: "is not known: check the address",
  EAI_AGAIN: "could not be looked up",
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "cut the connection before it answered",
  EPIPE: "cut the connection before it answered",
  ETIMEDOUT: "could not be reached",
  EHOSTUNREACH: "could not be reached",
  ENETUNREACH: "could not be reached",
  CERT_HAS_EXPIRED: "shows a certificate that has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "shows a certificate that nobody vouches for",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "shows a certificate that nobody vouches for",
  ERR_TLS_CERT_ALTNAME_INVALID: "shows a certificate of another host",
};

const sentenceOf = (host: string, error: unknown, timeoutMs: number): string => {
  if (error instanceof PrivateAddress) return error.message;
  if (!(error instanceof Error)) return `${host} could not be reached.`;
  if (error.message === "late") return `${host} did not answer within ${Math.round(timeoutMs / 1000)} seconds.`;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return `${host} ${failures[code] ?? `could not be reached (${code || error.message})`}.`;
};

declare global {
  var pitlaneWebhookSender: WebhookSender | undefined;
}

/** That of this process; a test puts its own into `globalThis.pitlaneWebhookSender`. */
export const webhookSender = (): WebhookSender => {
  globalThis.pitlaneWebhookSender ??= createWebhookSender({ allowPrivate: env.CONNECTIONS_ALLOW_PRIVATE });
  return globalThis.pitlaneWebhookSender;
};

/** Whether endpoints of this installation may be on this machine or in its network, and be called in the clear. */
export const privateAllowed = (): boolean => env.CONNECTIONS_ALLOW_PRIVATE;
