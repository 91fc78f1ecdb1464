import { rm } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, expect, test } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { logoKey, logoLimits } from "#/domain/logo.ts";
import { invoicePdfNow } from "#/inngest/invoice-pdf.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { logoFile, receiveLogo } from "#/server/http/logo-files.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { removeLogo, setLogo } from "#/server/orchestrators/keep-logo.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";
import * as settings from "#/server/services/settings.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { keepLogo, logoPicture, shownLogo, storage } from "../doors/logo.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const newTenant = () => buildTenant(admin, { name: "Northside" });
const shown = (tenant: BuiltTenant) =>
  runInTenant(tenant.tenantId, () => settings.business(readDb(contextOf(tenant, "owner"))));
const fetched = (tenantId: string, sha256: string, headers: Record<string, string> = {}) =>
  logoFile(new Request(`${testOrigin}/api/files/logos`, { headers }), { tenantId, sha256 }, storage);

const sent = async (cookie: string, body: Uint8Array<ArrayBuffer>, replaces = "none", key = uuidv7()) => {
  const response = await receiveLogo(
    new Request(`${testOrigin}/api/files/logo?replaces=${replaces}&key=${key}`, {
      method: "POST",
      body,
      headers: { host: "localhost:3000", cookie, origin: testOrigin, "content-type": "application/octet-stream" },
    }),
    storage,
  );
  return { status: response.status, text: await response.text() };
};

test("a logo is kept under its hash, shown to anybody for ever, and told in the audit", async () => {
  const tenant = await newTenant();
  const sha256 = await keepLogo(tenant);
  expect(await shown(tenant)).toMatchObject({ version: 1, logo: { sha256, width: 300, height: 100 } });

  const response = await fetched(tenant.tenantId, sha256);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "content-disposition": 'inline; filename="logo.png"',
    "content-security-policy": expect.stringContaining("sandbox"),
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    etag: `"${sha256}"`,
  });
  expect(await sharp(Buffer.from(await response.arrayBuffer())).metadata()).toMatchObject({ width: 300, height: 100 });
  expect((await fetched(tenant.tenantId, sha256, { "if-none-match": `"${sha256}"` })).status).toBe(304);

  const { rows } = await admin.query<{ changes: { logo: string[] }; actor_name: string }>(
    "select changes, actor_name from audit_entry where tenant_id = $1 and action = 'logo.changed'",
    [tenant.tenantId],
  );
  expect(rows).toEqual([
    {
      actor_name: tenant.members.owner.name,
      changes: { logo: [null, `300 × 100 pixels, ${sha256.slice(0, 8)}`] },
    },
  ]);
});

test("a logo is one tenant's: under another's name its hash finds nothing, nor does a path", async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  const sha256 = await keepLogo(tenant);
  expect((await shown(other)).logo).toBeNull();
  for (const [tenantId, hash] of [
    [other.tenantId, sha256],
    [tenant.tenantId, "0".repeat(64)],
    [tenant.tenantId, "../../../etc/passwd"],
    ["..", sha256],
    [tenant.tenantId, sha256.toUpperCase()],
  ] as const)
    expect((await fetched(tenantId, hash)).status).toBe(404);
});

