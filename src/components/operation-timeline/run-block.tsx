import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { RunGlyph } from "#/components/ui/status-glyph.tsx";
import { Timeline, type TimelineEntry } from "#/components/ui/timeline.tsx";
import type { DeliveryView, RunView } from "#/domain/operation.ts";
import { formatTimeToSecond } from "#/domain/time.ts";
import { arrivedWords, effectFacts, outcomeOf, refusalWords, removedWords, runSummary, stepFacts } from "./entries.ts";

export type RepairActions = {
  /** Delivery that is being retried or skipped now. */
  busyId: string | null;
  onRetry: (delivery: DeliveryView) => void;
  onSkip: (delivery: DeliveryView) => void;
  /** The control that hands it to a person. */
  assign: (delivery: DeliveryView) => ReactNode;
};

/** One commit: its steps, then what follows it. `extra` adds to an effect's sentence, as the link of a stored file. */
export function RunBlock({
  run,
  zone,
  now,
  repair,
  extra,
  about,
  heading = "h2",
  untitled = false,
  stepless = false,
}: {
  run: RunView;
  zone: string;
  now: Date;
  repair: RepairActions | null;
  extra?: (delivery: DeliveryView) => ReactNode;
  about?: ReactNode;
  heading?: "h2" | "h3";
  untitled?: boolean;
  stepless?: boolean;
}) {
  const Heading = heading;
  const outcome = outcomeOf(run);
  const removed = removedWords(run);
  return (
    <section aria-label={run.title} className="pb-4" data-print="whole" data-run={run.id}>
      <div className="mb-2 flex flex-wrap items-start gap-x-2">
        {untitled ? (
          <p className="min-w-0 flex-1 text-dense text-ink-3">{runSummary(run, zone, now)}</p>
        ) : (
          <Heading className="min-w-0 flex-1 text-section">{run.title}</Heading>
        )}
        <Badge tone={outcome.tone}>
          <RunGlyph decorative size={12} state={outcome.mark} />
          {outcome.word}
        </Badge>
        {untitled ? null : <p className="basis-full text-dense text-ink-3">{runSummary(run, zone, now)}</p>}
      </div>
      {about}
      {run.errorMessage ? (
        <p className="mb-2 text-ink-2">{run.state === "FAILED" ? refusalWords(run) : run.errorMessage}</p>
      ) : null}
      {stepless ? null : <Timeline entries={run.steps.map(stepEntry)} label={`Steps of ${run.title}`} />}
      {run.effects.length > 0 ? (
        <>
          <div className="mt-1 mb-2 flex items-baseline gap-2 border-t pt-3">
            <Heading className="text-section">What follows</Heading>
            <span aria-live="polite" className="ml-auto text-dense text-ink-3">
              {arrivedWords(run.effects)}
            </span>
          </div>
          <Timeline
            entries={run.effects.map((effect) => effectEntry(effect, zone, repair, extra?.(effect)))}
            label={`What follows ${run.title}`}
          />
        </>
      ) : null}
      {removed === null ? null : <p className="mt-2 text-dense text-ink-3">{removed}</p>}
    </section>
  );
}

const stepEntry = (step: RunView["steps"][number], index: number): TimelineEntry => {
  const { state, time, detail } = stepFacts(step);
  return { id: `${index} ${step.name}`, state, title: step.title, detail, time };
};

const effectEntry = (
  effect: DeliveryView,
  zone: string,
  repair: RepairActions | null,
  extra: ReactNode,
): TimelineEntry => {
  const { state, time, detail } = effectFacts(effect, zone);
  return {
    id: effect.id,
    state,
    title: effect.title,
    detail: (
      <>
        {detail && extra ? `${detail.replace(/\.$/, "")}. ` : detail}
        {extra}
        {effect.failures.length > 1 ? <Failures failures={effect.failures} zone={zone} /> : null}
      </>
    ),
    time,
    actions: repair !== null && effect.state === "DEAD" ? <Repair effect={effect} repair={repair} /> : null,
  };
};

/** Each try that failed, with its time: 16:41:09  Not a mobile number. */
function Failures({ failures, zone }: { failures: DeliveryView["failures"]; zone: string }) {
  return (
    <ol aria-label="Tries that failed" className="mt-1">
      {failures.map(({ at, reason }) => (
        <li className="flex gap-2" key={at.getTime()}>
          <span className="shrink-0">{formatTimeToSecond(at, zone)}</span>
          <span className="min-w-0 break-words">{reason}</span>
        </li>
      ))}
    </ol>
  );
}

function Repair({ effect, repair }: { effect: DeliveryView; repair: RepairActions }) {
  const busy = repair.busyId === effect.id;
  return (
    <>
      <Button
        aria-label={busy ? undefined : `Retry: ${effect.title}`}
        busy={busy && "Retrying"}
        onClick={() => repair.onRetry(effect)}
        size="sm"
      >
        <RotateCcw aria-hidden size={13} strokeWidth={2} />
        Retry
      </Button>
      <Button aria-label={`Skip with reason: ${effect.title}`} onClick={() => repair.onSkip(effect)} size="sm">
        Skip with reason
      </Button>
      {repair.assign(effect)}
    </>
  );
}
