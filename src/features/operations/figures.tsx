"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatWhole } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import type { Outcome } from "./address.ts";
import { waitOf } from "./run-words.ts";
import { useOperationsAddress } from "./use-operations.ts";

const soonMs = 2000;
// Handing an event over changes no record, so nobody is told of it: asked again while one waits.
const whileWaitingMs = 2000;
const otherwiseMs = 60_000;

export const useFigures = () => {
  const trpc = useTRPC();
  return useSuspenseQuery({
    ...trpc.operation.figures.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.oldestUnsentAt ? whileWaitingMs : otherwiseMs),
  }).data;
};

/** How it stands now, of all branches; each figure shows the runs behind it. */
export function Figures() {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt, 1000));
  const { oldestUnsentAt, waiting, retrying, dead, unknown } = useFigures();
  const late = oldestUnsentAt !== null && now.getTime() - oldestUnsentAt.getTime() > soonMs;
  return (
    <section aria-label="How it stands" className={figuresClass}>
      <FigureButton
        label="Oldest unsent"
        note={
          oldestUnsentAt === null ? (
            <Fine>none waits</Fine>
          ) : late ? (
            <span className="text-warn">trying again</span>
          ) : (
            <Fine>under 2 s</Fine>
          )
        }
        outcome="waiting"
        tone={late ? "text-warn" : "text-ink"}
        value={oldestUnsentAt === null ? "0 s" : waitOf(oldestUnsentAt, now)}
      />
      <FigureButton
        label="In flight"
        note={
          waiting === 0 ? <Fine>all arrived</Fine> : retrying === 0 ? "on their way" : `${retrying} waiting to retry`
        }
        outcome="waiting"
        value={formatWhole(waiting)}
      />
      <FigureButton
        label="Dead deliveries"
        note={dead === 0 ? <Fine>none</Fine> : <span className={asLink}>Needs a person</span>}
        outcome="dead"
        tone={dead === 0 ? "text-ink" : "text-bad"}
        value={formatWhole(dead)}
      />
      <FigureButton
        label="Unknown"
        note={unknown === 0 ? <Fine>none</Fine> : <span className={asLink}>asking</span>}
        outcome="unknown"
        tone={unknown === 0 ? "text-ink" : "text-warn"}
        value={formatWhole(unknown)}
      />
    </section>
  );
}

const figuresClass =
  "grid shrink-0 grid-cols-4 divide-x divide-line overflow-hidden rounded-panel border bg-surface xl:w-[488px] max-md:grid-cols-2 max-md:[&>*:nth-child(2)]:border-r-0 max-md:[&>*:nth-child(n+3)]:border-t";
const asLink = "text-accent-text underline underline-offset-3";

const Fine = ({ children }: { children: string }) => (
  <span className="inline-flex items-center gap-1 text-ink-3">
    <Glyph shape="tick" size={12} tone="ok" />
    {children}
  </span>
);

function FigureButton({
  label,
  value,
  note,
  outcome,
  tone = "text-ink",
}: {
  label: string;
  value: string;
  note: ReactNode;
  outcome: Outcome;
  tone?: string;
}) {
  const [address, setAddress] = useOperationsAddress();
  const chosen = address.outcome === outcome;
  return (
    <button
      aria-pressed={chosen}
      className={cn(
        "press flex min-w-0 flex-col px-3.5 py-2 text-left hover:bg-canvas focus-visible:-outline-offset-2 dark:hover:bg-raised",
        chosen && "bg-accent-soft",
      )}
      onClick={() => void setAddress({ outcome: chosen ? null : outcome })}
      type="button"
    >
      <span className="block text-dense text-ink-3">{label}</span>
      <span className={cn("block whitespace-nowrap text-figure", tone)}>{value}</span>
      <span className="block truncate text-dense text-ink-3">{note}</span>
    </button>
  );
}

const labels = ["Oldest unsent", "In flight", "Dead deliveries", "Unknown"] as const;

export function FiguresSkeleton() {
  return (
    <div aria-busy className={figuresClass}>
      {labels.map((label) => (
        <div className="px-3.5 py-2" key={label}>
          <p className="text-dense text-ink-3">{label}</p>
          <span aria-hidden className="my-1.5 block h-4 w-12 animate-late rounded-chip bg-ghost" />
          <span aria-hidden className="block h-4 w-24" />
        </div>
      ))}
    </div>
  );
}
