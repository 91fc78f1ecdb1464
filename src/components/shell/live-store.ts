/** `connecting` before the first answer; `reconnecting` and `offline` when changes of others do not arrive. */
export type LiveState = { state: "connecting" | "live" | "reconnecting" | "offline"; at: Date | null };

let current: LiveState = { state: "connecting", at: null };
const atFirst = current;
const listeners = new Set<() => void>();

/** Called by whoever holds the event stream, whenever its state or the time of its last news changes. */
export const setLive = (next: LiveState): void => {
  current = next;
  for (const listener of listeners) listener();
};

export const subscribeLive = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const liveState = (): LiveState => current;
export const liveStateAtFirst = (): LiveState => atFirst;
