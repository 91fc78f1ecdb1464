"use client";

import { useQuery } from "@tanstack/react-query";
import { isShownWhole } from "#/components/operation-timeline/entries.ts";
import { OperationTimeline } from "#/components/operation-timeline/operation-timeline.tsx";
import { LiveMark } from "#/components/shell/live-mark.tsx";
import { useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { linkClass } from "#/components/ui/link.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { DeliveryView } from "#/domain/operation.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { type Subject, useTimeline } from "./use-timeline.ts";

type RailProps = { subject: Subject; zone: string };

/** The history of a card, an invoice or an appointment: what was done, newest first, and what is still on its way. */
export function OperationRail({ subject, zone, className }: RailProps & { className?: string }) {
  return (
    <section aria-label="Timeline" className={cn("px-4.5 py-4", className)}>
      <div className="flex items-baseline gap-2">
        <h2 className="text-section">Timeline</h2>
        <span className="ml-auto text-dense text-ink-3" data-print="hide">
          <LiveMark />
        </span>
      </div>
      <p className="mb-3 text-dense text-ink-3">What happened, and what is still on its way.</p>
      <Runs heading="h3" subject={subject} zone={zone} />
    </section>
  );
}

/** Only the newest run with its effects: what a dialog becomes once its work is committed. */
export const LatestRun = (props: RailProps) => <Runs {...props} heading="h3" latest />;

function Runs({ subject, zone, heading, latest = false }: RailProps & { heading: "h2" | "h3"; latest?: boolean }) {
  const { timeline, repair } = useTimeline(subject);
  const invoiceId = useInvoiceId(subject);
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  if (timeline.isPending) return <RunsSkeleton />;
  if (timeline.isError) {
    return (
      <FailedPart
        busy={timeline.isFetching && "Loading"}
        onRetry={() => void timeline.refetch()}
        title="The timeline did not load."
      >
        {errorOf(timeline.error)?.sentence}
      </FailedPart>
    );
  }
  const { runs } = timeline.data;
  if (runs.length === 0) {
    return <p className="text-ink-2">Nothing has been done yet. Each change stands here, with what follows it.</p>;
  }
  return (
    <OperationTimeline
      extra={(delivery) => storedFile(delivery, invoiceId)}
      heading={heading}
      now={now}
      repair={repair}
      runs={latest ? runs.filter(isShownWhole).slice(0, 1) : runs}
      zone={zone}
    />
  );
}

/** Which invoice the stored PDF belongs to: the subject itself, or the card's. */
const useInvoiceId = (subject: Subject): string | null => {
  const trpc = useTRPC();
  const card = useQuery(
    trpc.jobCard.byId.queryOptions({ jobCardId: subject.id }, { enabled: subject.type === "jobCard" }),
  );
  return subject.type === "invoice" ? subject.id : (card.data?.invoice?.id ?? null);
};

const storedFile = (delivery: DeliveryView, invoiceId: string | null) => {
  if (delivery.consumer !== "store-pdf" || delivery.state !== "DONE" || invoiceId === null) return null;
  return (
    <a className={linkClass} data-print="hide" href={`/api/files/invoices/${invoiceId}`} rel="noopener" target="_blank">
      Open<span className="sr-only"> the invoice PDF</span>
    </a>
  );
};

const rows = ["w-40", "w-28", "w-36", "w-24", "w-32"] as const;

function RunsSkeleton() {
  return (
    <SkeletonPart className="flex flex-col gap-3" label="The timeline is loading">
      {rows.map((width) => (
        <div className="flex gap-2.5" key={width}>
          <Skeleton className="size-3.5" />
          <Skeleton className={width} />
        </div>
      ))}
      <SlowNote what="The timeline takes longer than usual." />
    </SkeletonPart>
  );
}
