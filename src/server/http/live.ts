import { memberOf, sessionOf } from "#/server/auth.ts";
import { hearChanges, missedSince, type News } from "#/server/http/live-hub.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";

type LiveTimes = { readonly beatMs: number; readonly recheckMs: number };
const times: LiveTimes = { beatMs: 15_000, recheckMs: 30_000 };

/** A reader this far behind is gone or hung: it is cut off, and reads everything when it comes back. */
const mostWaiting = 200;
const streamHeaders = {
  ...apiHeaders,
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** Whose stream this is; null once the session has ended or the membership is disabled. */
const memberOfRequest = async (headers: Headers) => {
  const session = await sessionOf(headers);
  return session === null ? null : await memberOf(session);
};

const frame = (event: string, data: object, id?: number): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

const frameOf = (news: News): string =>
  news.kind === "again"
    ? frame("again", { at: news.at }, news.at)
    : frame("change", { subjectType: news.change.subjectType, subjectId: news.change.subjectId, at: news.at }, news.at);

/**
 * Answers `GET /api/live`: server-sent events of the session's tenant. `?since=` (epoch ms) or Last-Event-ID
 * bring what was missed. Ids only: what changed is read through the procedures, with their permissions.
 */
export const openLive = async (request: Request, { beatMs, recheckMs }: LiveTimes = times): Promise<Response> => {
  const { headers, signal, url } = request;
  const member = await memberOfRequest(headers);
  if (member === null) return sentenceResponse(401, "UNAUTHENTICATED", "The session has ended. Sign in again.");
  const { tenantId, id: memberId } = member;
  watchSignals();
  const since = Number(headers.get("last-event-id") ?? new URL(url).searchParams.get("since") ?? Number.NaN);

  let close = (): void => undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start: async (controller) => {
        const encoder = new TextEncoder();
        const timers: NodeJS.Timeout[] = [];
        let stop = (): void => undefined;
        let open = true;

        close = () => {
          if (!open) return;
          open = false;
          stop();
          for (const timer of timers) clearInterval(timer);
          openStreams.delete(close);
          controller.close();
        };
        const send = (text: string): void => {
          if (!open) return;
          if ((controller.desiredSize ?? 0) < -mostWaiting) close();
          else controller.enqueue(encoder.encode(text));
        };
        const recheck = async (): Promise<void> => {
          try {
            const now = await memberOfRequest(headers);
            if (now?.tenantId === tenantId) return;
            send(frame("end", { reason: "session" }));
            close();
          } catch (error) {
            // Nothing is known for now, so nothing more is told: the browser comes back and is asked again.
            log.warn({ err: error, tenantId, memberId }, "A live stream could not be checked and was closed.");
            close();
          }
        };

        openStreams.add(close);
        signal.addEventListener("abort", close, { once: true });
        const stopHearing = await hearChanges(tenantId, (news) => {
          send(frameOf(news));
          if (news.kind === "change" && news.change.subjectType === "member") void recheck();
        });
        if (!open) return stopHearing();
        stop = stopHearing;

        send(`retry: 3000\n${frame("hello", { at: Date.now() }, Date.now())}`);
        if (Number.isFinite(since)) {
          const missed = missedSince(tenantId, since) ?? [{ kind: "again", at: Date.now() } as const];
          for (const news of missed) send(frameOf(news));
        }
        timers.push(
          setInterval(() => send(frame("beat", { at: Date.now() })), beatMs),
          setInterval(() => void recheck(), recheckMs),
        );
        for (const timer of timers) timer.unref();
      },
      cancel: () => close(),
    },
    { highWaterMark: 16 },
  );
  return new Response(stream, { headers: streamHeaders });
};

const openStreams = new Set<() => void>();

/** A server that is asked to stop would otherwise wait for every open browser. */
const closeOn = (name: NodeJS.Signals): void => {
  process.once(name, () => {
    for (const close of [...openStreams]) close();
    // Having listened, we hold back the default end: give it back when nobody else handles the signal.
    if (process.listenerCount(name) === 0) process.kill(process.pid, name);
  });
};

let watching = false;
const watchSignals = (): void => {
  if (watching) return;
  watching = true;
  closeOn("SIGTERM");
  closeOn("SIGINT");
};
