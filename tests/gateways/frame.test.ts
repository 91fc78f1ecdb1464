import { request as httpRequest } from "node:http";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { frameScript } from "#/server/gateways/sandbox/frame.ts";
import { appOrigin, keys, type OpenSandbox, openSandbox } from "./sandbox.ts";

let it: OpenSandbox;
beforeAll(async () => {
  it = await openSandbox();
});
afterAll(() => it.close());

const frame = (origin: string) => fetch(`${it.gateway.browser.frameUrl}?origin=${encodeURIComponent(origin)}`);
const takeCard = (number: string, { origin = it.sandbox.url, key = keys.publishableKey } = {}) =>
  fetch(`${it.sandbox.url}/frame/tokens`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ key, number }),
  });

test("the frame opens for a page of the app, and only that may have it in a frame", async () => {
  const response = await frame(appOrigin);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-security-policy")).toContain(`frame-ancestors ${appOrigin}`);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const html = await response.text();
  for (const label of ["Card number", "Expiry (MM/YY)", "Security code"]) expect(html).toContain(`>${label}</label>`);
  expect(html).not.toContain(keys.secretKey);
});

test.each(["https://evil.example", "null", "", "http://localhost:3001", "http://localhost:3000.evil.example", "*"])(
  "it does not open for %j",
  async (origin) => {
    const response = await frame(origin);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("<script");
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  },
);

test("a test card becomes a token, with which a payment is made, and its number is kept nowhere", async () => {
  const response = await takeCard("4242424242424242");
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).not.toContain("4242424242424242");
  expect(text).toMatch(/"ctoken_\w{24}"/);
});

test.each([
  ["another site's script", "4242424242424242", { origin: "https://evil.example" }, 403],
  ["the app's own page", "4242424242424242", { origin: appOrigin }, 403],
  ["another key", "4242424242424242", { key: "pk_other" }, 401],
  ["a number with a slip in it", "4242424242424241", {}, 402],
  ["a card that may be real", "5555555555554444", {}, 402],
])("no token for %s", async (_, number, as, status) => {
  expect((await takeCard(number, as)).status).toBe(status);
});

/** The frame's script in a window of the test's own. */
const openWindow = () => {
  const said: { message: unknown; to: string }[] = [];
  const asked: string[] = [];
  const parent = { postMessage: (message: unknown, to: string) => said.push({ message, to }) };
  const listeners: ((event: { origin: string; source: unknown; data: unknown }) => void)[] = [];
  const element = (value: string) => ({
    value,
    textContent: "",
    setAttribute: () => undefined,
    focus: () => undefined,
    addEventListener: () => undefined,
  });
  const elements: Record<string, ReturnType<typeof element>> = {
    card: element(""),
    problem: element(""),
    number: element("4242 4242 4242 4242"),
    expiry: element("12/34"),
    cvc: element("123"),
  };
  runInNewContext(frameScript(appOrigin, keys.publishableKey), {
    window: {
      parent,
      addEventListener: (_: string, listener: (typeof listeners)[number]) => listeners.push(listener),
    },
    document: {
      getElementById: (id: string) => elements[id],
      querySelectorAll: () => [],
      documentElement: { scrollHeight: 300 },
      body: { getBoundingClientRect: () => ({ height: 300 }) },
    },
    ResizeObserver: class {
      observe() {}
    },
    fetch: async (address: string) => {
      asked.push(address);
      return { ok: true, json: async () => ({ id: "ctoken_1" }) };
    },
  });
  const hear = (origin: string, data: unknown, source: unknown = parent) => {
    for (const listener of listeners) listener({ origin, source, data });
  };
  return { said, asked, elements, hear, parent };
};

test("the frame answers the page that it was opened for, and speaks to no other", async () => {
  const { said, asked, hear } = openWindow();
  const submit = { pitlane: "card", type: "submit" };
  hear("https://evil.example", submit);
  hear(appOrigin, submit, {});
  hear(appOrigin, { type: "submit" });
  expect(asked).toEqual([]);
  hear(appOrigin, submit);
  await expect
    .poll(() => said.map(({ message }) => message))
    .toContainEqual({ pitlane: "card", type: "token", token: "ctoken_1" });
  expect(asked).toEqual(["/frame/tokens"]);
  expect(said.map(({ message }) => message)).toContainEqual({ pitlane: "card", type: "ready" });
  expect(new Set(said.map(({ to }) => to))).toEqual(new Set([appOrigin]));
});

test.each([
  ["number", "4242", /whole card number/],
  ["expiry", "13/34", /month and year/],
  ["expiry", "01/20", /expired/],
  ["cvc", "12", /security code/],
])("a slip in %s (%s) is named, and no token asked for", (field, value, sentence) => {
  const { said, asked, elements, hear } = openWindow();
  const slip = elements[field];
  if (slip !== undefined) slip.value = value;
  hear(appOrigin, { pitlane: "card", type: "submit" });
  expect(asked).toEqual([]);
  expect(said.at(-1)?.message).toMatchObject({ type: "invalid", message: expect.stringMatching(sentence) });
});

test("the page of charges shows them, and its switch works there and from nowhere else", async () => {
  const page = await fetch(it.sandbox.url);
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  const flip = (origin: string) =>
    fetch(`${it.sandbox.url}/faults`, {
      method: "POST",
      headers: { origin },
      body: new URLSearchParams({ mode: "decline", times: "2" }),
      redirect: "manual",
    });
  expect((await flip("https://evil.example")).status).toBe(403);
  expect(await (await fetch(it.sandbox.url)).text()).not.toContain('value="decline" selected');
  expect((await flip(it.sandbox.url)).status).toBe(303);
  expect(await (await fetch(it.sandbox.url)).text()).toContain('value="decline" selected');
  await it.fault("ok");
});

test("control needs the key, and a name from outside leads nowhere", async () => {
  const without = await fetch(`${it.sandbox.url}/control/effects`);
  expect(without.status).toBe(401);
  const wrong = await it.call("/control/faults", { method: "POST", body: JSON.stringify({ mode: "rain" }) });
  expect(wrong.status).toBe(400);
  // `fetch` sets the host by itself; somebody's trick with DNS sets another.
  const status = await new Promise<number | undefined>((resolve, reject) => {
    httpRequest(it.sandbox.url, { headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once("error", reject)
      .end();
  });
  expect(status).toBe(421);
});
