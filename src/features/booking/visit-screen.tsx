import { CalendarPlus, KeyRound, MapPin, Phone } from "lucide-react";
import type { ReactNode } from "react";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { PublicPage } from "#/components/public/public-page.tsx";
import { TenantBar } from "#/components/public/tenant-bar.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import type { AvailabilityView, VisitView } from "#/domain/booking.ts";
import { formatWhole } from "#/domain/money.ts";
import { formatMinutes, formatMoment } from "#/domain/time.ts";
import { displayPlate } from "#/domain/vehicle-plate.ts";
import { directionsTo } from "./directions.ts";
import { plain } from "./slots.ts";
import { CancelVisit, ChangeVisit, ConfirmTime } from "./visit-change.tsx";
import { VisitLive } from "./visit-live.tsx";
import { VisitPhotos } from "./visit-photos.tsx";
import { stopsOf, visitMarks } from "./visit-states.ts";
import { namesOf, type Slot, slotWord } from "./words.ts";

export type VisitMode =
  | { readonly is: "show" }
  | {
      readonly is: "change";
      readonly times: AvailabilityView;
      readonly day: string | null;
      readonly from: string | null;
    }
  | { readonly is: "confirm"; readonly slot: Slot }
  | { readonly is: "cancel" };

export type VisitProps = {
  readonly token: string;
  readonly visit: VisitView;
  readonly mode: VisitMode;
  readonly zoneWord: string;
  readonly today: string;
  readonly now: Date;
  /** Makes a form that is sent twice one change. */
  readonly formKey: string;
  /** What came of the form before. */
  readonly notice: string | null;
  readonly refusal: string | null;
};

/** A visit for whoever holds its link: where it stands, and what can still be changed. Every step works as a page of its own. */
export function VisitScreen(props: VisitProps) {
  const { token, visit, mode } = props;
  const { state, version, promisedAt, notes } = visit;
  const seen = `${state} ${version} ${promisedAt?.toISOString() ?? ""} ${notes.length}`;
  return (
    <PublicPage
      bar={
        <TenantBar of={visit}>
          <VisitLive seen={seen} token={token} watch={mode.is === "show" && state !== "COLLECTED"} />
        </TenantBar>
      }
    >
      {props.refusal === null ? null : (
        <Banner ground="bg-warn-soft">
          <Mark className="mt-0.5 text-warn-mark" shape="triangle" size={20} />
          {props.refusal}
        </Banner>
      )}
      {props.notice === null ? null : (
        <Banner ground="bg-ok-soft">
          <Mark className="mt-0.5 text-ok-mark" shape="tickDisc" size={20} />
          {props.notice}
        </Banner>
      )}
      <div className={`${looks.column} pt-5`}>
        <p className="flex flex-wrap items-center gap-2.5">
          <Plate size="lg">{displayPlate(visit.vehicle.plate)}</Plate>
          <span className="text-ink-2">{`${visit.vehicle.make} ${visit.vehicle.model}`.trim()}</span>
        </p>
        {mode.is === "show" ? <Standing {...props} /> : null}
        {mode.is === "change" ? <ChangeVisit {...props} {...mode} /> : null}
        {mode.is === "confirm" ? <ConfirmTime {...props} slot={mode.slot} /> : null}
        {mode.is === "cancel" ? <CancelVisit {...props} /> : null}
      </div>
    </PublicPage>
  );
}

function Banner({ ground, children }: { ground: string; children: ReactNode }) {
  return (
    <div className={ground} role="status">
      <p className="mx-auto flex w-full max-w-[480px] gap-3 px-5 py-4">{children}</p>
    </div>
  );
}

const work = ({ services, minutes }: VisitView): string =>
  [namesOf(services.map((name) => ({ name }))), minutes === null ? "" : `about ${formatMinutes(minutes)}`]
    .filter((word) => word !== "")
    .join(", ");

const sentenceOf = (visit: VisitView, zoneWord: string, now: Date): string => {
  const ready =
    visit.promisedAt === null
      ? ""
      : ` We expect it to be ready ${formatMoment(visit.promisedAt, visit.branch.zone, now)}.`;
  switch (visit.state) {
    case "REQUESTED":
      return "We look at it and send you times to choose from.";
    case "OFFERED":
      return "We have looked at it: these times are free for your car.";
    case "BOOKED":
      return `${[work(visit), zoneWord].filter((word) => word !== "").join(". ")}.`;
    case "MISSED":
      return "Your car did not come at the time that was booked. Call us, or book another time.";
    case "RECEIVED":
      return `Your car is with us.${ready}`;
    case "WAITING_FOR_YOU":
      return "We need your word before we go on. Call us, or answer our message.";
    case "WAITING_FOR_PARTS":
      return `A part is on its way. We go on as soon as it is here.${ready}`;
    case "IN_REPAIR":
      return `We are working on it.${ready}`;
    case "CHECKING":
      return `The work is done; we check it once more.${ready}`;
    case "READY":
      return "The work is done: your car can be collected.";
    case "COLLECTED":
      return "This visit is over. Drive well.";
  }
};

