import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { appRouter } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { permissions } from "../../../tests/doors/permissions.ts";
import { jsonRequest, newTenant, signIn, testOrigin } from "../../../tests/harness/people.ts";

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
beforeAll(async () => {
  const tenant = await newTenant();
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

  it("answers the signed-out 401 and nothing else, unless it is for anybody", async () => {
    for (const { path, type } of procedures) {
      const response =
        type === "query"
          ? await handleTrpc(new Request(`${testOrigin}/api/trpc/${path}`, { headers: { host: "localhost:3000" } }))
          : await handleTrpc(jsonRequest(`/api/trpc/${path}`, {}));
      expect([path, response.status]).toEqual([path, permissions[path] === "public" ? 400 : 401]);
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
