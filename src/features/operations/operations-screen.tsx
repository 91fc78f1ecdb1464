"use client";

import type { ReactNode } from "react";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { EmptyState } from "#/components/ui/states.tsx";
import { useListPane } from "#/components/ui/use-list-pane.ts";
import { type Address, isNarrowed } from "./address.ts";
import { FilterBar } from "./filter-bar.tsx";
import { RunPane } from "./run-pane.tsx";
import { RunTable } from "./run-table.tsx";
import { useOperationsAddress, useRunList } from "./use-operations.ts";

/** Every run of the tenant, and beside the list the one that is open: moving with J and K reads each. */
export function RunsCard() {
  const [address, setAddress] = useOperationsAddress();
  const list = useRunList(address);
  const open = address.run;
  const { rows, onPointed, show, close } = useListPane({
    ids: list.runs.map(({ id }) => id),
    open,
    onOpen: (run, how) => void setAddress({ run }, how),
    noun: "run",
  });

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
          <RunTable list={list} onOpen={show} onPointed={onPointed} openId={open} ref={rows} />
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
  planned: ["Nothing is planned", "An effect stands here until its time comes, as a reminder before an appointment."],
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
    <FootHint caps={["J", "K"]}>next, previous</FootHint>
    <FootHint caps={["↵"]}>open</FootHint>
    <FootHint caps={["R"]}>retry</FootHint>
    <FootHint caps={["Esc"]}>close</FootHint>
  </FootBar>
);
