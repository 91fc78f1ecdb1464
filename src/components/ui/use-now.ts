"use client";

import { useSyncExternalStore } from "react";

const tickers = new Map<
  number,
  { now: number; listeners: Set<() => void>; timer: ReturnType<typeof setInterval> | undefined }
>();

const tickerOf = (every: number) => {
  const known = tickers.get(every);
  if (known) return known;
  const fresh = { now: Date.now(), listeners: new Set<() => void>(), timer: undefined };
  tickers.set(every, fresh);
  return fresh;
};

const subscribers = new Map<number, (listener: () => void) => () => void>();

const subscribeTo = (every: number): ((listener: () => void) => () => void) => {
  const known = subscribers.get(every);
  if (known) return known;
  const subscribe = (listener: () => void) => {
    const ticker = tickerOf(every);
    ticker.listeners.add(listener);
    ticker.timer ??= setInterval(() => {
      ticker.now = Date.now();
      for (const each of ticker.listeners) each();
    }, every);
    return () => {
      ticker.listeners.delete(listener);
      if (ticker.listeners.size > 0) return;
      clearInterval(ticker.timer);
      ticker.timer = undefined;
    };
  };
  subscribers.set(every, subscribe);
  return subscribe;
};

/**
 * The time, in epoch milliseconds, renewed `every` ms by one timer for all who ask.
 * `rendered` is the server's time, so that the first paint in the browser is the server's page.
 */
export const useNow = (rendered: number, every = 30_000): number =>
  useSyncExternalStore(
    subscribeTo(every),
    () => tickerOf(every).now,
    () => rendered,
  );
