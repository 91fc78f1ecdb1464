import { linkOfToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { acceptedOrigin } from "#/server/http/origin.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { type AppointmentToTell, toTell } from "#/server/services/appointment-messages.ts";
import * as visitLinks from "#/server/services/booking/links.ts";

/** Writes the calendar's file of a booked appointment, as it stands, with the page where it is changed. */
export type WriteEntry = (appointment: AppointmentToTell, origin: string | null, token: string) => Uint8Array;

const absent = () =>
  sentenceResponse(404, "NOT_FOUND", "This link leads nowhere. Open the one in your newest message.");
const ended = () =>
  sentenceResponse(410, "NOT_FOUND", "This appointment is no longer to come, so there is nothing for a calendar.");

/**
 * Answers `GET /api/files/visits/<token>/appointment.ics`: for whoever holds the link of an appointment that is booked.
 * A token that never was one is 404, one that has ended 410.
 */
export const visitCalendar = async (request: Request, token: string, write: WriteEntry): Promise<Response> => {
  const found = await linkOfToken(token);
  if (found === null) return absent();
  const { tenantId, linkId } = found;
  const db = readDb({ tenantId });
  return await runInTenant(tenantId, async () => {
    const link = await visitLinks.find(db, linkId, new Date());
    if (link === null || link.purpose !== "appointment") return absent();
    if (!link.open) return ended();
    const appointment = await toTell(db, link.subjectId);
    if (appointment.state !== "BOOKED") return ended();
    return new Response(Uint8Array.from(write(appointment, acceptedOrigin(request.headers), token)), {
      headers: {
        ...apiHeaders,
        "content-disposition": 'attachment; filename="appointment.ics"',
        "content-type": "text/calendar; charset=utf-8; method=PUBLISH",
      },
    });
  });
};
