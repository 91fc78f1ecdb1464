import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { may, type Role, roles } from "#/domain/permissions.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { type Answer, readAnswer, trpcRequest } from "../harness/client.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";
import { checksumOf } from "./checksum.ts";
import { examples } from "./examples.ts";
import { idPaths, namesIn, valueAt, withId } from "./ids.ts";
import { permissions } from "./permissions.ts";
import { kindOf, type Procedure, procedures } from "./procedures.ts";
import { buildWorld, type World } from "./world.ts";

const admin = adminPool();
let own: World;
let other: World;
const cookies = new Map<Role, string>();
beforeAll(async () => {
  own = await buildWorld(admin, ownerOf);
  other = await buildWorld(admin, ownerOf);
  for (const { role, email } of Object.values(own.tenant.members)) cookies.set(role, await signIn(email));
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const ask = async (kind: "query" | "mutation", path: string, input: unknown, cookie: string | null): Promise<Answer> =>
  readAnswer(await handleTrpc(trpcRequest(testOrigin, kind, path, input, cookie)));

const ownerOf = async ({ members }: BuiltTenant) => {
  let cookie = await signIn(members.owner.email);
  return async (kind: "query" | "mutation", path: string, input: object): Promise<unknown> => {
    const first = await ask(kind, path, input, cookie);
    // Some examples end the owner's other sessions, this one too.
    if (first.failure === "UNAUTHENTICATED") cookie = await signIn(members.owner.email);
    const { failure, data, text } = first.failure === "UNAUTHENTICATED" ? await ask(kind, path, input, cookie) : first;
    if (failure !== null) throw new Error(`${path} was refused: ${text}`);
    return data;
  };
};

const keyed = (procedure: Procedure, input: object): object =>
  kindOf(procedure) === "mutation" ? { ...input, idempotencyKey: uuidv7() } : input;

const exampleOf = async ({ path }: Procedure, world: World): Promise<object> => {
  const example = examples[path];
  if (!example) throw new Error(`There is no example of ${path}.`);
  return example(world);
};

/** "public", or the roles that may. */
const isOpenTo = ({ path }: Procedure, role: Role | null): boolean => {
  const who = permissions[path];
  if (who === undefined) throw new Error(`Nobody has said who may ask for ${path}.`);
  return who === "public" || (role !== null && may(role, who));
};

const callers: readonly (Role | null)[] = [null, "OWNER", "ADMIN", "ADVISOR", "TECHNICIAN", "ACCOUNTANT"];

describe.each(callers)("for %s", (role) => {
  it("each procedure answers as the table says, and shows no more than the role may see", async () => {
    const cookie = role === null ? null : (cookies.get(role) ?? null);
    const sees = (permission: "price.read" | "cost.read") => role !== null && may(role, permission);
    const wrong: unknown[] = [];
    for (const procedure of procedures) {
      const input = keyed(procedure, await exampleOf(procedure, own));
      const { status, failure, data, text } = await ask(kindOf(procedure), procedure.path, input, cookie);
      const expected = isOpenTo(procedure, role)
        ? [200, null]
        : role === null
          ? [401, "UNAUTHENTICATED"]
          : [403, "FORBIDDEN"];
      if (status !== expected[0] || failure !== expected[1]) wrong.push([procedure.path, status, text]);
      // What somebody owes is theirs to see, by the link that was sent to them.
      const theirs = procedure.path === "pay.byToken";
      const hidden = [...namesIn(theirs ? null : data)].filter(
        (name) =>
          (/Minor$|^(price|totals|discountBp)$/.test(name) && !sees("price.read")) ||
          (/cost|margin/i.test(name) && !sees("cost.read")),
      );
      if (hidden.length > 0) wrong.push([procedure.path, "shows", hidden]);
    }
    expect(wrong).toEqual([]);
  });
});

describe("another tenant's id", () => {
  const foreign = new Map<string, object>();
  let before: Record<string, string>;
  beforeAll(async () => {
    for (const procedure of procedures) foreign.set(procedure.path, await exampleOf(procedure, other));
    before = await checksumOf(admin, other.tenant.tenantId);
    // Every example is made once, one after another.
  }, 180_000);

  it.each([...Object.values(roles)])(
    "given by %s answers as one that is nowhere",
    { timeout: 180_000 },
    async (role) => {
      const cookie = cookies.get(role) ?? null;
      const wrong: unknown[] = [];
      for (const procedure of procedures.filter((each) => isOpenTo(each, role))) {
        const theirs = foreign.get(procedure.path) ?? {};
        const mine = await exampleOf(procedure, own);
        const places = idPaths(mine);
        /** The answer when other ids stand in these places, whichever ids they are. */
        const asked = async (at: typeof places, idFor: (place: (typeof places)[number]) => unknown) => {
          const ids = at.map(idFor);
          const input = at.reduce<object>((given, place, index) => Object(withId(given, place, ids[index])), mine);
          const { status, text } = await ask(kindOf(procedure), procedure.path, keyed(procedure, input), cookie);
          return { status, text: ids.reduce<string>((told, id) => told.replaceAll(String(id), "given"), text) };
        };
        for (const at of [...places.map((place) => [place]), places]) {
          if (at.length === 0) continue;
          const answer = await asked(at, (place) => valueAt(theirs, place));
          const missing = await asked(at, () => uuidv7());
          const known = kindOf(procedure) === "query" ? [404, 200] : [404];
          if (answer.text !== missing.text || !known.includes(answer.status))
            wrong.push([procedure.path, at.join(" "), answer, missing]);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it("has changed nothing there: not a row of any table", async () => {
    expect(await checksumOf(admin, other.tenant.tenantId)).toEqual(before);
  });
});
