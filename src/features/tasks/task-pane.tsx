"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Pane } from "#/components/ui/pane.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { id } from "#/domain/fields.ts";
import { pageOf } from "#/domain/pages.ts";
import type { TaskDetailView } from "#/domain/task.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { ResolveForm } from "./resolve-form.tsx";
import { useTaskWork } from "./use-tasks.ts";

const AssignMenu = dynamic(
  () => import("#/components/operation-timeline/assign-menu.tsx").then((file) => file.AssignMenu),
  { ssr: false },
);

/** Draws the run that raised a task; without its steps where one of its effects did. */
export type RunOf = (runId: string, how: { stepless: boolean }) => ReactNode;

/** One task: why it stands here, who has it, what was done; and the run that raised it, where its effect is retried or skipped. */
export function TaskPane({ taskId, onClose, runOf }: { taskId: string; onClose: () => void; runOf: RunOf }) {
  const trpc = useTRPC();
  const wellFormed = id.safeParse(taskId).success;
  const asked = useQuery(trpc.task.byId.queryOptions({ taskId }, { enabled: wellFormed }));
  useHotkeys([{ keys: "Escape", label: "close", run: onClose }]);
  const task = asked.data;
  if (task === undefined) {
    const lost = asked.isError || !wellFormed;
    return (
      <Pane label="Task" onClose={onClose} title={lost ? "Not found" : "Task"}>
        {lost ? (
          <FailedPart
            className="mx-4"
            onRetry={wellFormed && errorOf(asked.error)?.code !== "NOT_FOUND" ? () => void asked.refetch() : undefined}
            title="The task did not load."
          >
            {errorOf(asked.error)?.sentence ?? "This address names no task. Choose one from the list."}
          </FailedPart>
        ) : (
          <SkeletonPart className="flex flex-col gap-3 px-4" label="The task is loading">
            <Skeleton className="h-5 w-52" />
            <Skeleton className="h-12 w-full" />
            <SlowNote what="The task takes longer than usual." />
          </SkeletonPart>
        )}
      </Pane>
    );
  }
  return (
    <Pane label="Task" onClose={onClose} title={task.title}>
      <div className="flex flex-col gap-3 px-4 pb-4">
        <Facts task={task} />
        <Work key={task.id} task={task} />
        {task.runId === null ? null : (
          <section aria-label="What raised it" className="border-t pt-3">
            {runOf(task.runId, { stepless: task.delivery !== null })}
          </section>
        )}
      </div>
    </Pane>
  );
}

function Facts({ task }: { task: TaskDetailView }) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const page = pageOf(task.subject);
  const when = (at: Date) => formatMoment(at, branch.zone, now);
  return (
    <div className="flex flex-col gap-2">
      {task.detail ? <p className="text-ink-2">{task.detail}</p> : null}
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-dense text-ink-3">
        {task.severity === "URGENT" && task.state !== "RESOLVED" ? <Badge tone="bad">Urgent</Badge> : null}
        <span>Raised {when(task.createdAt)}</span>
        {task.takenBy !== null && task.takenAt !== null && task.state === "TAKEN" ? (
          <span>
            {task.takenBy} took it {when(task.takenAt)}
          </span>
        ) : null}
        {task.subject && page ? (
          <TextLink href={page.href}>
            {task.subject.label}
            <span className="sr-only">, open {page.noun}</span>
          </TextLink>
        ) : null}
      </p>
      {task.state === "RESOLVED" && task.resolvedAt !== null ? (
        <div className="rounded-control bg-ok-soft px-3 py-2">
          <p className="font-medium">{task.resolution}</p>
          <p className="text-dense text-ink-2">
            Resolved {when(task.resolvedAt)}
            {task.resolvedBy === null ? null : ` by ${task.resolvedBy}`}
          </p>
        </div>
      ) : null}
    </div>
  );
}

/** Take, give back, hand over, and resolve, for those who may. */
function Work({ task }: { task: TaskDetailView }) {
  const trpc = useTRPC();
  const { member } = useShell();
  const mayWork = useMay("task.resolve");
  const people = useQuery(trpc.task.people.queryOptions(undefined, { enabled: mayWork }));
  const work = useTaskWork(task.id);
  const [refusal, setRefusal] = useState<string | null>(null);
  if (!mayWork || task.state === "RESOLVED") return null;
  const act = async (call: () => Promise<string | null>): Promise<void> => setRefusal(await call());
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        {task.state === "OPEN" ? (
          <Button busy={work.busy && "Taking it"} look="primary" onClick={() => void act(work.take)}>
            Take it
          </Button>
        ) : (
          <Button busy={work.busy && "Giving it back"} onClick={() => void act(work.release)}>
            Give back
          </Button>
        )}
        <AssignMenu
          holder={task.takenBy}
          onAssign={(memberId) => void act(() => work.assign(memberId))}
          people={(people.data ?? []).filter(({ memberId }) => task.state === "TAKEN" || memberId !== member.memberId)}
          title={task.title}
        />
      </div>
      {refusal ? (
        <p className="text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <ResolveForm resolve={work.resolve} resolving={work.resolving} task={task} />
    </>
  );
}
