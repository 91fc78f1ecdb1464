import { TextArea } from "#/components/public/field.tsx";
import { looks } from "#/components/public/looks.ts";
import { addDays } from "#/domain/time.ts";
import { OtherDays, SlotRow } from "./slot-list.tsx";
import { daysShown, plain } from "./slots.ts";
import type { VisitMode, VisitProps } from "./visit-screen.tsx";
import { dayWord, nearDayWord, type Slot, slotWord, soonWord } from "./words.ts";

const addressOf = (token: string, query: Record<string, string | null>): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  return `/a/${encodeURIComponent(token)}?${new URLSearchParams(given)}`;
};

/** Free times for the visit, its own counted as one. */
export function ChangeVisit({
  token,
  visit,
  times: given,
  day,
  from,
  zoneWord,
  today,
  now,
}: VisitProps & Extract<VisitMode, { is: "change" }>) {
  const times = plain(given);
  const slotAddress = (slot: Slot) => addressOf(token, { change: "1", from, at: slot.startsAt });
  const first = times.days[0]?.day ?? today;
  const last = times.days.at(-1)?.day ?? today;
  const earlier = addDays(first, -daysShown);
  return (
    <>
      <h1 className="mt-5 text-customer-title">{visit.state === "OFFERED" ? "Choose a time" : "Another time"}</h1>
      {visit.slot === null || visit.state === "OFFERED" ? null : (
        <p className="mt-2 text-ink-2">{`Booked is ${slotWord(plain(visit.slot))}. It stays yours until you take another.`}</p>
      )}
      <div className="mt-6 mb-3 flex items-baseline justify-between gap-3">
        <h2 className={looks.section}>Next free times</h2>
        <span className="text-ink-3 text-lead-sm">{zoneWord}</span>
      </div>
      {times.next.length === 0 ? (
        <p className="rounded-touch border border-line px-4 py-3">{`No time is free until ${dayWord(last)}. Look at later days, or call us.`}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {times.next.map((slot) => (
            <li key={slot.startsAt}>
              <SlotRow
                day={nearDayWord(slot, today)}
                note={soonWord(slot, today, now.getTime())}
                slot={slot}
                slotAddress={slotAddress}
              />
            </li>
          ))}
        </ul>
      )}
      <h2 className={`${looks.section} mt-8 mb-3`}>Another day</h2>
      <OtherDays
        dayAddress={(each) => addressOf(token, { change: "1", from, day: each })}
        earlier={first > today ? addressOf(token, { change: "1", from: earlier <= today ? null : earlier }) : null}
        later={last < times.lastDay ? addressOf(token, { change: "1", from: addDays(last, 1) }) : null}
        open={day}
        slotAddress={slotAddress}
        times={times}
      />
      <p className="mt-8">
        <a className={looks.link} href={`/a/${encodeURIComponent(token)}`}>
          {visit.state === "OFFERED" ? "Back" : "Keep the time as it is"}
        </a>
      </p>
    </>
  );
}

export function ConfirmTime({ token, visit, slot, zoneWord, formKey }: VisitProps & { slot: Slot }) {
  const offered = visit.state === "OFFERED";
  return (
    <form action="/api/forms/reschedule-visit" className="mt-5" method="post">
      <h1 className="text-customer-title">{offered ? `Book ${slotWord(slot)}?` : `Move to ${slotWord(slot)}?`}</h1>
      <p className="mt-2 text-ink-2">
        {visit.slot === null || offered
          ? `${zoneWord}.`
          : `Until now it was ${slotWord(plain(visit.slot))}. ${zoneWord}.`}
      </p>
      <Hidden values={{ token, startsAt: slot.startsAt, key: formKey }} />
      <button className={`${looks.primary} mt-6 w-full`} type="submit">
        {offered ? `Book ${slotWord(slot)}` : `Move to ${slotWord(slot)}`}
      </button>
      <a className={`${looks.button} mt-2 w-full`} href={addressOf(token, { change: "1" })}>
        Other times
      </a>
    </form>
  );
}

export function CancelVisit({ token, visit, formKey }: VisitProps) {
  const booked = visit.state === "BOOKED";
  return (
    <form action="/api/forms/cancel-visit" className="mt-5" method="post">
      <h1 className="text-customer-title">{booked ? "Cancel this booking?" : "Take the request back?"}</h1>
      <p className="mt-2 mb-5 text-ink-2">
        {visit.slot === null || !booked
          ? "Nothing is done then, and this page ends."
          : `${slotWord(plain(visit.slot))} goes to somebody else then, and this page ends.`}
      </p>
      <TextArea aside="optional" label="Why, if you like to say" maxLength={300} name="reason" />
      <Hidden
        values={{
          token,
          tenantSlug: visit.tenantSlug,
          startsAt: booked ? (visit.slot?.startsAt.toISOString() ?? "") : "",
          plate: visit.vehicle.plate,
          key: formKey,
        }}
      />
      <div className="mt-3 grid grid-cols-1 gap-2 min-[360px]:grid-cols-2">
        <a className={looks.button} href={`/a/${encodeURIComponent(token)}`}>
          Keep it
        </a>
        <button className={looks.danger} type="submit">
          {booked ? "Cancel booking" : "Take it back"}
        </button>
      </div>
    </form>
  );
}

export function Hidden({ values }: { values: Readonly<Record<string, string>> }) {
  return Object.entries(values).map(([name, value]) => <input key={name} name={name} type="hidden" value={value} />);
}
