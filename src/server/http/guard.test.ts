import { describe, expect, it } from "vitest";
import { admitJson, whyQueryUnsafe } from "#/server/http/guard.ts";

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://a.test/api/trpc/x", {
    method: "POST",
    body,
    headers: { host: "a.test", origin: "http://a.test", "content-type": "application/json", ...headers },
    // Node asks for it where a body is a stream; the DOM's types do not know it.
    ...{ duplex: "half" },
  });

const streamOf = (...chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

describe("a body", () => {
  it("is handed on as it came", async () => {
    const admitted = await admitJson(post('{"0":{"json":{"a":"Łukasz"}}}'));
    expect(admitted.ok && (await admitted.request.json())).toEqual({ 0: { json: { a: "Łukasz" } } });
  });

  it("may be empty", async () => {
    expect((await admitJson(post(null))).ok).toBe(true);
  });

  it.each<[string, BodyInit, Record<string, string>, number]>([
    ["larger than 1 MB by its own word", "{}", { "content-length": "1048577" }, 413],
    [
      "larger than 1 MB without a word",
      streamOf(...Array.from({ length: 17 }, () => new Uint8Array(65_536).fill(32))),
      {},
      413,
    ],
    ["broken JSON", '{"a":', {}, 400],
    ["not UTF-8", Uint8Array.from([0x22, 0xff, 0x22]), {}, 400],
    ["a NUL in a text", '{"a":"x\\u0000"}', {}, 400],
    ["a NUL in a name", '{"x\\u0000":1}', {}, 400],
    ["half a surrogate pair", '{"a":"\\ud800"}', {}, 400],
    ["__proto__", '{"a":{"__proto__":{"b":1}}}', {}, 400],
    ["constructor", '[{"constructor":1}]', {}, 400],
    ["40 levels", `${"[".repeat(40)}${"]".repeat(40)}`, {}, 400],
    ["400,000 levels", `${"[".repeat(400_000)}${"]".repeat(400_000)}`, {}, 400],
    ["another content type", "{}", { "content-type": "text/plain" }, 415],
    ["a content type with a tail", "{}", { "content-type": "application/json; boundary=x" }, 415],
    ["another charset", "{}", { "content-type": "application/json; charset=utf-16" }, 415],
    ["another site", "{}", { origin: "http://evil.test" }, 403],
  ])("%s is turned away", async (_name, body, headers, status) => {
    expect(await admitJson(post(body, headers))).toMatchObject({ ok: false, status });
  });

  it("of exactly 1 MB passes", async () => {
    expect((await admitJson(post(`"${"x".repeat(1024 * 1024 - 2)}"`))).ok).toBe(true);
  });

  it("that breaks off is turned away", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    expect(await admitJson(post(broken))).toMatchObject({ ok: false, status: 400 });
  });
});

describe("a query's input", () => {
  it.each([[null], [""], ['{"json":{"a":1}}']])("%s passes", (input) => expect(whyQueryUnsafe(input)).toBeNull());
  it.each([["{"], ['{"a":"\\u0000"}'], ['{"__proto__":1}']])("%s does not", (input) =>
    expect(whyQueryUnsafe(input)).toMatch(/\.$/),
  );
});
