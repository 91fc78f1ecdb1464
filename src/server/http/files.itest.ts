import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { env } from "#/env.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { createFileStorage } from "#/server/gateways/storage.ts";
import { creditNoteFile, invoiceFile } from "#/server/http/files.ts";
import type { BuiltTenant } from "../../../prisma/seed/build-tenant.ts";
import { buildJobCard } from "../../../prisma/seed/builders.ts";
import { asAdmin, newTenant, signIn, testOrigin } from "../../../tests/harness/people.ts";

afterAll(closeDatabase);

const storage = createFileStorage(`${env.DATA_DIR}/files`);
const pdf = Buffer.from("%PDF-1.7 the paper");
const drawn: string[] = [];
const headersOf = (cookie?: string, more: Record<string, string> = {}) =>
  new Headers({ host: "localhost:3000", ...(cookie === undefined ? {} : { cookie }), ...more });
const ask = (invoiceId: string, cookie?: string, { query = "", more = {} } = {}) =>
  invoiceFile(
    new Request(`${testOrigin}/api/files/invoices/${invoiceId}${query}`, { headers: headersOf(cookie, more) }),
    invoiceId,
    storage,
    async (ctx, invoice) => {
      drawn.push(`${ctx.tenantId}/${invoice.id}`);
      return { sha256: createHash("sha256").update(pdf).digest("hex"), content: pdf };
    },
  );

let tenant: BuiltTenant;
let owner: string;
let invoiceId: string;
beforeAll(async () => {
  tenant = await newTenant();
  owner = await signIn(tenant.members.owner.email);
  const { jobCardId } = await asAdmin((client) =>
    buildJobCard(client, tenant, { status: "IN_PROGRESS", odometerIn: 1000, odometerOut: 1001 }),
  );
  await createCaller(createContext(headersOf(owner))).jobCard.complete({
    jobCardId,
    idempotencyKey: "complete-for-its-paper",
  });
  invoiceId = await asAdmin(
    async (client) => (await client.query("select id from invoice where job_card_id = $1", [jobCardId])).rows[0].id,
  );
});

it("makes the PDF that is not there yet", async () => {
  const response = await ask(invoiceId, owner);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(pdf);
  expect(drawn).toEqual([`${tenant.tenantId}/${invoiceId}`]);
});

it("sends the stored PDF to its tenant's members with the right, and to nobody else", async () => {
  const key = `${tenant.tenantId}/invoices/${invoiceId}.pdf`;
  const { sha256, size } = await storage.put(key, pdf);
  await asAdmin((client) =>
    client.query(
      "insert into invoice_file (tenant_id, invoice_id, storage_key, sha256, bytes, pages) values ($1, $2, $3, $4, $5, 1)",
      [tenant.tenantId, invoiceId, key, sha256, size],
    ),
  );

  const response = await ask(invoiceId, owner);
  expect(response.status).toBe(200);
  expect(drawn).toHaveLength(1);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(pdf);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/pdf",
    "content-disposition": expect.stringMatching(/^inline; filename="invoice-[\w.-]+\.pdf"$/),
    "content-security-policy": "frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    etag: `"${createHash("sha256").update(pdf).digest("hex")}"`,
  });
  expect((await ask(invoiceId, owner, { query: "?download" })).headers.get("content-disposition")).toMatch(
    /^attachment;/,
  );
  expect((await ask(invoiceId, owner, { more: { "if-none-match": response.headers.get("etag") ?? "" } })).status).toBe(
    304,
  );

  const rival = await newTenant();
  expect((await ask(invoiceId)).status).toBe(401);
  expect((await ask(invoiceId, await signIn(tenant.members.technician.email))).status).toBe(403);
  expect((await ask(invoiceId, await signIn(rival.members.owner.email))).status).toBe(404);
});

it.each(["not-an-id", "0190a3c0-0000-7000-8000-000000000000", "../../etc/passwd"])("has no invoice %s", async (id) => {
  expect((await ask(id, owner)).status).toBe(404);
});

it("sends a credit note to whoever may read invoices: made when it is first asked for, nowhere for another tenant", async () => {
  const { creditNoteId, number } = await createCaller(createContext(headersOf(owner))).invoice.credit({
    invoiceId,
    reason: "Goodwill",
    credit: { by: "amount", amountMinor: 100 },
    idempotencyKey: "credit-for-its-paper",
  });
  const asked: string[] = [];
  const askNote = (id: string, cookie?: string) =>
    creditNoteFile(
      new Request(`${testOrigin}/api/files/credit-notes/${id}`, { headers: headersOf(cookie) }),
      id,
      storage,
      async (ctx, note) => {
        asked.push(`${ctx.tenantId}/${note.id}`);
        return { sha256: createHash("sha256").update(pdf).digest("hex"), content: pdf };
      },
    );
  const response = await askNote(creditNoteId, owner);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-disposition")).toBe(`inline; filename="credit-note-${number}.pdf"`);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(pdf);
  expect(asked).toEqual([`${tenant.tenantId}/${creditNoteId}`]);

  const rival = await newTenant();
  expect((await askNote(creditNoteId)).status).toBe(401);
  expect((await askNote(creditNoteId, await signIn(tenant.members.technician.email))).status).toBe(403);
  const elsewhere = await askNote(creditNoteId, await signIn(rival.members.owner.email));
  expect(elsewhere.status).toBe(404);
  expect(await elsewhere.text()).toContain("This credit note is not here.");
  // An invoice's id is no credit note's.
  expect((await askNote(invoiceId, owner)).status).toBe(404);
  expect(asked).toHaveLength(1);
});
