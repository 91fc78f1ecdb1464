"use client";

import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Segmented } from "#/components/ui/segmented.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useListPane } from "#/components/ui/use-list-pane.ts";
import type { TaskFilter } from "#/domain/task.ts";
import { type RunOf, TaskPane } from "./task-pane.tsx";
import { TaskTable } from "./task-table.tsx";
import { useTaskList, useTasksAddress } from "./use-tasks.ts";

/** The queue of what only a person can mend, and beside it the task that is open. `runOf` shows the run that raised one. */
export function TasksScreen({ runOf }: { runOf: RunOf }) {
  const [{ show, task: open }, setAddress] = useTasksAddress();
  const list = useTaskList(show);
  const {
    rows,
    onPointed,
    show: openTask,
    close,
  } = useListPane({
    ids: list.tasks.map(({ id }) => id),
    open,
    onOpen: (task, how) => void setAddress({ task }, how),
    noun: "task",
  });

  return (
    <>
      <div className="flex min-h-0 flex-1 px-4 pt-3 pb-3 max-sm:px-3">
        <div className="flex min-h-0 flex-1 overflow-hidden rounded-panel border bg-surface">
          <section
            aria-label="Queue"
            className={cn("flex min-h-0 min-w-0 flex-1 flex-col", open !== null && "max-lg:hidden")}
          >
            <div className="flex shrink-0 flex-wrap items-center gap-3 border-b px-3 py-2.5">
              <Segmented
                label="Which tasks"
                onValueChange={(next) => void setAddress({ show: next })}
                options={[
                  { value: "open", label: "Open" },
                  { value: "mine", label: "Mine" },
                  { value: "resolved", label: "Resolved" },
                ]}
                value={show}
              />
            </div>
            {list.tasks.length === 0 ? (
              <NoTasks onReset={() => void setAddress({ show: "open" })} show={list.show} />
            ) : (
              <TaskTable list={list} onOpen={openTask} onPointed={onPointed} openId={open} ref={rows} />
            )}
          </section>
          {open === null ? null : <TaskPane key={open} onClose={close} runOf={runOf} taskId={open} />}
        </div>
      </div>
      <FootBar>
        <FootHint caps={["J", "K"]}>next, previous</FootHint>
        <FootHint caps={["↵"]}>open</FootHint>
        <FootHint caps={["Esc"]}>close</FootHint>
      </FootBar>
    </>
  );
}

const nothing = {
  open: ["Nothing waits for a person", "A task stands here once something failed that cannot mend itself."],
  mine: ["No task is yours", "A task stands here once you take it, or somebody hands it to you."],
  resolved: ["Nothing was resolved yet", "A task stands here with what was done about it, and by whom."],
} as const satisfies Record<TaskFilter, readonly [string, string]>;

function NoTasks({ show, onReset }: { show: TaskFilter; onReset: () => void }) {
  const [title, why] = nothing[show];
  return (
    <EmptyState
      action={show === "open" ? null : <Button onClick={onReset}>Show open tasks</Button>}
      className="m-4 max-w-[520px]"
      title={title}
    >
      {why}
    </EmptyState>
  );
}
