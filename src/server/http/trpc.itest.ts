import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ValidationException } from "#/domain/errors.ts";
import { memberProcedure, mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { closeDatabase, pool } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import type { BuiltTenant } from "../../../prisma/seed/build-tenant.ts";
import { asAdmin, jsonRequest, newTenant, signIn, testOrigin } from "../../../tests/harness/people.ts";

afterAll(closeDatabase);

const ran: string[] = [];
const note = (name: string) => ({ ok: ran.push(name) > 0 });
const answer = z.object({ ok: z.boolean() });

// Stands in for routers to come: each way in which a procedure can be asked and can fail.
const doors = router({
  change: memberProcedure("job_card.edit")
    .input(mutationInput({ note: z.string().max(20) }))
    .output(answer)
    .mutation(() => note("change")),
  bare: memberProcedure("job_card.edit")
    .output(answer)
    .mutation(() => note("bare")),
  optional: publicProcedure
    .input(z.object({ a: z.string().optional() }).optional())
    .output(answer)
    .mutation(() => note("optional")),
  read: memberProcedure("job_card.read")
    .output(z.object({ tenantId: z.string(), correlationId: z.string() }))
    .query(({ ctx }) => ctx),
  stock: memberProcedure("stock.adjust")
    .output(answer)
    .query(() => note("stock")),
  refuses: publicProcedure.output(answer).query(() => {
    throw new ValidationException("STOCK_SHORT", "1 needed, none free.", { parts: ["p"] });
  }),
  breaks: publicProcedure.output(answer).query(() => {
    throw new Error("select secret from password");
  }),
  leaks: publicProcedure.output(answer).query(() => Object.assign({}, JSON.parse('{"ok":"not a boolean"}'))),
});
const call = (request: Request) => handleTrpc(request, doors);
const shapeOf = z.object({
  error: z.object({
    json: z.object({
      message: z.string(),
      data: z.looseObject({ code: z.string(), failure: z.string(), reference: z.string() }),
    }),
  }),
});
const failureIn = async (response: Response) => shapeOf.parse(await response.json()).error.json;

let tenant: BuiltTenant;
let advisor: string;
beforeAll(async () => {
  tenant = await newTenant();
  advisor = await signIn(tenant.members.advisor.email);
});

const get = (path: string, cookie?: string) =>
  new Request(`${testOrigin}/api/trpc/${path}`, {
    headers: { host: "localhost:3000", ...(cookie === undefined ? {} : { cookie }) },
  });
const validChange = { json: { note: "hello", idempotencyKey: "a-key-of-mine" } };

describe("a mutation runs only for same-origin JSON", () => {
  const types = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
  ];
  const origins: [string, Record<string, string>][] = [
    ["same", { origin: testOrigin, "sec-fetch-site": "same-origin" }],
    ["cross", { origin: "https://evil.test", "sec-fetch-site": "cross-site" }],
    ["sibling", { origin: "http://evil.localhost:3000", "sec-fetch-site": "same-site" }],
    ["none named", {}],
  ];
  const cases = ["change", "bare", "optional"].flatMap((path) =>
    types.flatMap((type) => origins.map(([origin, headers]) => ({ path, type, origin, headers }))),
  );

  it.each(cases)("$path as $type from $origin", async ({ path, type, origin, headers }) => {
    ran.length = 0;
    const request = new Request(`${testOrigin}/api/trpc/${path}`, {
      method: "POST",
      headers: { host: "localhost:3000", cookie: advisor, "content-type": type, ...headers },
      body: JSON.stringify(validChange),
    });
    const response = await call(request);
    const may = origin === "same" && type === "application/json";
    expect(response.status).toBe(may ? 200 : origin === "same" ? 415 : 403);
    expect(ran).toEqual(may ? [path] : []);
  });

  it("not by GET, and not by another method", async () => {
    ran.length = 0;
    expect((await call(get("bare", advisor))).status).toBe(405);
    expect((await call(new Request(`${testOrigin}/api/trpc/bare`, { method: "PUT", body: "{}" }))).status).toBe(405);
    expect(ran).toEqual([]);
  });
});

