import { visitEntry } from "#/inngest/calendar-entry.ts";
import { visitCalendar } from "#/server/http/visit-calendar.ts";

type Params = { readonly params: Promise<{ readonly token: string }> };

export const GET = async (request: Request, { params }: Params): Promise<Response> =>
  await visitCalendar(request, (await params).token, visitEntry);
