import { createHmac } from "node:crypto";
import type { EventRecord } from "./records.ts";
import type { Store } from "./store.ts";

export type Webhooks = {
  /** Sends these now, one after another, each `times` over; what is not taken is sent again later. */
  readonly send: (events: readonly EventRecord[], times?: number) => Promise<void>;
  /** Keeps these back until the next ones have gone out, or `heldMs` have passed, and then sends them backwards. */
  readonly hold: (events: readonly EventRecord[]) => void;
  readonly setUrl: (url: string | null) => void;
  /** Everything that is to go out has gone, or waits for a repeat. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const waitsMs = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000];
const patienceMs = 10_000;

/** https://docs.stripe.com/webhooks/signature: the time and the exact bytes are signed. `now` in milliseconds. */
export const signatureFor = (body: string, secret: string, now: number): string => {
  const at = Math.floor(now / 1000);
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
};

type Setting = {
  readonly store: Store;
  readonly secret: string;
  readonly url: string | null;
  readonly now: () => number;
  readonly heldMs: number;
};

/** Carries events to the app, signed, until they are taken. What was still to go when a process ended goes with the next one. */
export const startWebhooks = ({ store, secret, url: first, now, heldMs }: Setting): Webhooks => {
  let url = first;
  let held: EventRecord[] = [];
  let freeing: NodeJS.Timeout | undefined;
  const repeats = new Map<string, NodeJS.Timeout>();
  const under = new Set<Promise<void>>();
  const ending = new AbortController();

  const post = async (address: string, event: EventRecord): Promise<boolean> => {
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "stripe-signature": signatureFor(event.body, secret, now()),
        },
        body: event.body,
        redirect: "error",
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(patienceMs)]),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      // Nobody there, or nobody who answers: it is sent again.
      return false;
    }
  };

  const attempt = async (id: string, times: number): Promise<void> => {
    clearTimeout(repeats.get(id));
    repeats.delete(id);
    const event = store.events.get(id);
    if (event === undefined || url === null) return;
    const address = url;
    const taken = await Promise.all(Array.from({ length: times }, () => post(address, event)));
    if (ending.signal.aborted) return;
    const delivered = taken.every(Boolean);
    store.commit([{ ...event, attempts: event.attempts + 1, delivered }]);
    const waitMs = waitsMs[event.attempts];
    if (!delivered && waitMs !== undefined) repeats.set(id, setTimeout(() => track(attempt(id, 1)), waitMs).unref());
  };

  /** Keeps account of what is under way. The sandbox lives in the supervisor, which must not end by it. */
  const track = (work: Promise<void>): Promise<void> => {
    const watched = work
      .catch((error: unknown) => process.emitWarning(`A webhook of the sandbox could not be sent: ${String(error)}`))
      .finally(() => under.delete(watched));
    under.add(watched);
    return watched;
  };

  const sendAll = async (events: readonly EventRecord[], times: number): Promise<void> => {
    for (const { id } of events) await attempt(id, times);
  };

  const free = async (): Promise<void> => {
    clearTimeout(freeing);
    freeing = undefined;
    const late = held.reverse();
    held = [];
    await sendAll(late, 1);
  };

  const catchUp = (): void => {
    const waiting = [...store.events.values()].filter(
      ({ delivered, attempts }) => !delivered && attempts < waitsMs.length,
    );
    void track(sendAll(waiting, 1));
  };
  if (url !== null) catchUp();

  return {
    send: (events, times = 1) =>
      track(
        (async () => {
          await sendAll(events, times);
          await free();
        })(),
      ),
    hold: (events) => {
      held.push(...events);
      freeing ??= setTimeout(() => void track(free()), heldMs).unref();
    },
    setUrl: (next) => {
      url = next;
      if (url !== null) catchUp();
    },
    settled: async () => {
      while (under.size > 0) await Promise.allSettled(under);
    },
    close: async () => {
      ending.abort();
      clearTimeout(freeing);
      for (const timer of repeats.values()) clearTimeout(timer);
      await Promise.allSettled(under);
    },
  };
};
