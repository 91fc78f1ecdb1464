/** The short way from the embedded runner to `/api/inngest` of its own process: the same signed request, without a socket. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Fetch } from "#/inngest/embedded/catalog.ts";
import { localFetch } from "#/inngest/embedded/local-fetch.ts";

type Door = (request: Request) => Promise<Response>;

declare global {
  var pitlaneEngineDoor: Door | undefined;
}

/** The route that answers the engine's calls says so when it is loaded. Next bundles it apart from the runner. */
export const openDoor = (door: Door): void => {
  globalThis.pitlaneEngineDoor = door;
};

// A call over HTTP brings nothing along of the one that makes it (its tenant, its trace); neither does this one.
const apart = AsyncLocalStorage.snapshot();

/**
 * Calls functions through the open door. What asks which functions there are always goes over HTTP: it is how the runner
 * learns that the server listens, and what loads the route.
 */
export const ownFetch: Fetch = (url, init) => {
  const door = init.method === "POST" ? globalThis.pitlaneEngineDoor : undefined;
  if (door === undefined) return localFetch(url, init);
  const { method, body, signal } = init;
  const request = new Request(url, { method, body, headers: { ...init.headers, host: new URL(url).host } });
  return new Promise((resolve, reject) => {
    const late = () => reject(signal.reason);
    signal.addEventListener("abort", late, { once: true });
    apart(door, request)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", late));
  });
};
