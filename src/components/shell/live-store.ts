/** `connecting` before the first answer, `off` when changes of others do not arrive. */
export type LiveState = { state: "connecting" | "live" | "off"; at: number | null };

let current: LiveState = { state: "connecting", at: null };
const atFirst = current;
const listeners = new Set<() => void>();

/** Called by whoever holds the event stream: on each message or heartbeat, and when the stream breaks. */
export const setLive = (state: LiveState["state"]): void => {
  current = { state, at: state === "live" ? Date.now() : current.at };
  for (const listener of listeners) listener();
};

export const subscribeLive = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const liveState = (): LiveState => current;
export const liveStateAtFirst = (): LiveState => atFirst;