test("of two who change it at once the later is told, and what she saw is not taken away unseen", async () => {
  const tenant = await newTenant();
  const first = await keepLogo(tenant);
  const owner = contextOf(tenant, "owner");
  await expect(keepLogo(tenant, await logoPicture("#0000ff"))).rejects.toMatchObject({ code: "STALE_VERSION" });
  await expect(removeLogo(owner, { sha256: "0".repeat(64), idempotencyKey: uuidv7() })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  expect(await shownLogo(admin, tenant)).toBe(first);

  const outcomes = await Promise.allSettled(
    ["#00ff00", "#0000ff", "#ff00ff"].map(async (colour) => keepLogo(tenant, await logoPicture(colour), first)),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("removed, it is shown no more, and stays for what was sent with it", async () => {
  const tenant = await newTenant();
  const sha256 = await keepLogo(tenant);
  const input = { sha256, idempotencyKey: uuidv7() };
  const owner = contextOf(tenant, "owner");
  expect(await removeLogo(owner, input)).toEqual({ logo: null });
  // The same key is answered again, though nothing is there to remove.
  expect(await removeLogo(owner, input)).toEqual({ logo: null });
  expect((await shown(tenant)).logo).toBeNull();
  expect((await fetched(tenant.tenantId, sha256)).status).toBe(200);
});

test("what is no picture comes back as a sentence, through the door, and leaves nothing", async () => {
  const tenant = await newTenant();
  const cookie = await signIn(tenant.members.owner.email);
  const refusals: [string, Uint8Array<ArrayBuffer>, number, string][] = [
    ["SVG", Uint8Array.from(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")), 400, "SVG"],
    ["too large", new Uint8Array(logoLimits.bytes + 1), 413, "over 5 MB"],
    ["nothing", new Uint8Array(0), 400, "empty"],
    ["white on clear", await logoPicture("#ffffff"), 400, "light grounds"],
    ["light grey", await logoPicture("#eeeeee"), 400, "light grounds"],
    ["cut short", (await logoPicture()).slice(0, 60), 400, "damaged"],
  ];
  for (const [name, bytes, status, words] of refusals) {
    const answer = await sent(cookie, bytes);
    expect([name, answer.status, answer.text]).toEqual([name, status, expect.stringContaining(words)]);
  }
  expect((await sent(cookie, await logoPicture(), "first")).status).toBe(400);
  const { rows } = await admin.query("select from stored_image where tenant_id = $1", [tenant.tenantId]);
  expect([rows.length, (await shown(tenant)).logo]).toEqual([0, null]);
  expect((await sent(cookie, await logoPicture())).status).toBe(200);
});

test("a tenant's logos have a share of the storage; one that is kept already takes no more of it", async () => {
  const tenant = await newTenant();
  const first = await keepLogo(tenant);
  const bytes = logoLimits.tenantBytes;
  await insertRows(admin, "stored_image", [
    { tenant_id: tenant.tenantId, sha256: "f".repeat(64), storage_key: "full", width: 1, height: 1, bytes },
  ]);
  const other = await newTenant();
  await expect(keepLogo(tenant, await logoPicture("#00ff00"), first)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringContaining("20 MB"),
  });
  await keepLogo(other, await logoPicture("#00ff00"));
  expect(await shownLogo(admin, tenant)).toBe(first);
});

test("killed after the file lay there and before its row: nothing is shown, and the same key goes through", async () => {
  const tenant = await newTenant();
  const input = { bytes: await logoPicture("#123456"), replaces: null, idempotencyKey: uuidv7() };
  for (const point of [
    "settings.set-logo/store:before",
    "settings.set-logo/store:after",
    "settings.set-logo/commit:before",
  ]) {
    armCrashPoints(async (passed) => {
      if (passed === point) throw new Error(`died at ${point}`);
    });
    await expect(setLogo(contextOf(tenant, "owner"), input, storage)).rejects.toThrow(
      point.endsWith("commit:before") ? "Nothing was changed" : point,
    );
    armCrashPoints(undefined);
    expect(await shownLogo(admin, tenant)).toBe("none");
  }
  await setLogo(contextOf(tenant, "owner"), input, storage);
  expect(await shownLogo(admin, tenant)).not.toBe("none");
  const once = await admin.query("select from audit_entry where tenant_id = $1 and action = 'logo.changed'", [
    tenant.tenantId,
  ]);
  expect(once.rows).toHaveLength(1);
});

test("nothing is put into storage for one who may not, or whose share is used up", async () => {
  const tenant = await newTenant();
  const put: string[] = [];
  const watched: Storage = {
    ...storage,
    put: (key, bytes) => {
      put.push(key);
      return storage.put(key, bytes);
    },
  };
  await insertRows(admin, "stored_image", [
    { tenant_id: tenant.tenantId, sha256: "f".repeat(64), storage_key: "full", width: 1, height: 1, bytes: 20_000_000 },
  ]);
  const input = { bytes: await logoPicture(), replaces: null, idempotencyKey: uuidv7() };
  await expect(setLogo(contextOf(tenant, "owner"), input, watched)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(put).toEqual([]);
});

test("an invoice keeps the logo it was issued with: drawn anew after another came, it has the same bytes", async () => {
  const tenant = await newTenant();
  const ctx = contextOf(tenant, "owner");
  const first = await keepLogo(tenant, await logoPicture("#7a1f1b"));
  const { jobCardId } = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR" }] });
  const { invoiceId } = await completeJobCard(ctx, { jobCardId, idempotencyKey: uuidv7() });
  const draw = () =>
    runInTenant(tenant.tenantId, async () => invoicePdfNow(ctx, await invoiceToDraw(readDb(ctx), invoiceId)));

  const before = await draw();
  const pdf = Buffer.from(before.content).toString("latin1");
  expect(pdf).toContain("/Subtype /Image");
  // In colour, and without a mask: what is clear was filled when it came.
  expect(pdf).toContain("/DeviceRGB");
  expect(pdf).not.toContain("/SMask");

  const second = await keepLogo(tenant, await logoPicture("#0000ff"), first);
  await rm(join(process.env.DATA_DIR ?? "", "files", tenant.tenantId, "invoices"), { recursive: true });
  expect((await draw()).sha256).toBe(before.sha256);

  await removeLogo(ctx, { sha256: second, idempotencyKey: uuidv7() });
  await rm(join(process.env.DATA_DIR ?? "", "files", tenant.tenantId, "invoices"), { recursive: true });
  expect((await draw()).sha256).toBe(before.sha256);

  // Without the file another paper would come of it: it says what helps instead.
  await rm(join(process.env.DATA_DIR ?? "", "files", tenant.tenantId, "invoices"), { recursive: true });
  await rm(join(process.env.DATA_DIR ?? "", "files", logoKey(tenant.tenantId, first)));
  await expect(draw()).rejects.toThrow("no longer kept. Choose that file once more");
  await keepLogo(tenant, await logoPicture("#7a1f1b"));
  expect((await draw()).sha256).toBe(before.sha256);
});
