"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Status } from "#/components/ui/status-glyph.tsx";
import type { BoardCardView, JobCardView } from "#/domain/job-card.ts";
import { formatMoment, formatTime } from "#/domain/time.ts";
import { isOpen, jobCardStatusWords } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { JobLines } from "./job-lines.tsx";
import { PromisedTime } from "./own-job.tsx";
import { useWork } from "./use-work.ts";
import { WorkButton, WorkRefusal } from "./work-button.tsx";

/** The card in hand: what car, what is asked, by when and where, and the lines to do. */
export function JobPane({
  card,
  nowMs,
  notes,
  onBack,
}: {
  card: BoardCardView;
  nowMs: number;
  /** What was written on the card: another noun's. */
  notes: (job: JobCardView) => ReactNode;
  onBack: () => void;
}) {
  const trpc = useTRPC();
  const { data: job } = useSuspenseQuery(trpc.jobCard.byId.queryOptions({ jobCardId: card.id }));
  const work = useWork(job);
  const { vehicle, branch } = job;
  const done = job.lines.filter(({ doneAt }) => doneAt !== null).length;

  return (
    <>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-3 px-6 pt-5 pb-4 max-md:px-4">
        <Button aria-label="Back to my jobs" className="md:hidden" icon onClick={onBack} size="lg">
          <ArrowLeft aria-hidden size={18} strokeWidth={1.75} />
        </Button>
        <Plate size="lg">{vehicle.plate}</Plate>
        <div className="min-w-0 flex-1 max-md:basis-full">
          <h2 className="truncate text-screen-title">
            {vehicle.make} {vehicle.model}
            {vehicle.year ? `, ${vehicle.year}` : null}
          </h2>
          <p className="text-lead-sm text-ink-2">{whereAndWho(job, new Date(nowMs))}</p>
        </div>
        <WorkButton done={done} job={job} work={work} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-8 max-md:px-4">
        <WorkRefusal work={work} />
        <dl className="flex flex-wrap gap-x-10 gap-y-3 rounded-touch border bg-canvas px-4 py-3 text-lead-sm">
          <Fact term="Asked for">{job.complaint}</Fact>
          <Fact term="Promised">
            {job.promisedAt === null ? (
              "No time promised"
            ) : isOpen(job.status) ? (
              <PromisedTime card={job} nowMs={nowMs} zone={branch.zone} />
            ) : (
              formatMoment(job.promisedAt, branch.zone, new Date(nowMs))
            )}
          </Fact>
          <Fact term="Status">
            <Status className="font-normal" status={job.status}>
              {jobCardStatusWords[job.status]}
            </Status>
          </Fact>
        </dl>
        <JobLines done={done} job={job} work={work} />
        {notes(job)}
      </div>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-dense text-ink-3">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** "Customer is waiting in reception. Bay 1, 16:30 to 18:00" */
const whereAndWho = ({ customerWaiting, customer, bay, branch }: JobCardView, now: Date): string => {
  const who = customerWaiting ? `${customer.name} is waiting in reception` : customer.name;
  const where = bay
    ? `${bay.name}, ${formatMoment(bay.startsAt, branch.zone, now)} to ${formatTime(bay.endsAt, branch.zone)}`
    : "Not on a bay yet";
  return `${who}. ${where}`;
};
