/** `connecting` before the first answer; in the last two, other people's changes do not arrive. */
export type LiveState = "connecting" | "live" | "reconnecting" | "offline";
export type LiveNews =
  | { readonly kind: "change"; readonly subjectType: string; readonly subjectId: string }
  /** Something may have been missed: read everything that is on screen again. */
  | { readonly kind: "again" };
export type LiveStatus = { readonly state: LiveState; readonly at: number };

type Message = LiveNews | ({ readonly kind: "status" } & LiveStatus) | { readonly kind: "ask" };

type LiveLinkOptions = {
  /** When what is on screen was read (epoch ms): the stream begins with what changed since. */
  readonly readAt: () => number;
  readonly onNews: (news: LiveNews) => void;
  readonly onStatus: (status: LiveStatus) => void;
};

const name = "pitlane-live";
/** A page hidden for this long gives its stream up. */
const hiddenMs = 60_000;
/** Where tabs cannot agree on one stream (no Web Locks on plain HTTP), only the tab in view keeps one. */
const hiddenAloneMs = 1000;
/** Three missed beats: the connection looks open and is not. */
const silentMs = 50_000;
const retryMs = 5000;

const fieldOf = (data: unknown, field: string): string => {
  const parsed: unknown = typeof data === "string" ? JSON.parse(data) : null;
  const value: unknown = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, field) : null;
  return typeof value === "string" ? value : "";
};

/** Opens the stream and keeps it open until `signal` ends it. */
const lead = (signal: AbortSignal, since: number, tell: (message: Message) => void): void => {
  let source: EventSource | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let heardAt = since;

  const heard = (at = Date.now()) => {
    heardAt = at;
    clearTimeout(silence);
    silence = setTimeout(reopen, silentMs);
  };
  const live = () => tell({ kind: "status", state: "live", at: Date.now() });
  const reopen = () => {
    source?.close();
    clearTimeout(retry);
    if (signal.aborted) return;
    source = new EventSource(`/api/live?since=${Math.floor(heardAt)}`);
    source.addEventListener("hello", live);
    source.addEventListener("beat", () => {
      heard();
      live();
    });
    source.addEventListener("change", ({ data }) => {
      heard();
      tell({ kind: "change", subjectType: fieldOf(data, "subjectType"), subjectId: fieldOf(data, "subjectId") });
      live();
    });
    source.addEventListener("again", () => {
      heard();
      tell({ kind: "again" });
      live();
    });
    source.addEventListener("end", () => tell({ kind: "again" }));
    source.addEventListener("error", () => {
      const given = source?.readyState === EventSource.CLOSED;
      tell({ kind: "status", state: given || !navigator.onLine ? "offline" : "reconnecting", at: heardAt });
      // The browser comes back by itself unless the server refused; then it is asked again, calmly.
      if (given) retry = setTimeout(reopen, retryMs);
    });
    heard(heardAt);
  };

  window.addEventListener("online", reopen, { signal });
  signal.addEventListener("abort", () => {
    source?.close();
    clearTimeout(silence);
    clearTimeout(retry);
  });
  reopen();
};

/**
 * Connects this tab to the browser's one stream: the tab that holds the lock keeps it open and passes on what
 * it hears. A tab hidden for a minute lets go, and reads again when it returns. Returns how to disconnect.
 */
export const startLiveLink = ({ readAt, onNews, onStatus }: LiveLinkOptions): (() => void) => {
  const channel = new BroadcastChannel(name);
  const ended = new AbortController();
  let connected: AbortController | null = null;
  let leading = false;
  let last: LiveStatus = { state: "connecting", at: 0 };

  const take = (message: Message): void => {
    if (message.kind === "ask") {
      if (leading) channel.postMessage({ kind: "status", ...last } satisfies Message);
    } else if (message.kind === "status") {
      last = { state: message.state, at: message.at };
      onStatus(last);
    } else onNews(message);
  };
  const tell = (message: Message): void => {
    take(message);
    channel.postMessage(message);
  };
  const begin = (signal: AbortSignal, since: number): void => {
    leading = true;
    signal.addEventListener("abort", () => {
      leading = false;
    });
    lead(signal, since, tell);
  };
  const connect = (since: number): void => {
    if (connected !== null || ended.signal.aborted) return;
    const mine = new AbortController();
    connected = mine;
    channel.postMessage({ kind: "ask" } satisfies Message);
    if (!("locks" in navigator)) {
      begin(mine.signal, since);
      return;
    }
    navigator.locks
      .request(name, { signal: mine.signal }, () => {
        if (mine.signal.aborted) return;
        begin(mine.signal, since);
        return new Promise<void>((released) => mine.signal.addEventListener("abort", () => released(), { once: true }));
      })
      .catch((reason: unknown) => {
        if (!mine.signal.aborted) throw reason;
      });
  };
  const disconnect = (): void => {
    connected?.abort();
    connected = null;
  };

  let leaving: ReturnType<typeof setTimeout> | undefined;
  const onVisibility = (): void => {
    clearTimeout(leaving);
    if (document.visibilityState === "hidden") {
      leaving = setTimeout(disconnect, "locks" in navigator ? hiddenMs : hiddenAloneMs);
    } else if (connected === null) {
      onNews({ kind: "again" });
      connect(Date.now());
    }
  };

  channel.addEventListener("message", (event: MessageEvent<Message>) => take(event.data));
  document.addEventListener("visibilitychange", onVisibility, { signal: ended.signal });
  if (document.visibilityState === "visible") connect(readAt());

  return () => {
    ended.abort();
    clearTimeout(leaving);
    disconnect();
    channel.close();
  };
};
