import fc from "fast-check";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { appRouter } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { buildJobCards, buildParts } from "../../../prisma/seed/builders.ts";
import { arbitraryFor } from "../../../tests/harness/from-schema.ts";
import { asAdmin, jsonRequest, newTenant, signIn, testOrigin } from "../../../tests/harness/people.ts";
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
let ids: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  const tenant = await newTenant();
  owner = await signIn(tenant.members.owner.email);
  const { parts, cards } = await asAdmin(async (client) => ({
    parts: await buildParts(client, tenant, 5),
    cards: await buildJobCards(client, tenant, 12, { status: "IN_PROGRESS" }),
  }));
  ids = {
    branchId: [tenant.branchId],
    technicianId: [tenant.members.technician.memberId],
    bayId: tenant.bays.map(({ id }) => id),
    partId: parts.map(({ partId }) => partId),
    jobCardId: cards.map(({ jobCardId }) => jobCardId),
    vehicleId: cards.map(({ vehicleId }) => vehicleId),
    customerId: cards.map(({ customerId }) => customerId),
  };
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
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "NaN",
    "999999999999999999999",
    "4.5555",
    "-0.001",
    true,
  ),
  fc.constantFrom<unknown>(
    0,
    -1,
    0.1,
    2 ** 31,
    2 ** 53,
    1e308,
    -1e308,
    1n,
    [],
    {},
    [[]],
    new Set([1]),
    new Map([["a", 1]]),
    /a+$/,
  ),
  fc.constantFrom<unknown>(
    "a\u0000b",
    "\ud800",
    "\u202eevil",
    "'; drop table part; --",
    "%",
    "_",
    "\\",
    "{{7*7}}",
    "<script>",
  ),
  fc.constantFrom<unknown>("x".repeat(100_000), "🚗".repeat(300), Array(2000).fill(1), Array(600).fill({}), {
    a: { b: {} },
  }),
  fc.constantFrom<unknown>(
    "00000000-0000-0000-0000-000000000000",
    "2026-02-30",
    "2026-13-01T25:00:00Z",
    new Date(8.64e15),
    new Date(0),
  ),
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.date({ noInvalidDate: false }),
);

const bodyFor = ({ inputs: [input] }: (typeof procedures)[number]): fc.Arbitrary<string> => {
  const value = input instanceof z.ZodType ? arbitraryFor(input, { ids, nasty }) : nasty;
  const body = value.map((given) => JSON.stringify(superjson.serialize(given)));
  const wrongTypes = value.map((given) =>
    JSON.stringify({
      json: superjson.serialize(given).json,
      meta: { values: { branchId: ["Date"], quantity: ["bigint"], note: ["regexp"] } },
    }),
  );
  return fc.oneof(
    { weight: 8, arbitrary: body },
    { weight: 1, arbitrary: wrongTypes },
    fc.json(),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
};

it("nothing that is sent makes the server fail", async () => {
  const answers: Record<number, number> = {};
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
      answers[response.status] = (answers[response.status] ?? 0) + 1;
      if (response.status >= 500) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    }),
    { numRuns: rounds(5000, 50_000) },
  );
  // Inputs that were all refused at the door would prove nothing about what lies behind it.
  expect(answers[200]).toBeGreaterThan(200);
  expect(answers[400]).toBeGreaterThan(200);
}, 300_000);
