"use client";

import type { Ref } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatWhole } from "#/domain/money.ts";
import type { TaskRowView } from "#/domain/task.ts";
import { formatAge } from "#/domain/time.ts";
import type { useTaskList } from "./use-tasks.ts";

/** One row a task: what it is, what it is about, why, how old, and who has it. */
export function TaskTable({
  list,
  openId,
  onOpen,
  onPointed,
  ref,
}: {
  list: ReturnType<typeof useTaskList>;
  openId: string | null;
  onOpen: (taskId: string) => void;
  onPointed: (taskId: string) => void;
  ref: Ref<HTMLTableElement>;
}) {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { tasks, loading, loadMore, failed } = list;
  const resolved = list.show === "resolved";
  // With the pane open the list keeps what tells tasks apart.
  const wide = openId === null ? "max-md:hidden" : "max-[1360px]:hidden";
  return (
    <>
      <Table className={cn("min-h-0 flex-1 rounded-none border-0", list.stale && "opacity-60")} label="Tasks" ref={ref}>
        <TableHead>
          <tr>
            <HeadCell className="w-9">
              <span className="sr-only">How it stands</span>
            </HeadCell>
            <HeadCell>Task</HeadCell>
            <HeadCell className="max-md:hidden">About</HeadCell>
            <HeadCell className={wide}>{resolved ? "What was done" : "Why"}</HeadCell>
            <HeadCell numeric>{resolved ? "Resolved" : "Raised"}</HeadCell>
            <HeadCell>{resolved ? "By" : "Who"}</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {tasks.map((task) => (
            <Row
              className="cursor-pointer"
              key={task.id}
              onClick={() => onOpen(task.id)}
              state={task.id === openId ? "selected" : null}
            >
              <Cell>
                <TaskMark task={task} />
              </Cell>
              <Cell className={cn("max-w-0 truncate max-md:w-full", openId === null ? "w-2/5" : "w-3/5")}>
                <button
                  aria-current={task.id === openId || undefined}
                  className="touch-target relative -mx-1 min-h-6 max-w-full truncate rounded-chip px-1 text-left font-medium hover:underline"
                  data-row={task.id}
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(task.id);
                  }}
                  onFocus={() => onPointed(task.id)}
                  type="button"
                >
                  {task.title}
                </button>
                <span className="block truncate pb-1 text-dense text-ink-2 md:hidden">
                  {task.subject?.label ?? task.detail}
                </span>
              </Cell>
              <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">{task.subject?.label ?? "—"}</Cell>
              <Cell className={cn("w-3/5 max-w-0 truncate text-ink-2", wide)}>
                {resolved ? task.resolution : task.detail}
              </Cell>
              <Cell className="text-ink-2" numeric>
                {formatAge(task.resolvedAt ?? task.createdAt, now)}
              </Cell>
              <Cell>
                {resolved ? (
                  task.resolvedBy === null ? (
                    <span className="text-ink-3">—</span>
                  ) : (
                    <Initials name={task.resolvedBy} />
                  )
                ) : (
                  <Initials name={task.takenBy} />
                )}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <ListFoot className="border-t" failed={failed} loading={loading} loadMore={loadMore}>
        {tasks.length === 1 ? "1 task" : `${formatWhole(tasks.length)} tasks`}
        {loadMore ? " shown" : null}
      </ListFoot>
    </>
  );
}

/** Urgent and untaken: an octagon. Taken: a person. Resolved: a tick. */
export function TaskMark({ task }: { task: Pick<TaskRowView, "state" | "severity"> }) {
  if (task.state === "RESOLVED") return <Glyph className="inline-block" label="Resolved" shape="tick" tone="ok" />;
  if (task.state === "TAKEN") return <Glyph className="inline-block" label="Taken" shape="person" tone="note" />;
  return task.severity === "URGENT" ? (
    <Glyph className="inline-block" label="Urgent, nobody has it" shape="octagon" tone="bad" />
  ) : (
    <Glyph className="inline-block" label="Nobody has it yet" shape="dashedRing" tone="ink-3" />
  );
}
