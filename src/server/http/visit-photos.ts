import { photoLimits, photoTypes } from "#/domain/booking-form.ts";
import { notFound, ValidationException } from "#/domain/errors.ts";
import { strangerOf } from "#/server/api/booking-door.ts";
import { createContext, type RequestContext } from "#/server/api/context.ts";
import { linkOfToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { answered } from "#/server/http/answered.ts";
import { uuid } from "#/server/http/files.ts";
import { admitFile } from "#/server/http/guard.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { clientAddress } from "#/server/http/origin.ts";
import { consumeLimit } from "#/server/http/rate-limit.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { attachPhoto } from "#/server/orchestrators/attach-photo.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import { appointmentPhoto } from "#/server/services/booking/photos.ts";
import { type ImageRules, readImage } from "#/server/services/images.ts";

const rules: ImageRules = {
  maxBytes: photoLimits.bytes,
  maxPixels: photoLimits.pixels,
  width: photoLimits.width,
  height: photoLimits.height,
  as: "jpeg",
  ground: "#ffffff",
};
/** Pictures are the dearest thing that a stranger can send: so many an hour from one address. */
const anHour = { window: 60 * 60, max: 60 };

/** Counts a photo by the caller's address. @throws TOO_MANY_REQUESTS */
export const limitPhotos = async ({ headers }: Pick<RequestContext, "headers">): Promise<void> => {
  const { allowed } = await consumeLimit(`photo/from/${clientAddress(headers) ?? "unknown"}`, anHour);
  if (!allowed)
    throw new ValidationException("TOO_MANY_REQUESTS", "Many photos came from here. Show the others at the desk.");
};

/** Keeps a picture with the visit of a token, drawn anew. @throws NOT_FOUND; INVALID_INPUT with what to send instead */
export const keepPhoto = async (
  context: RequestContext,
  { token, bytes, storage }: { token: string; bytes: Uint8Array; storage: Storage },
): Promise<void> => {
  const found = await linkOfToken(token);
  if (found === null) throw notFound("This visit");
  const { tenantId, linkId } = found;
  const link = await runInTenant(tenantId, () => visitLinks.find(readDb({ tenantId }), linkId, new Date()));
  if (link === null || !link.open || link.purpose !== "appointment") throw notFound("This visit");
  const { subjectId: appointmentId } = link;
  const image = await readImage(bytes, rules);
  const { sha256, mime, width, height } = image;
  // By what it shows: a second sending finds the file where the first one put it.
  const storageKey = `appointments/${tenantId}/${appointmentId}/${sha256}.jpg`;
  await storage.put(storageKey, image.bytes);
  const photo = { storageKey, mime, width, height, bytes: image.bytes.length, sha256 };
  await attachPhoto(strangerOf(context, tenantId), { appointmentId, ...photo });
};

/** Answers `POST /api/files/visits/<token>/photos`: the body is one picture. */
export const receivePhoto = async (request: Request, token: string, storage: Storage): Promise<Response> => {
  const context = createContext(request.headers);
  return answered(context, "The photo was not kept.", async () => {
    await limitPhotos(context);
    const admitted = await admitFile(request, {
      contentTypes: photoTypes,
      maxBytes: photoLimits.bytes,
      tooLarge: `A photo may have up to ${photoLimits.bytes / 1_000_000} MB. Send a smaller one.`,
    });
    if (!admitted.ok) return sentenceResponse(admitted.status, "INVALID_INPUT", admitted.sentence);
    await keepPhoto(context, { token, bytes: admitted.bytes, storage });
    return Response.json({ kept: true }, { headers: apiHeaders });
  });
};

/** Answers `GET /api/files/appointments/<photo id>` for who may see appointments. Another tenant's is 404. */
export const photoFile = async (request: Request, photoId: string, storage: Storage): Promise<Response> => {
  const asked = await memberFor(request, "appointment.read");
  if (asked instanceof Response) return asked;
  const { ctx } = asked;
  return answered(ctx, "The photo did not load.", async () => {
    const { tenantId } = ctx;
    const photo = uuid.test(photoId)
      ? await runInTenant(tenantId, () => appointmentPhoto(readDb({ tenantId }), photoId))
      : null;
    const bytes = photo === null ? null : await storage.get(photo.storageKey, photo.sha256);
    if (photo === null || bytes === null) throw notFound("This photo");
    const headers = {
      ...apiHeaders,
      "cache-control": "private, max-age=86400, immutable",
      "content-type": photo.mime,
      "content-disposition": 'inline; filename="photo.jpg"',
    };
    return new Response(Uint8Array.from(bytes), { headers });
  });
};
