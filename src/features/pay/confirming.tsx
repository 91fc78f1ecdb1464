import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatTimeToSecond } from "#/domain/time.ts";
import type { Bill } from "./bill.ts";
import type { Looking } from "./use-looking.ts";
import type { Stage } from "./use-paying.ts";

/** "0:24" */
const elapsed = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const askedWords = ({ asked, nextAt }: Looking, now: number): string => {
  const times = asked === 0 ? "Not asked yet" : asked === 1 ? "Asked once" : `Asked ${asked} times`;
  return nextAt === null
    ? `${times}, asking now`
    : `${times}, next in ${Math.max(1, Math.ceil((nextAt - now) / 1000))} s`;
};

/** The bank has said neither yes nor no: who is asked, how often, what not to do. Nothing here could pay twice. */
export function Confirming({
  bill,
  stage,
  looking,
  renderedAt,
  money,
  onStop,
  stopping,
}: {
  bill: Bill;
  stage: Extract<Stage, { at: "confirming" }>;
  looking: Looking;
  renderedAt: number;
  money: (minor: number) => string;
  onStop: () => void;
  stopping: boolean;
}) {
  const now = useNow(renderedAt, 1000);
  const amount = money(stage.amountMinor);
  const asks = stage.actionUrl !== null;
  const lost = stage.paymentId === null;
  return (
    <div className={`${looks.column} pt-8`}>
      <Mark className={asks ? "text-warn-mark" : "text-accent"} shape={asks ? "diamond" : "arc"} size={48} />
      <h1 className="mt-5 text-customer-title" id="confirming" tabIndex={-1}>
        {asks ? "Your bank asks you first" : "Confirming with your bank"}
      </h1>
      <p className="mt-2 text-ink-2">
        {asks
          ? `${amount} by card. Your bank wants to know that it is you; until you answer there, nothing is taken.`
          : lost
            ? `${amount} by card. Our answer has not reached you yet, and the same payment is asked for again. It is taken once at most.`
            : `${amount} by card. The bank has not said yes or no yet. This can take a minute.`}
      </p>
      {stage.actionUrl === null ? null : (
        <div className="mt-5 flex flex-col gap-3">
          <a className={`${looks.primary} w-full`} href={stage.actionUrl}>
            Answer at your bank
          </a>
          <button aria-busy={stopping || undefined} className={`${looks.button} w-full`} onClick={onStop} type="button">
            {stopping ? "Ending this payment" : "Pay another way"}
          </button>
        </div>
      )}
      <div className="mt-6 flex gap-3 rounded-touch border border-warn-mark bg-warn-soft px-4 py-3">
        <Mark className="mt-1 text-warn-mark" shape="triangle" />
        <p className="min-w-0">
          <strong className="block font-title">Please do not pay again</strong>
          <span className="text-ink-2 text-lead-sm">
            {asks
              ? "Answer at your bank, or choose another way here. Left open, this attempt ends after 15 minutes, and nothing is taken."
              : "You will never be charged twice for this. If the bank says no, nothing is taken."}
          </span>
        </p>
      </div>
      <ol aria-label="Where the payment is" className="mt-7">
        <Step done line right={formatTimeToSecond(new Date(stage.since), bill.branch.zone)} word="Sent to your bank" />
        <Step
          line
          note={asks ? undefined : askedWords(looking, now)}
          right={elapsed(now - Date.parse(stage.since))}
          waiting={asks}
          word={asks ? "Waiting for you" : "Waiting for their answer"}
        />
        <Step word="Receipt, on this page" />
      </ol>
      <p className="mt-2 text-ink-2">You can close this page. What the bank says is noted without it.</p>
    </div>
  );
}

/** One stop of the way: past with `done`, now with a figure at its right, ahead with neither. */
function Step({
  word,
  right,
  note,
  done = false,
  line = false,
  waiting = false,
}: {
  word: string;
  right?: string;
  note?: string | undefined;
  done?: boolean;
  line?: boolean;
  /** For the payer: nothing goes on until they do. */
  waiting?: boolean;
}) {
  const ahead = right === undefined;
  return (
    <li aria-current={done || ahead ? undefined : "step"} className="flex gap-4">
      <span className="flex flex-col items-center">
        <Mark
          className={`mt-0.5 ${done ? "text-ok-mark" : ahead ? "text-ink-3" : waiting ? "text-warn-mark" : "text-accent"}`}
          shape={done ? "tickDisc" : ahead ? "dashedRing" : waiting ? "diamond" : "arc"}
          size={20}
        />
        {line ? <span aria-hidden className="my-1 w-px flex-1 bg-line-strong" /> : null}
      </span>
      <span className={`min-w-0 flex-1 pb-5 ${done ? "" : ahead ? "text-ink-3" : "font-title"}`}>
        <span className="flex items-baseline justify-between gap-4">
          {word}
          <span className="whitespace-nowrap font-normal text-ink-3 text-lead-sm">{right}</span>
        </span>
        <span className="sr-only">{done ? "done" : ahead ? "still to come" : "now"}</span>
        {note === undefined ? null : <span className="block font-normal text-ink-2 text-lead-sm">{note}</span>}
      </span>
    </li>
  );
}
