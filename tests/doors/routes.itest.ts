import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { may, type Permission, permissionNames, type Role } from "#/domain/permissions.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { readAnswer, trpcRequest } from "../harness/client.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { routeFiles } from "../harness/route-files.ts";
import type { Method, RouteModule } from "../harness/route-match.ts";
import { adminPool } from "../harness/world.ts";
import { checksumOf } from "./checksum.ts";
import { examples } from "./examples.ts";
import { keepLogo, logoPicture, shownLogo } from "./logo.ts";
import { routes } from "./permissions.ts";
import { buildWorld, type World } from "./world.ts";

// Where there is a mailbox it must still be closed to everybody elsewhere.
vi.hoisted(() => {
  process.env.MAILBOX_DIR = `${process.env.DATA_DIR}/mailbox`;
});

const admin = adminPool();
const modules = new Map<string, RouteModule>();
let own: World;
let other: World;
const cookies = new Map<Role | null, string | null>([[null, null]]);
beforeAll(async () => {
  for (const { path, file } of routeFiles()) modules.set(path, await import(file));
  own = await buildWorld(admin, ownerOf);
  other = await buildWorld(admin, ownerOf);
  for (const { role, email } of Object.values(own.tenant.members)) cookies.set(role, await signIn(email));
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const ownerOf = async ({ members }: BuiltTenant) => {
  const cookie = await signIn(members.owner.email);
  return async (kind: "query" | "mutation", path: string, input: object): Promise<unknown> => {
    const answer = await readAnswer(await handleTrpc(trpcRequest(testOrigin, kind, path, input, cookie)));
    if (answer.failure !== null) throw new Error(answer.text);
    return answer.data;
  };
};

type Asked = {
  params?: Record<string, string>;
  query?: string;
  cookie?: string | null;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
};
const ask = async (
  path: string,
  method: Method,
  { params = {}, query = "", cookie = null, headers = {}, body: given = "{}" }: Asked = {},
) => {
  const handler = modules.get(path)?.[method];
  if (!handler) throw new Error(`${path} has no ${method}.`);
  const gone = new AbortController();
  const body = method === "GET" || method === "HEAD" ? null : given;
  const request = new Request(
    `${testOrigin}${path.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name) => params[name] ?? "x")}${query}`,
    {
      method,
      body,
      signal: gone.signal,
      headers: { host: "localhost:3000", ...(cookie === null ? {} : { cookie }), ...headers },
    },
  );
  const response = await handler(request, { params: Promise.resolve(params) });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isStream ? "" : await response.text();
  gone.abort();
  return { status: response.status, text };
};

const at = (who: string): [string, Method][] =>
  Object.entries(routes).flatMap(([path, route]) =>
    route.who === who ? route.methods.map((method): [string, Method] => [path, method]) : [],
  );

it("the engine's route answers nobody without its signature, whoever is signed in", async () => {
  for (const [path, method] of at("signature"))
    for (const cookie of cookies.values())
      expect([path, method, (await ask(path, method, { cookie })).status]).toEqual([path, method, 401]);
});

it("what a token opens is not there where none is set, whoever is signed in", async () => {
  for (const [path, method] of at("token"))
    for (const cookie of cookies.values())
      expect([path, (await ask(path, method, { cookie })).status]).toEqual([path, 404]);
});

it("what a customer's link opens is open to whoever holds it, and without it there is nothing", async () => {
  const { token } = z.object({ token: z.string() }).parse(await examples["visit.byToken"]?.(own));
  for (const [path, method] of at("link"))
    for (const [role, cookie] of cookies) {
      const statuses = [token, "x".repeat(43), ""].map(
        async (each) =>
          (await ask(path, method, { cookie, params: { token: each }, ...(await asFile(path, role)) })).status,
      );
      expect([path, await Promise.all(statuses)]).toEqual([path, [200, 404, 404]]);
    }
});

it("what is for this machine alone is not there for others, whoever is signed in", async () => {
  const elsewhere: Record<string, string>[] = [
    {},
    { "x-pitlane-peer": "203.0.113.7" },
    { "x-pitlane-peer": "127.0.0.1", host: "evil.test" },
  ];
  for (const [path, method] of at("loopback"))
    for (const cookie of cookies.values())
      for (const headers of elsewhere) {
        const { status } = await ask(path, method, { cookie, headers, params: { id: "0".repeat(32), index: "0" } });
        expect([path, headers, status]).toEqual([path, headers, 404]);
      }
  const here = { "x-pitlane-peer": "127.0.0.1" };
  expect((await ask("/dev/mailbox.json", "GET", { headers: here })).status).toBe(200);
});

const isPermission = (who: string): who is Permission => permissionNames.some((name) => name === who);

/** What a route that takes a file is sent, under a key of each one's own. */
async function asFile(path: string, role: Role | null): Promise<Asked> {
  switch (path) {
    case "/api/files/imports":
      return {
        query: `?noun=PARTS&name=parts.csv&key=routes-${role}`,
        headers: { origin: testOrigin, "content-type": "text/csv" },
        body: "SKU,Name\nROUTE-1,Wiper\n",
      };
    case "/api/files/logo":
      return {
        query: `?replaces=${await shownLogo(admin, own.tenant)}&key=${uuidv7()}`,
        headers: { origin: testOrigin, "content-type": "application/octet-stream" },
        body: await logoPicture(),
      };
    case "/api/files/messages/preview":
      return {
        headers: { origin: testOrigin, "content-type": "application/json" },
        body: JSON.stringify({ kind: "invoice", opening: "{first name}, thank you.", closing: "", text: "" }),
      };
    case "/api/files/visits/[token]/photos":
      return { headers: { origin: testOrigin, "content-type": "image/png" }, body: onePixel };
    default:
      return {};
  }
}
const onePixel = Uint8Array.from(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
);

/** A credit note of an invoice of its own. */
const creditNoteOf = async (world: World): Promise<string> => {
  const { invoiceId } = await world.invoice();
  const credit = { by: "amount", amountMinor: 100 };
  const given = { invoiceId, reason: "Goodwill", credit, idempotencyKey: uuidv7() };
  const issued = await world.asOwner("mutation", "invoice.credit", given);
  return z.object({ creditNoteId: z.string() }).parse(issued).creditNoteId;
};

/** A count of the workshop's parts. */
const countOf = async (world: World): Promise<string> =>
  z.object({ stockCountId: z.string() }).parse(await examples["stockCount.byId"]?.(world)).stockCountId;

/** An order of the workshop's part. */
const orderOf = async (world: World): Promise<string> =>
  z.object({ purchaseOrderId: z.string() }).parse(await examples["purchaseOrder.byId"]?.(world)).purchaseOrderId;

/** A photo that a customer has sent. */
const photoOf = async (world: World): Promise<string> => {
  const { token } = z.object({ token: z.string() }).parse(await examples["visit.byToken"]?.(world));
  const path = "/api/files/visits/[token]/photos";
  expect((await ask(path, "POST", { params: { token }, ...(await asFile(path, null)) })).status).toBe(200);
  const { rows } = await admin.query<{ id: string }>("select id from appointment_photo where tenant_id = $1", [
    world.tenant.tenantId,
  ]);
  const [row] = rows;
  if (!row) throw new Error("The photo was not kept.");
  return row.id;
};

it("what members may open is closed to the signed-out, and opens to each role that has the permission", async () => {
  const { invoiceId } = await own.invoice();
  const importId = await own.upload("CHECKED");
  const photoId = await photoOf(own);
  const stockCountId = await countOf(own);
  const creditNoteId = await creditNoteOf(own);
  const purchaseOrderId = await orderOf(own);
  for (const [path, { who, methods: known }] of Object.entries(routes)) {
    if (who !== "member" && !isPermission(who)) continue;
    for (const method of known)
      for (const [role, cookie] of cookies) {
        const { status } = await ask(path, method, {
          cookie,
          params: {
            invoiceId,
            creditNoteId,
            importId,
            photoId,
            stockCountId,
            purchaseOrderId,
            customerId: own.customer.customerId,
            provider: "xero",
          },
          ...(await asFile(path, role)),
        });
        const open = role !== null && (who === "member" || may(role, who));
        // A login elsewhere ends on a page, whatever came of it.
        const well = path === "/api/connections/[provider]" ? 303 : 200;
        expect([path, role, status]).toEqual([path, role, open ? well : role === null ? 401 : 403]);
      }
  }
});

it("another tenant's file is nowhere, and asking for it changes nothing there", async () => {
  const files = [
    ["/api/files/invoices/[invoiceId]", "invoiceId", (await other.invoice()).invoiceId, "invoice.read"],
    ["/api/files/credit-notes/[creditNoteId]", "creditNoteId", await creditNoteOf(other), "invoice.read"],
    ["/api/files/customers/[customerId]/export", "customerId", other.customer.customerId, "export.run"],
    ["/api/files/imports/[importId]/errors", "importId", await other.upload("CHECKED"), "import.run"],
    ["/api/files/stock-counts/[stockCountId]", "stockCountId", await countOf(other), "part.read"],
    ["/api/files/purchase-orders/[purchaseOrderId]", "purchaseOrderId", await orderOf(other), "purchase_order.read"],
    ["/api/files/appointments/[photoId]", "photoId", await photoOf(other), "appointment.read"],
  ] as const;
  const before = await checksumOf(admin, other.tenant.tenantId);
  for (const [path, name, id, permission] of files)
    for (const [role, cookie] of cookies) {
      const [theirs, missing] = await Promise.all(
        [id, uuidv7()].map((each) => ask(path, "GET", { cookie, params: { [name]: each } })),
      );
      expect([path, role, theirs]).toEqual([path, role, missing]);
      expect(theirs?.status).toBe(role === null ? 401 : may(role, permission) ? 404 : 403);
    }
  expect(await checksumOf(admin, other.tenant.tenantId)).toEqual(before);
});

it.each([
  ["/api/files/imports", "text/csv"],
  ["/api/files/logo", "application/octet-stream"],
])("a file comes in at %s from a page of ours alone, under the type %s", async (path, type) => {
  const cookie = cookies.get("OWNER") ?? null;
  const sent = async (headers: Record<string, string>) =>
    (await ask(path, "POST", { ...(await asFile(path, "OWNER")), cookie, headers })).status;
  const own = { "content-type": type };
  expect(await sent({ ...own, origin: testOrigin })).toBe(200);
  expect(await sent({ ...own, origin: "https://evil.test" })).toBe(403);
  expect(await sent({ ...own, origin: "null" })).toBe(403);
  expect(await sent(own)).toBe(403);
  for (const other of [
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json",
  ])
    expect([other, await sent({ "content-type": other, origin: testOrigin })]).toEqual([other, 415]);
});

it("a form that no page has is nowhere, and one of ours is read from our own pages alone", async () => {
  const path = "/api/forms/[form]";
  const headers = { origin: testOrigin, "content-type": "application/x-www-form-urlencoded" };
  expect((await ask(path, "POST", { params: { form: "none" }, headers, body: "a=b" })).status).toBe(404);
  for (const form of ["book", "cancel-visit", "reschedule-visit", "visit-photos"]) {
    const sent = (origin: string) =>
      ask(path, "POST", { params: { form }, headers: { ...headers, origin }, body: "token=none" });
    expect([form, (await sent("https://evil.test")).status]).toEqual([form, 403]);
    expect([form, (await sent(testOrigin)).status]).toEqual([form, 303]);
  }
});

it("anybody may ask for health and for a logo, and of accounts only for what stands open", async () => {
  const params = { tenantId: other.tenant.tenantId, sha256: await keepLogo(other.tenant) };
  for (const [path, method] of at("public"))
    expect([path, (await ask(path, method, { params })).status]).toEqual([path, 200]);
  const open = ["/sign-in/email", "/sign-out", "/get-session"];
  const closed = [
    "/sign-up/email",
    "/update-user",
    "/change-email",
    "/delete-user",
    "/list-sessions",
    "/reset-password",
  ];
  for (const [path, method] of at("account")) {
    for (const all of closed)
      for (const cookie of cookies.values())
        expect([all, (await ask(path, method, { cookie, params: { all: all.slice(1) } })).status]).toEqual([all, 404]);
    for (const all of open)
      expect([200, 400, 401, 403, 405, 415]).toContain(
        (await ask(path, method, { params: { all: all.slice(1) } })).status,
      );
  }
});
