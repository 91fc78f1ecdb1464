import { Check, MapPin, Phone } from "lucide-react";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { bookingAddress } from "#/domain/booking-address.ts";
import { addDays } from "#/domain/time.ts";
import type { BookingStart } from "./booking-start.ts";
import { OtherDays, SlotRow } from "./slot-list.tsx";
import { daysShown } from "./slots.ts";
import type { Booking } from "./use-booking.ts";
import {
  type Availability,
  type Branch,
  dayWord,
  nearDayWord,
  type Slot,
  sameAt,
  soonWord,
  timeWord,
  workWord,
} from "./words.ts";

type StepProps = { start: BookingStart; booking: Booking; now: number };

/** What the car needs, and when: the first question, answered for the first service at once. */
export function TimesStep({ start, booking, now }: StepProps) {
  const { place, branch, services, times, isRequest } = booking;
  if (branch === undefined) return null;
  const work = workWord(services, branch.locale);
  return (
    <div className={`${looks.column} pt-6`}>
      {start.notice === null ? null : (
        <p className="mb-5 flex gap-3 rounded-touch bg-ok-soft px-4 py-3" role="status">
          <Mark className="mt-1 text-ok-mark" shape="tickDisc" />
          {start.notice}
        </p>
      )}
      <h1 className="text-customer-title" id="needs" tabIndex={-1}>
        What does the car need?
      </h1>
      <ServiceChips booking={booking} branch={branch} start={start} />
      <p className="mt-3 text-ink-2 text-lead-sm">
        {place.unsure
          ? "Tell us what you notice. We say how long it takes and send you times to choose from."
          : `${work === null ? "" : `${work}. `}${isRequest ? "We look at it first and confirm the time." : "You pay after the work."}`}
      </p>
      {services.length === 1 && services[0]?.description ? (
        <p className="text-ink-3 text-lead-sm">{services[0].description}</p>
      ) : null}
      {place.unsure ? (
        <a
          className={`${looks.primary} mt-8 w-full`}
          href={bookingAddress(start.tenantSlug, { ...place, details: true })}
          onClick={(event) => {
            event.preventDefault();
            booking.pick(null);
          }}
        >
          Describe the problem
        </a>
      ) : (
        <section aria-busy={times.is === "asked" || undefined} className="mt-8">
          <div className="mb-3 flex items-baseline justify-between gap-3">
            <h2 className={looks.section}>{isRequest ? "When would suit you?" : "Next free times"}</h2>
            <span className="text-ink-3 text-lead-sm">{branch.zoneWord}</span>
          </div>
          {times.is === "here" && times.times !== null ? (
            <FreeTimes booking={booking} branch={branch} now={now} start={start} times={times.times} />
          ) : null}
          {times.is === "asked" ? <Waiting /> : null}
          {times.is === "failed" ? (
            <div className="rounded-touch border border-line p-4" role="alert">
              <p>{times.sentence}</p>
              <button className={`${looks.button} mt-3`} onClick={booking.retry} type="button">
                Try again
              </button>
            </div>
          ) : null}
        </section>
      )}
      <Foot branch={branch} />
    </div>
  );
}

/** Boxes of the times that are on their way: nothing moves when they come. */
function Waiting() {
  return (
    <div className="animate-late">
      <p className="sr-only" role="status">
        Looking for free times
      </p>
      {[0, 1, 2].map((row) => (
        <div aria-hidden className="mb-2 h-14 rounded-touch bg-ghost" key={row} />
      ))}
      <div aria-hidden className="mt-6 mb-2 h-6 w-28 rounded-chip bg-ghost" />
      <div aria-hidden className="h-[130px] rounded-touch bg-ghost" />
    </div>
  );
}

function ServiceChips({ start, booking, branch }: { start: BookingStart; booking: Booking; branch: Branch }) {
  const { place, choose } = booking;
  const chip = (name: string, chosen: boolean, change: { serviceIds: string[]; unsure: boolean }) => (
    <li key={name}>
      <a
        aria-current={chosen ? "true" : undefined}
        className={`press inline-flex min-h-11 items-center gap-2 rounded-touch border px-4 py-2 font-medium ${
          chosen
            ? "border-accent bg-accent-soft text-accent-text shadow-[inset_0_0_0_1px_var(--color-accent)]"
            : "border-control bg-surface text-ink hover:border-ink-3 hover:bg-canvas dark:hover:bg-raised"
        }`}
        href={bookingAddress(start.tenantSlug, {
          ...place,
          ...change,
          fromDay: null,
          day: null,
          startsAt: null,
          details: false,
        })}
        onClick={(event) => {
          event.preventDefault();
          choose(change);
        }}
        rel="nofollow"
      >
        {chosen ? <Check aria-hidden className="-ml-1" size={18} strokeWidth={2} /> : null}
        {name}
      </a>
    </li>
  );
  return (
    <nav aria-label="What the car needs">
      <ul className="mt-4 flex flex-wrap gap-2">
        {branch.services.map(({ id, name }) =>
          chip(name, !place.unsure && place.serviceIds.includes(id), { serviceIds: [id], unsure: false }),
        )}
        {chip("Not sure", place.unsure, { serviceIds: [], unsure: true })}
      </ul>
    </nav>
  );
}