function Standing(props: VisitProps) {
  const { token, visit, zoneWord, now } = props;
  const { state, slot, branch } = visit;
  const mark = visitMarks[state];
  const page = `/a/${encodeURIComponent(token)}`;
  const stops = stopsOf(state);
  return (
    <>
      <div className="mt-5">
        {slot !== null && state === "BOOKED" ? (
          <>
            <p className="flex items-center gap-2.5 font-medium">
              <Mark className={mark.tone} shape={mark.shape} />
              {mark.word}
            </p>
            <h1 className="mt-1 text-done-title">{slotWord(plain(slot))}</h1>
          </>
        ) : (
          <h1 className="flex items-center gap-2.5 text-customer-title">
            {stops.length === 0 ? <Mark className={mark.tone} shape={mark.shape} size={22} /> : null}
            {mark.word}
          </h1>
        )}
        <p className="mt-2 text-ink-2">{sentenceOf(visit, zoneWord, now)}</p>
      </div>
      {state === "OFFERED" ? (
        <a className={`${looks.primary} mt-5 w-full`} href={`${page}?change=1`}>
          See the free times
        </a>
      ) : null}
      {state === "MISSED" ? (
        <a className={`${looks.primary} mt-5 w-full`} href={`/book/${encodeURIComponent(visit.tenantSlug)}`}>
          Book another time
        </a>
      ) : null}
      {state === "BOOKED" ? (
        <div className="mt-5 grid grid-cols-1 gap-2 min-[360px]:grid-cols-2">
          <a className={looks.button} href={`/api/files/visits/${encodeURIComponent(token)}/appointment.ics`}>
            <CalendarPlus aria-hidden size={18} strokeWidth={1.75} />
            Add to calendar
          </a>
          <a className={looks.button} href={directionsTo(visit.tenantName, branch.addressLines)} rel="noreferrer">
            <MapPin aria-hidden size={18} strokeWidth={1.75} />
            Directions
          </a>
        </div>
      ) : null}
      {stops.length === 0 ? null : <Way visit={visit} />}
      {visit.notes.length === 0 ? null : <Notes now={now} visit={visit} />}
      <Facts visit={visit} />
      <VisitPhotos {...props} />
      {visit.canChange || visit.canCancel ? (
        <div className="mt-5 grid grid-cols-1 gap-2 min-[360px]:grid-cols-2">
          {visit.canChange && state === "BOOKED" ? (
            <a className={looks.button} href={`${page}?change=1`}>
              Change time
            </a>
          ) : null}
          {visit.canCancel ? (
            <a className={looks.danger} href={`${page}?cancel=1`}>
              {state === "BOOKED" ? "Cancel booking" : "Take the request back"}
            </a>
          ) : null}
        </div>
      ) : null}
      <p className="mt-5 text-ink-3 text-lead-sm">
        No account and no password: this page is your visit. Please do not pass its address on.
        {visit.reference === null ? null : ` Reference ${visit.reference}.`}
      </p>
    </>
  );
}

/** Where the car is on its way through the workshop. */
function Way({ visit }: { visit: VisitView }) {
  const stops = stopsOf(visit.state);
  return (
    <ol aria-label="Where your car is" className="mt-7">
      {stops.map(({ state, shape, tone, word, is }, index) => (
        <li aria-current={is === "now" ? "step" : undefined} className="flex gap-4" key={state}>
          <span className="flex flex-col items-center">
            <Mark className={`mt-0.5 ${tone}`} shape={shape} size={20} />
            {index < stops.length - 1 ? <span aria-hidden className="my-1 w-px flex-1 bg-line-strong" /> : null}
          </span>
          <span className={`pb-6 ${is === "now" ? "font-title" : is === "ahead" ? "text-ink-3" : ""}`}>
            {word}
            <span className="sr-only">{is === "done" ? ", done" : is === "ahead" ? ", still to come" : ", now"}</span>
            {state === "RECEIVED" && visit.odometer !== null ? (
              <span className="block font-normal text-ink-2 text-lead-sm">
                {`${formatWhole(visit.odometer.value)} ${visit.odometer.unit}`}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** What the workshop wrote to whoever brought the car. */
function Notes({ visit: { notes, branch }, now }: { visit: VisitView; now: Date }) {
  return (
    <section aria-label="From the workshop" className="mt-2">
      <h2 className={looks.section}>From the workshop</h2>
      <ul className="mt-2 flex flex-col gap-2">
        {notes.map(({ body, createdAt }) => (
          <li className="rounded-touch border bg-surface px-4 py-3" key={createdAt.toISOString()}>
            <p className="wrap-anywhere whitespace-pre-wrap">{body}</p>
            <p className="mt-1 text-ink-3 text-lead-sm">{formatMoment(createdAt, branch.zone, now)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ visit }: { visit: VisitView }) {
  const { branch, whatToBring, state } = visit;
  const before = state === "BOOKED" || state === "OFFERED" || state === "REQUESTED";
  return (
    <ul className="mt-7 border-line border-t">
      <li className="flex gap-4 border-line border-b py-4">
        <MapPin aria-hidden className="mt-1 shrink-0 text-ink-3" size={18} strokeWidth={1.75} />
        <span className="min-w-0">
          <span className="block">{branch.addressLines.join(", ")}</span>
          <span className="block text-ink-3 text-lead-sm">{branch.name}</span>
        </span>
      </li>
      {before && whatToBring !== "" ? (
        <li className="flex gap-4 border-line border-b py-4">
          <KeyRound aria-hidden className="mt-1 shrink-0 text-ink-3" size={18} strokeWidth={1.75} />
          {whatToBring}
        </li>
      ) : null}
      {branch.phone === null ? null : (
        <li className="border-line border-b">
          <a className="flex min-h-14 items-center gap-4 py-3" href={`tel:${branch.phone}`}>
            <Phone aria-hidden className="shrink-0 text-ink-3" size={18} strokeWidth={1.75} />
            {branch.phoneShown}
          </a>
        </li>
      )}
    </ul>
  );
}
