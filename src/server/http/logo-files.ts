import { z } from "zod";
import { idempotencyKey } from "#/domain/fields.ts";
import { logoIsTooLarge, logoKey, logoLimits, replacedLogo } from "#/domain/logo.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { answered } from "#/server/http/answered.ts";
import { uuid } from "#/server/http/files.ts";
import { admitFile } from "#/server/http/guard.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { log } from "#/server/log.ts";
import { setLogo } from "#/server/orchestrators/keep-logo.ts";

const asked = z.object({ replaces: replacedLogo, key: idempotencyKey });

/** Answers `POST /api/files/logo?replaces=&key=`: the body is the file, whose own bytes say what it is. */
export const receiveLogo = async (request: Request, storage: Storage): Promise<Response> => {
  const member = await memberFor(request, "settings.edit", { writes: true });
  if (member instanceof Response) return member;
  const { ctx } = member;
  const wish = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!wish.success)
    return sentenceResponse(400, "INVALID_INPUT", "Say which logo this one replaces: its hash, or none.");
  const admitted = await admitFile(request, {
    contentTypes: ["application/octet-stream"],
    maxBytes: logoLimits.bytes,
    tooLarge: logoIsTooLarge,
  });
  if (!admitted.ok) return sentenceResponse(admitted.status, "INVALID_INPUT", admitted.sentence);
  const { replaces, key } = wish.data;
  return answered(ctx, "The logo was not kept.", async () => {
    const input = { bytes: admitted.bytes, replaces: replaces === "none" ? null : replaces, idempotencyKey: key };
    return Response.json(await setLogo(ctx, input, storage), { headers: apiHeaders });
  });
};

const absent = () => sentenceResponse(404, "NOT_FOUND", "This logo is not here. Check the link.");

/**
 * Answers `GET /api/files/logos/<tenant>/<hash>` to anybody: what stands on a business's papers is no secret, and pages
 * without a session show it. Only logos lie where this looks, and no row is read for it.
 */
export const logoFile = async (
  request: Request,
  { tenantId, sha256 }: { readonly tenantId: string; readonly sha256: string },
  storage: Storage,
): Promise<Response> => {
  if (!uuid.test(tenantId) || !/^[0-9a-f]{64}$/.test(sha256)) return absent();
  const etag = `"${sha256}"`;
  const headers = {
    ...apiHeaders,
    "cache-control": "public, max-age=31536000, immutable",
    // Opened by itself it is a page of our origin: one in which nothing runs and nothing loads.
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'",
    // The frame in which a mail is looked at has an origin of its own.
    "cross-origin-resource-policy": "cross-origin",
    "content-disposition": 'inline; filename="logo.png"',
    "content-type": "image/png",
    etag,
  };
  try {
    const bytes = await storage.get(logoKey(tenantId.toLowerCase(), sha256), sha256);
    if (bytes === null) return absent();
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return new Response(Uint8Array.from(bytes), { headers });
  } catch (error) {
    log.error({ err: error, tenantId, sha256 }, "A logo could not be sent.");
    return sentenceResponse(500, "INTERNAL", "The logo did not load. Try again in a moment.");
  }
};
