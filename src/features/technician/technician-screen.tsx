"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, Suspense } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { EmptyState } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { JobCardView } from "#/domain/job-card.ts";
import { formatHours, formatLongDay } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { JobPane } from "./job-pane.tsx";
import { JobPaneSkeleton } from "./job-pane-skeleton.tsx";
import { inHand, inTurn } from "./own-cards.ts";
import { OwnJob } from "./own-job.tsx";

/** A technician's own cards, and the one in hand. Two panes on a tablet, one after the other on a phone. */
export function TechnicianScreen({
  branchId,
  notes,
}: {
  branchId: string;
  /** What was written on a card: another noun's. */
  notes: (job: JobCardView) => ReactNode;
}) {
  return (
    <NuqsAdapter>
      <OwnCards branchId={branchId} notes={notes} />
    </NuqsAdapter>
  );
}

function OwnCards({ branchId, notes }: { branchId: string; notes: (job: JobCardView) => ReactNode }) {
  const trpc = useTRPC();
  const { renderedAt } = useShell();
  const nowMs = useNow(renderedAt);
  const { data: board } = useSuspenseQuery(trpc.jobCard.board.queryOptions({ branchId, mine: true }));
  const [chosen, setChosen] = useQueryState("card", parseAsString.withOptions({ history: "push" }));

  const cards = inTurn(board.cards);
  const picked = cards.find((card) => card.id === chosen) ?? null;
  // On a phone the list comes first; a tablet shows both.
  const open = inHand(cards, chosen);
  const minutes = cards.reduce((sum, card) => sum + (card.status === "COMPLETED" ? 0 : card.labourMinutes), 0);

  return (
    <div className="flex min-h-0 flex-1">
      <section
        aria-labelledby="own-jobs"
        className={cn(
          "flex w-[376px] shrink-0 flex-col border-r max-lg:w-[320px] max-md:w-full max-md:border-r-0",
          picked && "max-md:hidden",
        )}
      >
        <header className="flex items-baseline gap-3 px-4 pt-5 pb-3">
          <h1 className="text-screen-title" id="own-jobs">
            My jobs, {formatLongDay(new Date(nowMs), board.branch.zone).split(" ")[0]}
          </h1>
          {minutes > 0 ? <span className="ml-auto text-lead-sm text-ink-2">{formatHours(minutes)} of work</span> : null}
        </header>
        {cards.length === 0 ? (
          <div className="px-4">
            <EmptyState title="No car is yours">Cars appear here when an advisor gives them to you.</EmptyState>
          </div>
        ) : (
          <ul className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-4 pb-4">
            {cards.map((card) => (
              <OwnJob
                card={card}
                here={open?.id === card.id}
                key={card.id}
                nowMs={nowMs}
                onOpen={() => void setChosen(card.id)}
                zone={board.branch.zone}
              />
            ))}
          </ul>
        )}
      </section>
      <section
        aria-label={open ? `${open.plate}, ${open.vehicle}` : "The card in hand"}
        className={cn("flex min-w-0 flex-1 flex-col bg-surface", picked === null && "max-md:hidden")}
      >
        {open ? (
          <Suspense fallback={<JobPaneSkeleton />} key={open.id}>
            <JobPane card={open} notes={notes} nowMs={nowMs} onBack={() => void setChosen(null)} />
          </Suspense>
        ) : null}
      </section>
    </div>
  );
}
