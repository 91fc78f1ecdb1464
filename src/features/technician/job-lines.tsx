"use client";

import { Check } from "lucide-react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import type { JobCardView, JobLineView } from "#/domain/job-card.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { formatMinutes } from "#/domain/time.ts";
import { isOpen } from "#/domain/transitions.ts";
import type { Work } from "./use-work.ts";

/** The work, a line a row, each with one large tick. No amounts stand here, whoever looks. */
export function JobLines({ job, done, work }: { job: JobCardView; done: number; work: Work }) {
  const next = job.lines.find(({ doneAt }) => doneAt === null);
  if (job.lines.length === 0)
    return (
      <EmptyState className="mt-4 text-lead-sm" title="No work is listed yet">
        Lines appear here as the advisor adds them to the card.
      </EmptyState>
    );
  return (
    <section aria-labelledby="work" className="mt-4">
      <div className="flex items-center gap-4 border-b py-3 text-lead-sm">
        <h3 className="text-lead font-title" id="work">
          Work
        </h3>
        <span className="text-ink-2">
          {done} of {job.lines.length} done
        </span>
        <svg aria-hidden className="h-1.5 min-w-0 flex-1" preserveAspectRatio="none" viewBox="0 0 100 6">
          <rect className="fill-line" height="6" rx="1" width="100" />
          <rect className="fill-accent" height="6" rx="1" width={(100 * done) / job.lines.length} />
        </svg>
        {next ? <span className="max-w-56 truncate text-ink-3 max-lg:hidden">next: {next.description}</span> : null}
      </div>
      <ul className="divide-y divide-line">
        {job.lines.map((line) => (
          <Line job={job} key={line.id} line={line} work={work} />
        ))}
      </ul>
    </section>
  );
}

function Line({ job, line, work }: { job: JobCardView; line: JobLineView; work: Work }) {
  const mayTick = useMay("job_line.done") && isOpen(job.status);
  const done = line.doneAt !== null;
  return (
    <li className="flex min-h-[72px] items-center gap-4 py-2">
      <div className="min-w-0 flex-1">
        <p className={cn("text-lead font-medium", done && "text-ink-2")}>{line.description}</p>
        <p className="flex flex-wrap items-center gap-x-3 text-lead-sm text-ink-2">
          <LineFacts line={line} />
        </p>
      </div>
      <button
        aria-label={`${line.description}, done`}
        aria-pressed={done}
        className={cn(
          "press inline-flex h-12 w-[104px] shrink-0 items-center justify-center gap-2 rounded-touch border border-control text-lead font-medium",
          done && "border-ok-mark bg-ok-soft text-ok shadow-[inset_0_0_0_1px_var(--color-ok-mark)]",
        )}
        disabled={!mayTick}
        onClick={() => void work.setDone(line.id, !done)}
        type="button"
      >
        {done ? (
          <Glyph shape="tickDisc" size={16} tone="ok" />
        ) : (
          <Check aria-hidden className="text-ink-3" size={18} strokeWidth={1.75} />
        )}
        Done
      </button>
    </li>
  );
}

/** Labour in hours; a part with its amount, its bin and whether it is here. */
function LineFacts({ line }: { line: JobLineView }) {
  const waits = line.authorisationId === null ? <span className="text-warn">Not approved yet</span> : null;
  if (line.kind === "LABOUR")
    return (
      <>
        <span>{formatMinutes((quantityMilli(line.quantity) * 60) / 1000)} sold</span>
        {waits}
      </>
    );
  if (line.kind !== "PART")
    return (
      <>
        <span>{line.kind === "SUBLET" ? "Done elsewhere" : "Fee"}</span>
        {waits}
      </>
    );
  return (
    <>
      <span>{formatQuantity(line.quantity, line.unit === "" ? "×" : line.unit)}</span>
      {line.partNumber && !line.description.includes(line.partNumber) ? <span>{line.partNumber}</span> : null}
      <span className="text-ink">{line.bin ? `Bin ${line.bin}` : "No bin"}</span>
      <Stock line={line} />
      {waits}
    </>
  );
}

function Stock({ line }: { line: JobLineView }) {
  if (line.shortBy !== null)
    return (
      <span className="inline-flex items-center gap-1.5 font-medium text-warn">
        <Glyph shape="halfBox" />
        {formatQuantity(line.shortBy, line.unit)} short
      </span>
    );
  if (line.stock === null) return null;
  return (
    <span className="inline-flex items-center gap-1.5">
      <Glyph shape="tickBox" />
      {quantityMilli(line.stock.reservedHere) > 0
        ? "Kept for this car"
        : `${formatQuantity(line.stock.onHand, line.unit)} on hand`}
    </span>
  );
}
