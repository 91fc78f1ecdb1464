import { CalendarPlus, Clock, KeyRound, MapPin } from "lucide-react";
import type { ReactNode } from "react";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { formatMinutes, formatTime } from "#/domain/time.ts";
import type { Done } from "./booking-start.ts";
import { directionsTo } from "./directions.ts";
import type { Booking } from "./use-booking.ts";
import { namesOf, slotWord } from "./words.ts";

/** Why a photo was not taken, by its name. */
export type PhotoOutcome = { readonly sent: number; readonly of: number; readonly failed: readonly string[] };

/** Booked: when, where, what to bring, and how to change it. */
export function DoneStep({
  tenantName,
  booking,
  done,
  photos,
}: {
  tenantName: string;
  booking: Booking;
  done: Done;
  photos: PhotoOutcome | null;
}) {
  const { branch, services } = booking;
  if (branch === undefined) return null;
  const { slot, token, plate, email, phone } = done;
  const where = email === "" ? phone : email;
  const asked = done.kind === "request";
  const page = `/a/${token}`;
  const minutes = services.reduce((sum, service) => sum + service.minutes, 0);
  return (
    <div className={`${looks.column} pt-6`}>
      <p className="flex items-center gap-2.5 font-medium text-ok">
        <Mark className="text-ok-mark" shape="tickDisc" />
        {asked ? "We have your request" : "Booked"}
      </p>
      <h1 className="mt-1 text-done-title" id="done" tabIndex={-1}>
        {slot === null || asked ? `Reference ${done.reference}` : slotWord(slot)}
      </h1>
      <p className="mt-2 text-ink-2">
        {asked
          ? `${namesOf(services) || "The problem you described"} for ${plate.toUpperCase()}${slot === null ? "" : `, ${slotWord(slot)} if it can be done`}. We look at it and write to ${where} with times to choose from.`
          : `${namesOf(services)} for ${plate.toUpperCase()}, about ${formatMinutes(minutes)}. A confirmation is on its way to ${where}.`}
      </p>
      {photos === null ? null : <PhotoLine photos={photos} />}
      {asked ? null : (
        <div className="mt-5 grid grid-cols-1 gap-2 min-[360px]:grid-cols-2">
          <a className={looks.button} href={`/api/files/visits/${encodeURIComponent(token)}/appointment.ics`}>
            <CalendarPlus aria-hidden size={18} strokeWidth={1.75} />
            Add to calendar
          </a>
          <a className={looks.button} href={directionsTo(tenantName, branch.addressLines)} rel="noreferrer">
            <MapPin aria-hidden size={18} strokeWidth={1.75} />
            Directions
          </a>
        </div>
      )}
      <ul className="mt-7 border-line border-t">
        <Line icon={<MapPin aria-hidden size={18} strokeWidth={1.75} />} title={branch.addressLines.join(", ")}>
          {branch.name}
        </Line>
        {branch.whatToBring === "" ? null : (
          <Line icon={<KeyRound aria-hidden size={18} strokeWidth={1.75} />} title={branch.whatToBring} />
        )}
        {slot === null || asked ? null : (
          <Line
            icon={<Clock aria-hidden size={18} strokeWidth={1.75} />}
            title={`Ready about ${formatTime(new Date(slot.endsAt), branch.zone)}`}
          >
            {branch.zoneWord}
          </Line>
        )}
      </ul>
      <div className="mt-5 grid grid-cols-1 gap-2 min-[360px]:grid-cols-2">
        {asked ? null : (
          <a className={looks.button} href={`${page}?change=1`}>
            Change time
          </a>
        )}
        <a className={looks.danger} href={`${page}?cancel=1`}>
          {asked ? "Take it back" : "Cancel booking"}
        </a>
      </div>
      <p className="mt-5 text-ink-3 text-lead-sm">
        No account and no password:{" "}
        <a className={looks.link} href={page}>
          this page
        </a>{" "}
        is your {asked ? "request" : "booking"}. Reference {done.reference}.
      </p>
    </div>
  );
}

function Line({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <li className="flex gap-4 border-line border-b py-4">
      <span className="mt-1 text-ink-3">{icon}</span>
      <span className="min-w-0">
        <span className="block">{title}</span>
        {children ? <span className="block text-ink-3 text-lead-sm">{children}</span> : null}
      </span>
    </li>
  );
}

function PhotoLine({ photos }: { photos: PhotoOutcome }) {
  return (
    <div className="mt-3 text-lead-sm" role="status">
      <p className="text-ink-2">
        {photos.sent + photos.failed.length < photos.of
          ? `Sending photo ${photos.sent + photos.failed.length + 1} of ${photos.of}`
          : `${photos.sent} of ${photos.of} ${photos.of === 1 ? "photo" : "photos"} arrived.`}
      </p>
      {photos.failed.map((sentence) => (
        <p className="flex gap-2 text-warn" key={sentence}>
          <Mark className="mt-0.5 text-warn-mark" shape="triangle" size={16} />
          {sentence}
        </p>
      ))}
    </div>
  );
}
