import fc from "fast-check";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { appRouter } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { jsonRequest, newTenant, signIn, testOrigin } from "../../../tests/harness/people.ts";
import { rounds } from "../../../tests/harness/rounds.ts";

afterAll(closeDatabase);

const definition = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  inputs: z.array(z.unknown()),
  output: z.unknown(),
});
const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  ...definition.parse(Reflect.get(procedure, "_def")),
}));
const mutations = procedures.filter(({ type }) => type === "mutation");

const fieldsOf = ({ inputs: [input] }: (typeof procedures)[number]): string[] =>
  input instanceof z.ZodObject ? Object.keys(input.shape) : [];

let owner: string;
let ids: string[];
beforeAll(async () => {
  const tenant = await newTenant();
  ids = [tenant.branchId, tenant.members.technician.memberId, tenant.tenantId];
  owner = await signIn(tenant.members.owner.email);
});

describe("every procedure", () => {
  it("says the shape of its answer", () => {
    expect(procedures.filter(({ output }) => output === undefined).map(({ path }) => path)).toEqual([]);
  });

  it("that changes something takes an idempotency key", () => {
    expect(
      mutations.filter((procedure) => !fieldsOf(procedure).includes("idempotencyKey")).map(({ path }) => path),
    ).toEqual([]);
  });

  it("answers the signed-out 401 and nothing else", async () => {
    for (const { path, type } of procedures) {
      const response =
        type === "query"
          ? await handleTrpc(new Request(`${testOrigin}/api/trpc/${path}`, { headers: { host: "localhost:3000" } }))
          : await handleTrpc(jsonRequest(`/api/trpc/${path}`, {}));
      expect([path, response.status]).toEqual([path, 401]);
    }
  });

  it("that changes something is closed to other types and origins", async () => {
    const types = [
      "application/json",
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/octet-stream",
    ];
    const origins: Record<string, string>[] = [
      { origin: testOrigin, "sec-fetch-site": "same-origin" },
      { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
      {},
    ];
    for (const { path } of mutations)
      for (const type of types)
        for (const origin of origins) {
          const request = new Request(`${testOrigin}/api/trpc/${path}`, {
            method: "POST",
            headers: { host: "localhost:3000", cookie: owner, "content-type": type, ...origin },
            body: "{}",
          });
          const { status } = await handleTrpc(request);
          const expected = origin.origin !== testOrigin ? 403 : type !== "application/json" ? 415 : 400;
          expect([path, type, origin.origin, status]).toEqual([path, type, origin.origin, expected]);
        }
  });
});

// What people, broken programs and attackers put where something else belongs.
const nasty = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(
      null,
      "",
      " ",
      "0",
      "-1",
      "1e999",
      "NaN",
      "999999999999999999999",
      "4.5",
      "4.5555",
      "-0.001",
      true,
      false,
      0,
      -1,
      0.1,
      2 ** 31,
      2 ** 53,
      1e308,
      -1e308,
    ),
    fc.constantFrom<unknown>(
      "a\u0000b",
      "\ud800",
      "‮evil",
      "'; drop table part; --",
      "%",
      "_",
      "\\",
      "x".repeat(100_000),
      "🚗".repeat(300),
      "0x41",
      "{{7*7}}",
      "<script>",
    ),
    fc.constantFrom<unknown>(
      "00000000-0000-0000-0000-000000000000",
      "not-a-uuid",
      "2026-02-30",
      "2026-13-01T25:00:00Z",
      "275760-09-13",
      new Date(8.64e15),
      new Date(0),
      1n,
      undefined,
    ),
    fc.constantFrom<unknown>(
      [],
      {},
      [[]],
      { a: { b: {} } },
      Array(2000).fill(1),
      Array(600).fill({}),
      new Set([1]),
      new Map([["a", 1]]),
      /a+$/,
    ),
    fc.uuid(),
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.integer(),
    fc.date({ noInvalidDate: false }),
    fc.nat(2).map((index) => ids[index]),
    fc.constantFrom<unknown>("COMPLETED", "LABOUR", "IN_PROGRESS", "CASH"),
  );

const oneLevel = fc.oneof(
  { weight: 4, arbitrary: nasty() },
  fc.array(nasty(), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("id", "quantity", "note", "partId", "from", "kind"), nasty(), { maxKeys: 4 }),
);

const inputFor = (procedure: (typeof procedures)[number]): fc.Arbitrary<unknown> => {
  const fields = fieldsOf(procedure);
  const shaped = fc.record(
    Object.fromEntries(
      fields.map((field) => [
        field,
        field === "idempotencyKey" ? fc.uuid() : field.endsWith("Id") ? fc.oneof(fc.uuid(), nasty()) : oneLevel,
      ]),
    ),
    { requiredKeys: [] },
  );
  return fc.oneof({ weight: 8, arbitrary: shaped }, { weight: 2, arbitrary: oneLevel });
};

const bodyFor = (procedure: (typeof procedures)[number]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 7, arbitrary: inputFor(procedure).map((input) => JSON.stringify(superjson.serialize(input))) },
    {
      weight: 1,
      arbitrary: inputFor(procedure).map((input) =>
        JSON.stringify({
          json: superjson.serialize(input).json,
          meta: { values: { id: ["Date"], quantity: ["bigint"], note: ["regexp"] } },
        }),
      ),
    },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  );

it("nothing that is sent makes the server fail", async () => {
  const cases = fc
    .constantFrom(...procedures)
    .chain((procedure) => bodyFor(procedure).map((body) => ({ procedure, body })));
  await fc.assert(
    fc.asyncProperty(cases, async ({ procedure: { path, type }, body }) => {
      const request =
        type === "query"
          ? new Request(`${testOrigin}/api/trpc/${path}?input=${encodeURIComponent(body.toWellFormed())}`, {
              headers: { host: "localhost:3000", cookie: owner },
            })
          : jsonRequest(`/api/trpc/${path}`, body, { cookie: owner });
      const response = await handleTrpc(request);
      const text = await response.text();
      if (response.status >= 500) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    }),
    { numRuns: rounds(5000, 50_000) },
  );
}, 300_000);
