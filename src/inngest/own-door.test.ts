import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, expect, test } from "vitest";
import { openDoor, ownFetch } from "#/inngest/own-door.ts";

// Nobody listens there.
const url = "http://127.0.0.1:1/api/inngest?fnId=x";
const call = {
  headers: { "x-inngest-signature": "t=1&s=2" },
  body: '{"a":1}',
  cache: "no-store",
  redirect: "manual",
} as const;
const never = new AbortController().signal;

afterEach(() => {
  globalThis.pitlaneEngineDoor = undefined;
});

test("a call comes in by the open door as it would over HTTP, and brings nothing of its caller along", async () => {
  const caller = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  openDoor(async (request) => {
    const { headers } = request;
    seen.push(
      request.url,
      headers.get("host"),
      headers.get("x-inngest-signature"),
      await request.text(),
      caller.getStore(),
    );
    return Response.json({ done: true });
  });
  const answer = await caller.run("a tenant", () => ownFetch(url, { ...call, method: "POST", signal: never }));
  expect(await answer.json()).toEqual({ done: true });
  expect(seen).toEqual([url, "127.0.0.1:1", "t=1&s=2", '{"a":1}', undefined]);
});

test("what asks which functions there are goes over HTTP, and so does everything while no door is open", async () => {
  await expect(ownFetch(url, { ...call, method: "POST", signal: never })).rejects.toThrow("ECONNREFUSED");
  openDoor(async () => Response.json({}));
  await expect(ownFetch(url, { ...call, method: "PUT", signal: never })).rejects.toThrow("ECONNREFUSED");
});

test("a call that takes too long is given up, and a door that fails says why", async () => {
  const patience = new AbortController();
  openDoor(() => new Promise(() => undefined));
  const waiting = ownFetch(url, { ...call, method: "POST", signal: patience.signal });
  patience.abort(new Error("too late"));
  await expect(waiting).rejects.toThrow("too late");
  openDoor(() => Promise.reject(new Error("broken")));
  await expect(ownFetch(url, { ...call, method: "POST", signal: never })).rejects.toThrow("broken");
});
