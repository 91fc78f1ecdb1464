"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Timeline, type TimelineEntry } from "#/components/ui/timeline.tsx";
import type { DeliveryView, RunView } from "#/domain/operation.ts";
import { formatMoment } from "#/domain/time.ts";
import { gathered, outcomeOf, refusalWords, stretchesOf } from "./entries.ts";
import { RunBlock } from "./run-block.tsx";

const SkipDialog = dynamic(() => import("./skip-dialog.tsx").then((file) => file.SkipDialog), { ssr: false });
const AssignMenu = dynamic(() => import("./assign-menu.tsx").then((file) => file.AssignMenu), { ssr: false });

export type Person = { memberId: string; name: string };

export type OperationTimelineProps = {
  /** Newest first. */
  runs: readonly RunView[];
  zone: string;
  now: Date;
  /** Callbacks of those who may repair; null leaves the verbs away. Each promise ends when the server has answered. */
  repair: {
    people: readonly Person[];
    retry: (deliveryId: string) => Promise<void>;
    /** Resolves to the sentence of a refusal, or null once it is skipped. */
    skip: (deliveryId: string, reason: string) => Promise<string | null>;
    assign: (deliveryId: string, memberId: string) => Promise<void>;
  } | null;
  extra?: (delivery: DeliveryView) => ReactNode;
  heading?: "h2" | "h3";
  /** Every run step by step, also those that a history would sum up in a line. */
  whole?: boolean;
  /** Beneath each run's summary: what it is about, where. */
  about?: (run: RunView) => ReactNode;
  /** Where the box around it says the run's title. */
  untitled?: boolean;
  /** What follows, without the steps: beside a task it is the effect that matters. */
  stepless?: boolean;
};

/** What was done, newest run first, and where each thing that follows stands. Knows no noun. */
export function OperationTimeline({
  runs,
  zone,
  now,
  repair,
  extra,
  heading,
  whole = false,
  about,
  untitled,
  stepless,
}: OperationTimelineProps) {
  const [busyId, setBusyId] = useState<string | null>(null);
  const [skipping, setSkipping] = useState<DeliveryView | null>(null);

  const actions = repair && {
    busyId,
    onRetry: (delivery: DeliveryView) => {
      setBusyId(delivery.id);
      void repair.retry(delivery.id).finally(() => setBusyId(null));
    },
    onSkip: setSkipping,
    assign: (delivery: DeliveryView) => (
      <AssignMenu
        holder={delivery.task?.takenBy ?? null}
        onAssign={(memberId) => void repair.assign(delivery.id, memberId)}
        people={repair.people}
        title={delivery.title}
      />
    ),
  };

  return (
    <div className="flex flex-col">
      {(whole ? runs.map((run) => ({ kind: "whole" as const, run })) : stretchesOf(runs)).map((stretch) =>
        stretch.kind === "whole" ? (
          <RunBlock
            about={about?.(stretch.run)}
            extra={extra}
            heading={heading}
            key={stretch.run.id}
            now={now}
            repair={actions}
            run={stretch.run}
            stepless={stepless}
            untitled={untitled}
            zone={zone}
          />
        ) : (
          <ShortRuns key={stretch.runs[0]?.id ?? "none"} now={now} runs={stretch.runs} zone={zone} />
        ),
      )}
      {repair && skipping ? (
        <SkipDialog
          onClose={() => setSkipping(null)}
          onSkip={(reason) => repair.skip(skipping.id, reason)}
          title={skipping.title}
        />
      ) : null}
    </div>
  );
}

const shownAtFirst = 8;

function ShortRuns({ runs, zone, now }: { runs: readonly RunView[]; zone: string; now: Date }) {
  const [all, setAll] = useState(false);
  const rows = gathered(runs);
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  const more = rows.length - shown.length;
  return (
    <div className="pb-3 not-first:border-t not-first:pt-3.5">
      <Timeline entries={shown.map(({ run, times }) => shortEntry(run, times, zone, now))} label="Earlier" />
      {more > 0 ? (
        <Button look="ghost" onClick={() => setAll(true)} size="sm">
          {more} more
        </Button>
      ) : null}
    </div>
  );
}

const shortEntry = (run: RunView, times: number, zone: string, now: Date): TimelineEntry => {
  const outcome = outcomeOf(run);
  const detail = run.steps.map((step) => step.detail).find((each) => each !== null) ?? null;
  return {
    id: run.id,
    state: outcome.mark,
    title: run.state === "FAILED" ? `${run.title}: refused` : times > 1 ? `${run.title}, ${times} times` : run.title,
    time: formatMoment(run.startedAt, zone, now),
    detail: run.state === "FAILED" ? refusalWords(run) : [run.actorName, detail].filter(Boolean).join(". "),
  };
};
