"use client";

import { type ReactNode, useRef, useState } from "react";
import { FootBar } from "#/components/shell/foot-bar.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Keys } from "#/components/ui/kbd.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { type Address, isNarrowed } from "./address.ts";
import { FilterBar } from "./filter-bar.tsx";
import { RunPane } from "./run-pane.tsx";
import { RunTable } from "./run-table.tsx";
import { useOperationsAddress, useRunList } from "./use-operations.ts";

/** Every run of the tenant, and beside the list the one that is open: moving with J and K reads each. */
export function RunsCard() {
  const [address, setAddress] = useOperationsAddress();
  const list = useRunList(address);
  const rows = useRef<HTMLTableElement>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const open = address.run;

  const focusRow = (runId: string): void =>
    rows.current?.querySelector<HTMLElement>(`[data-run="${CSS.escape(runId)}"]`)?.focus();
  const show = (runId: string): void =>
    void setAddress({ run: runId }, { history: open === null ? "push" : "replace" });
  const close = (): void => {
    void setAddress({ run: null });
    if (open !== null) focusRow(open);
  };
  /** The next or previous row; while a run is open, it is read in its place. */
  const step = (by: 1 | -1): void => {
    const at = list.runs.findIndex(({ id }) => id === (open ?? pointed));
    const next = list.runs[at === -1 ? 0 : at + by];
    if (next === undefined) return;
    focusRow(next.id);
    setPointed(next.id);
    if (open !== null) void setAddress({ run: next.id }, { history: "replace" });
  };
  useHotkeys([
    { keys: "J", label: "next run", run: () => step(1) },
    { keys: "K", label: "previous run", run: () => step(-1) },
  ]);

  return (
    <div
      className={cn(
        "flex min-h-0 flex-1 overflow-hidden rounded-panel border bg-surface",
        open === null && "max-lg:min-h-[520px] max-lg:flex-none",
      )}
    >
      {open === null ? null : <h1 className="sr-only lg:hidden">Operations</h1>}
      <section
        aria-label="Runs and what follows them"
        className={cn("flex min-h-0 min-w-0 flex-1 flex-col", open !== null && "max-lg:hidden")}
      >
        <FilterBar address={address} onChange={(change) => void setAddress(change)} />
        {list.runs.length === 0 ? (
          <NoRuns
            address={address}
            onReset={() =>
              void setAddress({ type: null, outcome: null, branch: null, since: null, from: null, to: null })
            }
          />
        ) : (
          <RunTable list={list} onOpen={show} onPointed={setPointed} openId={open} ref={rows} />
        )}
      </section>
      {open === null ? null : <RunPane key={open} onClose={close} runId={open} />}
    </div>
  );
}

/** What stands around the list: on a small screen the run that is open takes its place too. */
export function WhileListed({ children }: { children: ReactNode }) {
  const [{ run }] = useOperationsAddress();
  return <div className={cn("contents", run !== null && "max-lg:hidden")}>{children}</div>;
}

const nothing: Readonly<Record<string, readonly [title: string, why: string]>> = {
  dead: ["Nothing needs a person", "An effect stands here once it was tried three times and did not arrive."],
  waiting: ["Everything has arrived", "An effect stands here from its operation's commit until it arrives."],
  skipped: ["Nothing was skipped", "An effect stands here once somebody gave it up, or nobody was there to be told."],
  unknown: ["No answer is missing", "A run stands here while another system has not said yes or no."],
  refused: ["Nothing was refused", "A run stands here when it could not be done, and changed nothing."],
  undone: ["Nothing was undone", "A run stands here when a later step failed and the earlier ones were taken back."],
  running: ["Nothing runs", "A run stands here while it waits for another system."],
};

function NoRuns({ address, onReset }: { address: Address; onReset: () => void }) {
  const [title, why] = nothing[address.outcome ?? ""] ?? [
    "No run matches",
    "Each change made in the workshop stands here, with what follows it.",
  ];
  return (
    <EmptyState
      action={isNarrowed(address) ? <Button onClick={onReset}>Show all runs</Button> : null}
      className="m-4 max-w-[520px]"
      title={title}
    >
      {why}
    </EmptyState>
  );
}

export const OperationsFoot = () => (
  <FootBar>
    <Hint caps={["J", "K"]}>next, previous</Hint>
    <Hint caps={["↵"]}>open</Hint>
    <Hint caps={["R"]}>retry</Hint>
    <Hint caps={["Esc"]}>close</Hint>
  </FootBar>
);

const Hint = ({ caps, children }: { caps: readonly string[]; children: string }) => (
  <span className="inline-flex items-center gap-1.5 max-lg:hidden pointer-coarse:hidden">
    <Keys keys={caps} />
    {children}
  </span>
);
