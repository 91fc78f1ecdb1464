import { createHash } from "node:crypto";
import { join } from "node:path";
import type pg from "pg";
import sharp from "sharp";
import { uuidv7 } from "#/domain/ids.ts";
import { logoChanged } from "#/domain/logo.ts";
import { createFileStorage } from "#/server/gateways/storage.ts";
import { setLogo } from "#/server/orchestrators/keep-logo.ts";
import type { BuiltTenant } from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { contextOf } from "../harness/world.ts";

/** Where the server of these tests keeps its files. */
export const storage = createFileStorage(join(process.env.DATA_DIR ?? "", "files"));

/** A picture of one colour, as a person would choose it. */
export const logoPicture = async (background = "#7a1f1b", width = 300, height = 100) =>
  Uint8Array.from(
    await sharp({ create: { width, height, channels: 4, background } })
      .png()
      .toBuffer(),
  );

/** The hash of the logo that is shown, or `none`. */
export const shownLogo = async (admin: pg.Pool, { tenantId }: BuiltTenant): Promise<string> => {
  const { rows } = await admin.query<{ sha256: string | null }>(
    "select logo ->> 'sha256' as sha256 from tenant where id = $1",
    [tenantId],
  );
  return rows[0]?.sha256 ?? "none";
};

/** Shows a logo through the product's own door, in place of `replaces`; its hash. */
export const keepLogo = async (tenant: BuiltTenant, bytes?: Uint8Array, replaces: string | null = null) => {
  const input = { bytes: bytes ?? (await logoPicture()), replaces, idempotencyKey: uuidv7() };
  const { logo } = logoChanged.parse(await setLogo(contextOf(tenant, "owner"), input, storage));
  return logo?.sha256 ?? "";
};

/** Rows of a logo whose file nobody has made; its hash, another one each time. */
export const buildLogo = async (admin: pg.Pool, { tenantId }: BuiltTenant): Promise<string> => {
  const sha256 = createHash("sha256").update(uuidv7()).digest("hex");
  const size = { sha256, width: 300, height: 100, bytes: 2000 };
  const row = { tenant_id: tenantId, sha256, storage_key: `${tenantId}/logos/${sha256}.png` };
  await insertRows(admin, "stored_image", [{ ...row, width: 300, height: 100, bytes: 2000 }]);
  await admin.query("update tenant set logo = $2 where id = $1", [tenantId, { ...size, mail: size }]);
  return sha256;
};
