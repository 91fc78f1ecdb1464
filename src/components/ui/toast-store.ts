import type { ReactNode } from "react";

export type Toast = {
  id: number;
  text: ReactNode;
  mark: "ok" | "warn" | "bad" | null;
  action: { label: string; run: () => void } | null;
  /** Seconds until it goes by itself; null stays until replaced or dismissed. */
  seconds: number | null;
  /** The action is an undo: its seconds are shown, and Ctrl Z does it. */
  undo: boolean;
};

let current: Toast | null = null;
let lastId = 0;
const listeners = new Set<() => void>();

const publish = (next: Toast | null): void => {
  current = next;
  for (const listener of listeners) listener();
};

export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const currentToast = (): Toast | null => current;
export const noToast = (): null => null;

export type ToastInput = {
  mark?: Toast["mark"];
  action?: { label: string; run: () => void };
  seconds?: number | null;
};

/** Says something once, bottom right; a newer one takes its place. Returns its id. Errors belong where they arose. */
export const toast = (text: ReactNode, { mark = null, action, seconds = 6 }: ToastInput = {}): number => {
  lastId += 1;
  publish({ id: lastId, text, mark, action: action ?? null, seconds, undo: false });
  return lastId;
};

/** "KM21 JBX moved to Quality check · Undo 10 s": counted, held while pointed at, also taken by Ctrl Z. */
export const undoToast = (text: ReactNode, undo: () => void, { label = "Undo", seconds = 10 } = {}): number => {
  lastId += 1;
  publish({ id: lastId, text, mark: null, action: { label, run: undo }, seconds, undo: true });
  return lastId;
};

/** Takes the toast away; with an id only if that one still stands. */
export const dismissToast = (id?: number): void => {
  if (current && (id === undefined || current.id === id)) publish(null);
};

/** Runs the toast's action and takes it away. */
export const takeToastAction = (): void => {
  const standing = current;
  if (!standing) return;
  publish(null);
  standing.action?.run();
};
