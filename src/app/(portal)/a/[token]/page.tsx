import type { Metadata } from "next";
import { headers } from "next/headers";
import type { VisitView } from "#/domain/booking.ts";
import { placeOf } from "#/domain/booking-address.ts";
import { zoneCity } from "#/domain/countries.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { isoDateIn } from "#/domain/time.ts";
import { daysShown, plain } from "#/features/booking/slots.ts";
import { type VisitMode, VisitScreen } from "#/features/booking/visit-screen.tsx";
import { type KeptForm, keptFormOf } from "#/server/http/kept-form.ts";
import { caller, gone, orNotFound } from "../../ask.ts";

/** The address is the key to the visit: it is named to nobody. */
export const metadata: Metadata = { title: { absolute: "Your visit" }, referrer: "no-referrer" };

type Query = Record<string, string | string[] | undefined>;
type PageProps = { params: Promise<{ token: string }>; searchParams: Promise<Query> };

export default async function VisitPage({ params, searchParams }: PageProps) {
  const { token } = await params;
  const query = await searchParams;
  const found = await orNotFound((await caller()).visit.byToken({ token }));
  if (found.found === "gone") return gone();
  const { visit } = found;
  const kept = keptFormOf(await headers(), typeof query.form === "string" ? query.form : undefined);
  const now = new Date();
  return (
    <VisitScreen
      formKey={uuidv7()}
      mode={await modeOf(token, visit, query)}
      notice={noticeOf(kept)}
      now={now}
      refusal={kept?.sentence ?? null}
      today={isoDateIn(now, visit.branch.zone)}
      token={token}
      visit={visit}
      zoneWord={`${zoneCity(visit.branch.zone)} time`}
    />
  );
}

/** What the address asks for, as far as the visit still allows it. */
const modeOf = async (token: string, visit: VisitView, query: Query): Promise<VisitMode> => {
  if (query.cancel !== undefined && visit.canCancel) return { is: "cancel" };
  if (query.change === undefined || !visit.canChange) return { is: "show" };
  const { fromDay, day, startsAt } = placeOf(query);
  const times = await (await caller()).visit.times({ token, fromDay, days: daysShown });
  const at = startsAt === null ? null : Date.parse(startsAt);
  const slot = times.days.flatMap(({ slots }) => slots).find((each) => each.startsAt.getTime() === at);
  return slot === undefined ? { is: "change", times, day, from: fromDay } : { is: "confirm", slot: plain(slot) };
};

const noticeOf = (kept: KeptForm | null): string | null => {
  switch (kept?.values.done?.[0]) {
    case "rescheduled":
      return "Done: the new time is yours, and a confirmation is on its way.";
    case "photos":
      return "Your photos have arrived.";
    default:
      return null;
  }
};
