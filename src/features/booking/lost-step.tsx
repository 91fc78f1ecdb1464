import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { bookingAddress } from "#/domain/booking-address.ts";
import { typedFields } from "#/domain/booking-form.ts";
import { formatTime } from "#/domain/time.ts";
import type { BookingStart, Typed } from "./booking-start.ts";
import { SlotFace } from "./slot-list.tsx";
import type { Booking } from "./use-booking.ts";
import { besideWord, namesOf, nearDayWord, type Slot, workWord } from "./words.ts";

type LostProps = {
  start: BookingStart;
  booking: Booking;
  taken: string;
  free: readonly Slot[];
  typed: Typed;
};

/** Somebody was quicker: what was typed stays, and one press on another time goes on with it. */
export function LostStep({ start, booking, taken, free, typed }: LostProps) {
  const { branch, place, services } = booking;
  if (branch === undefined) return null;
  const time = formatTime(new Date(taken), branch.zone);
  const details: readonly (readonly [string, string | undefined])[] = [
    ["Plate", typed["vehicle.plate"]?.toUpperCase()],
    ["Car", `${typed["vehicle.make"] ?? ""} ${typed["vehicle.model"] ?? ""}`.trim()],
    ["Name", typed["contact.name"]],
    ["Mobile", typed["contact.phone"]],
    ["E-mail", typed["contact.email"]],
    [
      "Work",
      [namesOf(services), workWord(services, branch.locale)?.split(",")[0]?.toLowerCase()].filter(Boolean).join(", "),
    ],
    ["Note", typed.symptom],
  ];
  return (
    <>
      <section className="bg-warn-soft" role="alert">
        <div className="mx-auto flex w-full max-w-[480px] gap-3 px-5 py-4">
          <Mark className="mt-0.5 text-warn-mark" shape="triangle" size={20} />
          <div>
            <h1 className="font-title text-[16px]/[24px]" id="lost" tabIndex={-1}>{`${time} has just been taken`}</h1>
            <p className="text-ink-2 text-lead-sm">
              Someone finished first. What you typed is safe: choose another time and you are done.
            </p>
          </div>
        </div>
      </section>
      <form
        action="/api/forms/book"
        className={`${looks.column} pt-6`}
        method="post"
        onSubmit={(event) => event.preventDefault()}
      >
        <div className="mb-3 flex items-baseline justify-between gap-3">
          <h2 className={looks.section}>{free.length === 0 ? "No other time is near" : "The three nearest"}</h2>
          <span className="text-ink-3 text-lead-sm">{branch.zoneWord}</span>
        </div>
        <Kept booking={booking} start={start} typed={typed} />
        <ul className="flex flex-col gap-2">
          {free.map((slot) => (
            <li key={slot.startsAt}>
              {/* Without a script it books; with one it is held first, and the form is looked at once more. */}
              <button
                className={looks.row}
                name="startsAt"
                onClick={() => booking.pick(slot)}
                type="submit"
                value={slot.startsAt}
              >
                <SlotFace day={nearDayWord(slot, branch.today)} note={besideWord(slot, taken)} slot={slot} />
              </button>
            </li>
          ))}
        </ul>
        <p className="mt-4">
          <a
            className={looks.link}
            href={bookingAddress(start.tenantSlug, { ...place, startsAt: null, details: false })}
            onClick={(event) => {
              event.preventDefault();
              booking.back();
            }}
          >
            All times
          </a>
        </p>
        <h2 className={`${looks.section} mt-8 mb-2`}>Your details</h2>
        <dl className="border-line border-t">
          {details.map(([name, value]) =>
            value ? (
              <div className="flex gap-4 border-line border-b py-3" key={name}>
                <dt className="w-20 shrink-0 text-ink-3 text-lead-sm">{name}</dt>
                <dd className="min-w-0 break-words">{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </form>
    </>
  );
}

/** All of it again, for a form that is sent without a script. */
function Kept({ start, booking, typed }: { start: BookingStart; booking: Booking; typed: Typed }) {
  const { place } = booking;
  const values: readonly (readonly [string, string])[] = [
    ["tenantSlug", start.tenantSlug],
    ["branchId", place.branchId],
    ...place.serviceIds.map((id) => ["serviceIds", id] as const),
    ["formStamp", start.formStamp],
    ["as", "book"],
    ["key", start.key],
    ["website", ""],
    ...typedFields.flatMap((field) => (typed[field] ? [[field, typed[field]] as const] : [])),
  ];
  return values.map(([name, value]) => <input key={name + value} name={name} type="hidden" value={value} />);
}