function FreeTimes({ start, booking, branch, times, now }: StepProps & { branch: Branch; times: Availability }) {
  const { place, pick, openDay, look, choose, isRequest, services } = booking;
  const { tenantSlug } = start;
  const first = times.days[0]?.day ?? branch.today;
  const last = times.days.at(-1)?.day ?? branch.today;
  const at = (change: Partial<typeof place>) =>
    bookingAddress(tenantSlug, { ...place, details: false, startsAt: null, ...change });
  const slotAddress = (slot: Slot) => at({ startsAt: slot.startsAt, details: true });
  const earlier = addDays(first, -daysShown);
  // An old link, or somebody was quicker between the list and the press.
  const lost = place.startsAt !== null;
  return (
    <>
      {lost ? (
        <p className="mb-3 flex gap-2 rounded-touch bg-warn-soft px-4 py-3" role="status">
          <Mark className="mt-0.5 text-warn-mark" shape="triangle" />
          That time is no longer free. These are:
        </p>
      ) : null}
      {times.next.length === 0 ? (
        <p className="rounded-touch border border-line px-4 py-3">
          {`No time is free until ${dayWord(last)}. Look at later days${branch.phoneShown === null ? "" : ", or call us"}.`}
        </p>
      ) : (
        <ul className="flex flex-col gap-2">
          {times.next.map((slot) => (
            <li key={slot.startsAt}>
              <SlotRow
                day={nearDayWord(slot, branch.today)}
                note={soonWord(slot, branch.today, now)}
                onPick={pick}
                slot={slot}
                slotAddress={slotAddress}
              />
            </li>
          ))}
        </ul>
      )}
      {times.elsewhere === null ? null : (
        <p className="mt-4 flex items-center gap-3 text-lead-sm">
          <MapPin aria-hidden className="shrink-0 text-ink-3" size={18} strokeWidth={1.75} />
          <span className="flex-1 text-ink-2">
            {`${times.elsewhere.branchName} has ${timeWord(times.elsewhere.slot)}, ${dayWord(times.elsewhere.slot.day)}.`}
          </span>
          <a
            className={looks.link}
            href={at({ ...sameAt(start.branches, times.elsewhere.branchId, services), fromDay: null, day: null })}
          >
            Look there
          </a>
        </p>
      )}
      <h2 className={`${looks.section} mt-8 mb-3`}>Another day</h2>
      <OtherDays
        dayAddress={(day) => at({ day })}
        earlier={first > branch.today ? at({ fromDay: earlier <= branch.today ? null : earlier, day: null }) : null}
        later={last < times.lastDay ? at({ fromDay: addDays(last, 1), day: null }) : null}
        onLook={look}
        onOpen={openDay}
        onPick={pick}
        open={place.day}
        slotAddress={slotAddress}
        times={times}
      />
      {isRequest ? (
        <p className="mt-5">
          <a
            className={looks.link}
            href={at({ details: true })}
            onClick={(event) => {
              event.preventDefault();
              pick(null);
            }}
          >
            Any time suits me
          </a>
        </p>
      ) : null}
      {place.serviceIds.length > 0 && !isRequest ? (
        <MoreServices at={at} booking={booking} branch={branch} choose={choose} />
      ) : null}
    </>
  );
}

function MoreServices({
  booking,
  branch,
  at,
  choose,
}: {
  booking: Booking;
  branch: Branch;
  at: (change: { serviceIds: string[]; fromDay: null; day: null }) => string;
  choose: Booking["choose"];
}) {
  const { serviceIds } = booking.place;
  const others = branch.services.filter(({ mode }) => mode === "INSTANT");
  if (others.length < 2) return null;
  return (
    <details className="mt-6 text-lead-sm" open={serviceIds.length > 1}>
      <summary className="min-h-11 py-3 text-accent-text">More than one thing at once</summary>
      <ul className="flex flex-col">
        {others.map(({ id, name }) => {
          const chosen = serviceIds.includes(id);
          const next = chosen ? serviceIds.filter((each) => each !== id) : [...serviceIds, id];
          if (next.length === 0) return null;
          return (
            <li key={id}>
              <a
                className="flex min-h-11 items-center gap-3"
                href={at({ serviceIds: next, fromDay: null, day: null })}
                onClick={(event) => {
                  event.preventDefault();
                  choose({ serviceIds: next });
                }}
              >
                <Mark className={chosen ? "text-accent" : "text-ink-3"} shape={chosen ? "tickBox" : "dashedRing"} />
                {chosen ? `Without ${name}` : `And ${name}`}
              </a>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function Foot({ branch }: { branch: Branch }) {
  if (branch.phone === null) return null;
  return (
    <p className="mt-10 flex items-center gap-3 border-line border-t pt-5 text-lead-sm">
      <Phone aria-hidden className="shrink-0 text-ink-3" size={18} strokeWidth={1.75} />
      <span className="text-ink-2">
        Rather talk?{" "}
        <a className={looks.link} href={`tel:${branch.phone}`}>
          {branch.phoneShown}
        </a>
      </span>
    </p>
  );
}