describe("who may", () => {
  it("is asked in every procedure", async () => {
    const response = await call(get("read"));
    expect(response.status).toBe(401);
    expect(await failureIn(response)).toMatchObject({
      message: "The session has ended. Sign in again.",
      data: { failure: "UNAUTHENTICATED" },
    });
  });

  it("is decided by the role", async () => {
    const response = await call(get("stock", advisor));
    expect(response.status).toBe(403);
    expect(await failureIn(response)).toMatchObject({
      data: { failure: "FORBIDDEN", details: { permission: "stock.adjust" } },
    });
  });

  it("ends with the membership, at the next call", async () => {
    const cookie = await signIn(tenant.members.accountant.email);
    expect((await call(get("read", cookie))).status).toBe(200);
    await asAdmin((client) =>
      client.query("update member set disabled_at = now() where id = $1", [tenant.members.accountant.memberId]),
    );
    expect((await call(get("read", cookie))).status).toBe(403);
  });

  it("runs as the session's tenant, whatever else is asked for", async () => {
    const response = await call(
      get(`read?input=${encodeURIComponent(JSON.stringify({ json: { tenantId: "other" } }))}`, advisor),
    );
    expect(await response.json()).toMatchObject({ result: { data: { json: { tenantId: tenant.tenantId } } } });
  });

  it("costs two look-ups for a batch of ten", async () => {
    await call(get("read", advisor));
    let taken = 0;
    const count = () => {
      taken += 1;
    };
    pool.on("acquire", count);
    const response = await call(get(`${Array(10).fill("read").join(",")}?batch=1&input={}`, advisor));
    pool.off("acquire", count);
    expect(response.status).toBe(200);
    expect(taken).toBe(2);
  });
});

describe("a failure", () => {
  it("that is foreseen keeps code, sentence and details", async () => {
    const response = await call(get("refuses"));
    expect(response.status).toBe(409);
    expect(await failureIn(response)).toMatchObject({
      message: "1 needed, none free.",
      data: { failure: "STOCK_SHORT", details: { parts: ["p"] } },
    });
  });

  it.each(["breaks", "leaks"])("that nobody foresaw says nothing of its inside (%s)", async (path) => {
    const response = await call(get(path));
    const { message, data } = await failureIn(response);
    expect(response.status).toBe(500);
    expect(message).toBe(`Something on our side failed. Nothing was changed. Reference ${data.reference}.`);
    expect(response.headers.get("x-correlation-id")).toBe(data.reference);
    expect(JSON.stringify(data)).not.toMatch(/secret|stack|not a boolean/);
  });

  it("of input names its fields in sentences", async () => {
    const response = await call(
      jsonRequest("/api/trpc/change", { json: { note: "x".repeat(21) } }, { cookie: advisor }),
    );
    expect(response.status).toBe(400);
    expect((await failureIn(response)).data).toMatchObject({
      failure: "INVALID_INPUT",
      fields: { note: "At most 20 characters.", idempotencyKey: "This is needed." },
    });
  });
});

describe("limits", () => {
  const batch = (size: number) =>
    jsonRequest(`/api/trpc/${Array(size).fill("bare").join(",")}?batch=1`, {}, { cookie: advisor });

  it("let ten calls in one request through, and not eleven", async () => {
    ran.length = 0;
    expect((await call(batch(10))).status).toBe(200);
    expect(ran).toHaveLength(10);
    expect((await call(batch(11))).status).toBe(400);
    expect((await call(batch(500))).status).toBe(400);
    expect(ran).toHaveLength(10);
  });

  it("refuse more than 1 MB in an envelope that the browser can read", async () => {
    const response = await call(
      jsonRequest("/api/trpc/change", { json: { note: "x".repeat(1_100_000) } }, { cookie: advisor }),
    );
    expect(response.status).toBe(413);
    expect((await failureIn(response)).message).toBe("This is more than 1 MB. Send less at once.");
  });

  it.each(["__proto__", "constructor", "toString", "%E0%A4%A", "", ".", "change.__proto__", "a,".repeat(50)])(
    "no procedure is called %s",
    async (path) => {
      const response = await call(jsonRequest(`/api/trpc/${path}`, {}, { cookie: advisor }));
      expect([400, 404]).toContain(response.status);
    },
  );

  it.each([
    '{"json":{"a":"x"},"meta":{"values":{"a":["custom","X"]}}}',
    '{"json":{"a":"x"},"meta":{"values":{"a":["class","Y"]}}}',
    '{"json":{"a":"x"},"meta":{"values":{"a":["bigint"]}}}',
    '{"json":{"a":"x"},"meta":{"values":{"a":["URL"]}}}',
    '{"json":{"a":"("},"meta":{"values":{"a":["regexp"]}}}',
    '{"json":null,"meta":{"values":{"a.b.c":["Date"]}}}',
    '{"json":{"a":1},"meta":{"values":7}}',
    '{"json":{"a":{}},"meta":{"referentialEqualities":{"a":["a.a","b"]}}}',
    '{"meta":null}',
    "7",
    "null",
    "[]",
    '"x"',
  ])("superjson that cannot be rebuilt is the caller's mistake: %s", async (body) => {
    const response = await call(jsonRequest("/api/trpc/change", body, { cookie: advisor }));
    expect(response.status).toBe(400);
  });
});
