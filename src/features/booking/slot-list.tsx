import { ChevronRight } from "lucide-react";
import { looks } from "#/components/public/looks.ts";
import {
  type Availability,
  closedSentence,
  closedWord,
  type Day,
  dayParts,
  dayWord,
  longDayWord,
  type Slot,
  timeWord,
} from "./words.ts";

type Picking = {
  /** Where a time leads without a script. */
  slotAddress: (slot: Slot) => string;
  /** Takes its place where a script runs. */
  onPick?: ((slot: Slot) => void) | undefined;
};

const onPlainClick =
  (act: (() => void) | undefined) =>
  (event: { preventDefault: () => void; metaKey: boolean; ctrlKey: boolean; shiftKey: boolean }): void => {
    // A link that is opened in another tab stays one.
    if (act === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    act();
  };

/** A time with its day and what lies between: the whole row is one link. */
export function SlotRow({ slot, day, note, ...picking }: Picking & { slot: Slot; day: string; note: string }) {
  const { slotAddress, onPick } = picking;
  return (
    <a
      className={looks.row}
      href={slotAddress(slot)}
      onClick={onPick && onPlainClick(() => onPick(slot))}
      rel="nofollow"
    >
      <SlotFace day={day} note={note} slot={slot} />
    </a>
  );
}

export function SlotFace({ slot, day, note }: { slot: Slot; day: string; note: string }) {
  return (
    <>
      <span className="min-w-16 shrink-0 font-title text-[20px]/[26px]">{timeWord(slot)}</span>
      <span className="min-w-0 flex-1">{day}</span>
      <span className="text-ink-3 text-lead-sm">{note}</span>
      <ChevronRight aria-hidden className="shrink-0 text-ink-3" size={18} strokeWidth={1.75} />
    </>
  );
}

type DaysProps = Picking & {
  times: Availability;
  /** The day whose times are open. */
  open: string | null;
  dayAddress: (day: string) => string;
  onOpen?: ((day: string) => void) | undefined;
  /** Where the days before and after lead; null where there are none. */
  earlier: string | null;
  later: string | null;
  onLook?: ((direction: "earlier" | "later") => void) | undefined;
};

/** Two weeks of days, each worded, and under them the times of the one that is open. */
export function OtherDays({ times, open, dayAddress, onOpen, earlier, later, onLook, ...picking }: DaysProps) {
  const shown = times.days.find(({ day, state }) => day === open && state === "FREE");
  return (
    <>
      <ol className="grid grid-cols-7 gap-1 min-[390px]:gap-1.5">
        {times.days.map((day) => (
          <li className="min-w-0" key={day.day}>
            <DayBox day={day} href={dayAddress(day.day)} isOpen={day.day === open} onOpen={onOpen} />
          </li>
        ))}
      </ol>
      {earlier !== null || later !== null ? (
        <p className="mt-3 flex justify-between text-lead-sm">
          {earlier === null ? (
            <span />
          ) : (
            <a className={looks.link} href={earlier} onClick={onLook && onPlainClick(() => onLook("earlier"))}>
              Earlier days
            </a>
          )}
          {later === null ? null : (
            <a className={looks.link} href={later} onClick={onLook && onPlainClick(() => onLook("later"))}>
              Later days
            </a>
          )}
        </p>
      ) : null}
      {shown === undefined ? null : <TimesOfDay day={shown} {...picking} />}
    </>
  );
}

const box = "flex h-[62px] flex-col items-center justify-center rounded-touch border text-[13px]/[16px]";

function DayBox({
  day,
  href,
  isOpen,
  onOpen,
}: {
  day: Day;
  href: string;
  isOpen: boolean;
  onOpen: ((day: string) => void) | undefined;
}) {
  const [weekday, number, month] = dayParts(day.day);
  if (day.state !== "FREE")
    return (
      <span className={`${box} hatch border-line text-ink-3`}>
        <span className="sr-only">{`${longDayWord(day.day)}, ${closedSentence(day)}`}</span>
        <span aria-hidden>{weekday}</span>
        <s aria-hidden className="text-[16px]/[20px]">
          {number}
        </s>
        <span aria-hidden>{closedWord(day)}</span>
      </span>
    );
  return (
    <a
      aria-current={isOpen ? "true" : undefined}
      className={`${box} press ${isOpen ? "border-accent bg-accent-soft text-accent-text shadow-[inset_0_0_0_1px_var(--color-accent)]" : "border-line-strong bg-surface text-ink-2 hover:bg-canvas dark:hover:bg-raised"}`}
      href={href}
      onClick={onOpen && onPlainClick(() => onOpen(day.day))}
      rel="nofollow"
    >
      <span>{weekday}</span>
      <span className={`font-strong text-[16px]/[20px] ${isOpen ? "" : "text-ink"}`}>{number}</span>
      <span className="sr-only">{month}</span>
    </a>
  );
}

function TimesOfDay({ day, slotAddress, onPick }: Picking & { day: Day }) {
  return (
    <section aria-label={`Free times on ${longDayWord(day.day)}`} className="mt-4">
      <h3 className="mb-2 font-medium text-lead-sm">{dayWord(day.day)}</h3>
      <ul className="grid grid-cols-3 gap-2 min-[390px]:grid-cols-4">
        {day.slots.map((slot) => (
          <li key={slot.startsAt}>
            <a
              className={`${looks.button} w-full px-1`}
              href={slotAddress(slot)}
              onClick={onPick && onPlainClick(() => onPick(slot))}
              rel="nofollow"
            >
              {slot.time}
              {slot.offset === null ? null : <span className="text-ink-3 text-lead-sm">{slot.offset}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
