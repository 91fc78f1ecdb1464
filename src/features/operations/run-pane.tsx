"use client";

import { useQuery } from "@tanstack/react-query";
import NextLink from "next/link";
import type { ReactNode } from "react";
import { OperationTimeline } from "#/components/operation-timeline/operation-timeline.tsx";
import { useShell } from "#/components/shell/shell-context.tsx";
import { linkClass, TextLink } from "#/components/ui/link.tsx";
import { Pane } from "#/components/ui/pane.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { id } from "#/domain/fields.ts";
import type { DeliveryView } from "#/domain/operation.ts";
import type { RunDetailView } from "#/domain/operation-list.ts";
import { pageOf } from "#/domain/pages.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useRepair } from "./use-repair.ts";

/** One run beside the list: what it is about, its steps, what follows it, and what can be done about what died. */
export function RunPane({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { data: run } = useRun(runId);
  return (
    <Pane className="w-[392px]" label="Run" onClose={onClose} title={run?.title ?? "Run"}>
      <div className="px-4 pb-4">
        <RunPart onEscape={onClose} runId={runId} untitled />
      </div>
    </Pane>
  );
}

const isId = (runId: string): boolean => id.safeParse(runId).success;

const useRun = (runId: string) => {
  const trpc = useTRPC();
  return useQuery(trpc.operation.byId.queryOptions({ runId }, { enabled: isId(runId) }));
};

/** The run itself, in whatever box. `onEscape` closes that box by key. */
export function RunPart({
  runId,
  onEscape,
  untitled,
  stepless,
}: {
  runId: string;
  onEscape?: () => void;
  untitled?: boolean;
  stepless?: boolean;
}) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const repair = useRepair();
  const wellFormed = isId(runId);
  const asked = useRun(runId);
  const run = asked.data;
  const dead = run?.effects.find(({ state }) => state === "DEAD");
  useHotkeys([
    { keys: "Escape", label: "close", enabled: onEscape !== undefined, run: () => onEscape?.() },
    {
      keys: "R",
      label: "retry what died",
      enabled: repair !== null && dead !== undefined,
      run: () => void (dead && repair?.retry(dead.id)),
    },
  ]);
  if (run === undefined) {
    return asked.isError || !wellFormed ? (
      <FailedPart
        onRetry={wellFormed && errorOf(asked.error)?.code !== "NOT_FOUND" ? () => void asked.refetch() : undefined}
        title="The run did not load."
      >
        {errorOf(asked.error)?.sentence ?? "This address names no run. Choose one from the list."}
      </FailedPart>
    ) : (
      <RunSkeleton />
    );
  }
  return (
    <OperationTimeline
      about={() => <About run={run} />}
      extra={taskLink}
      heading="h3"
      now={now}
      repair={repair}
      runs={[run]}
      stepless={stepless}
      untitled={untitled}
      whole
      zone={branch.zone}
    />
  );
}

/** What it is about, where it took place, and the id under which logs know it. */
function About({ run }: { run: RunDetailView }) {
  const page = pageOf(run.subject);
  return (
    <dl className="mb-3 flex flex-col gap-1 rounded-control bg-canvas px-3 py-2 text-dense dark:bg-sunken">
      <Fact term="About">
        {run.subject && page ? (
          <TextLink href={page.href}>
            {run.subject.label}
            <span className="sr-only">, open {page.noun}</span>
          </TextLink>
        ) : run.subject ? (
          run.subject.label
        ) : (
          <span className="text-ink-3">no record</span>
        )}
      </Fact>
      <Fact term="Branch">{run.branchName ?? <span className="text-ink-3">not known</span>}</Fact>
      <Fact term="Correlation">
        <span className="break-all">{run.correlationId}</span>
      </Fact>
    </dl>
  );
}

const Fact = ({ term, children }: { term: string; children: ReactNode }) => (
  <div className="flex gap-2">
    <dt className="w-20 shrink-0 text-ink-3">{term}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);

/** A dead effect has a task: where it is worked on. */
const taskLink = (delivery: DeliveryView) =>
  delivery.task !== null && delivery.task.state !== "RESOLVED" ? (
    <NextLink className={linkClass} href={`/tasks?task=${delivery.task.id}`}>
      Open its task
    </NextLink>
  ) : null;

const rows = ["w-40", "w-28", "w-36", "w-24", "w-32"] as const;

function RunSkeleton() {
  return (
    <SkeletonPart className="flex flex-col gap-3" label="The run is loading">
      <Skeleton className="h-5 w-52" />
      {rows.map((width) => (
        <div className="flex gap-2.5" key={width}>
          <Skeleton className="size-3.5" />
          <Skeleton className={width} />
        </div>
      ))}
      <SlowNote what="The run takes longer than usual." />
    </SkeletonPart>
  );
}
