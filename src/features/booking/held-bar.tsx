import { useEffect, useState } from "react";
import { looks } from "#/components/public/looks.ts";
import type { Hold } from "./use-booking.ts";
import { type Slot, slotWord } from "./words.ts";

const wholeMs = 10 * 60_000;
/** Said aloud when so many minutes are left, and not oftener. */
const said = [5, 2, 1];

const leftOf = (hold: Hold): number | null => (hold.is === "held" ? Math.max(0, hold.until - Date.now()) : null);

/** Time left in ms, each second; null while nothing is held. */
const useLeft = (hold: Hold): number | null => {
  const [left, setLeft] = useState(() => leftOf(hold));
  useEffect(() => {
    setLeft(leftOf(hold));
    if (hold.is !== "held") return;
    const timer = setInterval(() => setLeft(leftOf(hold)), 1000);
    return () => clearInterval(timer);
  }, [hold]);
  return left;
};

const clock = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const sentenceFor = (left: number | null, what: string): string => {
  if (left === null) return "";
  if (left === 0) return "The time is no longer held. Book anyway: it is yours unless somebody was quicker.";
  const minutes = Math.ceil(left / 60_000);
  const word = said.find((each) => minutes <= each && (each === 1 || minutes > (each === 5 ? 2 : 1)));
  return word === undefined ? "" : `${what} is held for ${word} more ${word === 1 ? "minute" : "minutes"}.`;
};

/** The time chosen and, where it is held, how much longer: quiet, without red and without blinking. */
export function HeldBar({
  slot,
  work,
  hold,
  isRequest,
  changeAddress,
  onChange,
}: {
  /** Null: asked for without a time. */
  slot: Slot | null;
  work: string;
  hold: Hold;
  isRequest: boolean;
  changeAddress: string;
  onChange: () => void;
}) {
  const left = useLeft(hold);
  const what = slot === null ? "" : slotWord(slot);
  const over = left === 0;
  const title =
    slot === null
      ? "Your request"
      : isRequest
        ? `You would like ${what}`
        : left === null
          ? what
          : over
            ? `${what}, no longer held`
            : `${what} is yours for`;
  return (
    <section aria-label="Your time" className="bg-accent-soft">
      <div className="mx-auto w-full max-w-[480px] px-5 pt-3.5 pb-3">
        <div className="flex items-baseline justify-between gap-4">
          <h1 className="font-title text-[16px]/[24px]" id="held" tabIndex={-1}>
            {title}
          </h1>
          {left === null || over ? null : (
            <span aria-hidden className="font-strong text-[20px]/[24px] text-accent-text" role="presentation">
              {clock(left)}
            </span>
          )}
        </div>
        <div className="flex items-baseline justify-between gap-4 text-lead-sm">
          <span className="text-ink-2">{work}</span>
          <a
            className={looks.link}
            href={changeAddress}
            onClick={(event) => {
              event.preventDefault();
              onChange();
            }}
          >
            Change
          </a>
        </div>
        <p className="text-ink-2 text-lead-sm">
          {over ? "Book anyway: it is yours unless somebody was quicker." : null}
          {hold.is === "none" && slot !== null && !isRequest ? (hold.why ?? "It is yours as soon as you book.") : null}
        </p>
        <div aria-hidden className="mt-2 h-1 overflow-hidden rounded-full bg-line">
          {left === null ? null : (
            <div
              className="h-full origin-left bg-accent transition-transform duration-1000 ease-linear"
              style={{ transform: `scaleX(${left / wholeMs})` }}
            />
          )}
        </div>
        <p className="sr-only" role="status">
          {sentenceFor(left, what)}
        </p>
      </div>
    </section>
  );
}
