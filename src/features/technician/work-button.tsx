"use client";

import { CircleCheck, Play, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import type { JobCardView } from "#/domain/job-card.ts";
import { canMove, type JobCardStatus } from "#/domain/transitions.ts";
import type { Work } from "./use-work.ts";

const icon = { "aria-hidden": true, size: 18, strokeWidth: 1.75 } as const;

type Step = { to: JobCardStatus; word: string; busy: string; icon: ReactNode; main: boolean };

/** The next thing that a technician may do with a card, from where it stands. */
const nextStep = (status: JobCardStatus, allDone: boolean): Step | null => {
  if (status === "IN_PROGRESS" && canMove(status, "QUALITY_CHECK"))
    return {
      to: "QUALITY_CHECK",
      word: "Quality check",
      busy: "Moving on",
      icon: <CircleCheck {...icon} />,
      main: allDone,
    };
  if (!canMove(status, "IN_PROGRESS")) return null;
  return status === "QUALITY_CHECK"
    ? { to: "IN_PROGRESS", word: "Back to work", busy: "Moving back", icon: <Undo2 {...icon} />, main: false }
    : { to: "IN_PROGRESS", word: "Start work", busy: "Starting", icon: <Play {...icon} />, main: true };
};

export function WorkButton({ job, done, work }: { job: JobCardView; done: number; work: Work }) {
  const mayMove = useMay("job_card.move");
  const step = nextStep(job.status, done === job.lines.length);
  if (step === null || !mayMove) return null;
  return (
    <Button
      busy={work.moving && step.busy}
      className="max-md:w-full"
      look={step.main ? "primary" : "default"}
      onClick={() => void work.move(step.to)}
      size="lg"
    >
      {step.icon}
      {step.word}
    </Button>
  );
}

export function WorkRefusal({ work }: { work: Work }) {
  if (work.refusal === null) return null;
  return (
    <FailedPart className="mb-3 text-lead-sm" onRetry={work.dismiss} retryLabel="Dismiss" title="That did not change.">
      {work.refusal}
    </FailedPart>
  );
}
