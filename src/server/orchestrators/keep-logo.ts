import { ValidationException } from "#/domain/errors.ts";
import { type LogoView, logoBox, logoKey, logoLimits, type TenantLogo } from "#/domain/logo.ts";
import type { Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { type Db, readDb } from "#/server/db/transaction.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as images from "#/server/repositories/images.ts";
import * as tenants from "#/server/repositories/tenants.ts";
import { type Image, type ImageRules, isBlank, readImage } from "#/server/services/images.ts";
import { logoViewOf, stale } from "#/server/services/settings.ts";

type Keyed<Input> = Input & { readonly idempotencyKey: string };
type Changed = { readonly logo: LogoView | null };

const rules = {
  ...logoBox,
  maxBytes: logoLimits.bytes,
  maxPixels: logoLimits.pixels,
  as: "png",
  ground: "#ffffff",
} as const satisfies ImageRules;
/**
 * A mail program that turns a mail dark leaves its pictures alone. So the picture brings the mail's own light ground
 * with it, a little of it all around: on the light card it melts in, on a dark one it is a plate.
 */
const mailRules: ImageRules = { ...rules, ground: "#fdfdfc", margin: 12 };

/**
 * Shows another logo. It is drawn anew from what was sent, kept under its hash before anything names it, and the one
 * before stays for the invoices and mails that show it. `replaces` is the hash of the one that was on screen.
 * @throws INVALID_INPUT for what is no logo, or too much; STALE_VERSION when another one is shown by now
 */
export const setLogo = async (
  ctx: Ctx,
  { bytes, replaces, idempotencyKey }: Keyed<{ readonly bytes: Uint8Array; readonly replaces: string | null }>,
  storage: Storage,
): Promise<Changed> => {
  const paper = await readImage(bytes, rules);
  if (await isBlank(paper))
    throw new ValidationException(
      "INVALID_INPUT",
      "On white paper nothing of this logo could be seen. Choose the one that is made for light grounds.",
    );
  const mail = await readImage(bytes, mailRules);
  const kept = [paper, mail].map((image) => ({
    ...factsOf(image),
    storageKey: logoKey(ctx.tenantId, image.sha256),
    content: image.bytes,
  }));
  const rows = kept.map(({ content: _, ...row }) => row);
  await runInTenant(ctx.tenantId, () => requireRoom(readDb(ctx), rows));
  for (const { storageKey, content } of kept) {
    await crashPoint("settings.set-logo/store:before");
    await storage.put(storageKey, content);
    await crashPoint("settings.set-logo/store:after");
  }
  const logo: TenantLogo = { ...factsOf(paper), mail: factsOf(mail) };
  return executeInTransaction(
    ctx,
    "settings.set-logo",
    async (tx): Promise<Changed> => {
      const before = await tenants.lockLogo(tx);
      if ((before?.sha256 ?? null) !== replaces) throw staleLogo();
      await requireRoom(tx, rows);
      await images.insert(tx, rows);
      await tenants.setLogo(tx, logo);
      tx.audit({
        action: "logo.changed",
        subjectType: "tenant",
        subjectId: tx.tenantId,
        changes: { logo: [said(before), said(logo)] },
      });
      return { logo: logoViewOf(logo) };
    },
    // The file itself, told by its hash.
    { idempotencyKey, input: { replaces, sha256: logo.sha256 }, subject: { type: "tenant", id: ctx.tenantId } },
  );
};

/** Shows no logo any more: the initials stand there again. @throws STALE_VERSION when another one is shown by now */
export const removeLogo = (ctx: Ctx, { idempotencyKey, ...input }: Keyed<{ readonly sha256: string }>) =>
  executeInTransaction(
    ctx,
    "settings.remove-logo",
    async (tx): Promise<Changed> => {
      const before = await tenants.lockLogo(tx);
      if (before?.sha256 !== input.sha256) throw staleLogo();
      await tenants.setLogo(tx, null);
      tx.audit({
        action: "logo.removed",
        subjectType: "tenant",
        subjectId: tx.tenantId,
        changes: { logo: [said(before), null] },
      });
      return { logo: null };
    },
    { idempotencyKey, input, subject: { type: "tenant", id: ctx.tenantId } },
  );

const factsOf = ({ sha256, width, height, bytes }: Image) => ({ sha256, width, height, bytes: bytes.length });

/** As the audit tells it: enough to know one from another. */
const said = (logo: TenantLogo | null): string | null =>
  logo === null ? null : `${logo.width} × ${logo.height} pixels, ${logo.sha256.slice(0, 8)}`;

const staleLogo = () => {
  const { code, details } = stale("the logo", 0);
  return new ValidationException(
    code,
    "Someone else has changed the logo meanwhile. Theirs is shown now; choose yours again if it should replace it.",
    details,
  );
};

/** @throws INVALID_INPUT when the tenant's share is used up */
const requireRoom = async (db: Db, rows: readonly images.NewImage[]): Promise<void> => {
  const more = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  const others = await images.bytesBeside(
    db,
    rows.map(({ sha256 }) => sha256),
  );
  if (others + more > logoLimits.tenantBytes)
    throw new ValidationException(
      "INVALID_INPUT",
      "The room for logos is used up: 20 MB are kept, since invoices and mails show them. Choose one that was used before.",
    );
};
