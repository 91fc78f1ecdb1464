"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogFooter } from "#/components/ui/dialog.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { dismissToast } from "#/components/ui/toast-store.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { CompletionView } from "#/domain/job-card.ts";
import { formatTimeToSecond } from "#/domain/time.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { useFormats, useScene } from "../card-context.tsx";
import { ClosedMeanwhile, Completed } from "./after.tsx";
import { Blockers } from "./blockers.tsx";
import { Changes } from "./changes.tsx";

/**
 * Before completing: all that stands in the way, each mended right here, and all that will change. The button
 * enables as soon as nothing is left; afterwards the dialog becomes the timeline (`run`).
 */
export function PreflightDialog({
  run,
  onClose,
  onAddLine,
}: {
  run: ReactNode;
  onClose: () => void;
  onAddLine: () => void;
}) {
  const { card } = useScene();
  const [completion, setCompletion] = useState<CompletionView | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  const closedMeanwhile = !isOpen(card.status);
  return (
    <Dialog
      initialFocus={first}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      size="lg"
      start={<Plate>{card.vehicle.plate}</Plate>}
      title={
        completion || card.status === "COMPLETED"
          ? `Job card ${card.number} is completed`
          : `Complete job card ${card.number}`
      }
    >
      {completion ? (
        <Completed completion={completion} onClose={onClose} run={run} />
      ) : closedMeanwhile ? (
        <ClosedMeanwhile onClose={onClose} run={run} />
      ) : (
        <Before firstControl={first} onAddLine={onAddLine} onClose={onClose} onCompleted={setCompletion} />
      )}
    </Dialog>
  );
}

function Before({
  onCompleted,
  onClose,
  onAddLine,
  firstControl,
}: {
  onCompleted: (completion: CompletionView) => void;
  onClose: () => void;
  onAddLine: () => void;
  firstControl: RefObject<HTMLButtonElement | null>;
}) {
  const { card, commands, editing } = useScene();
  const { money } = useFormats();
  const trpc = useTRPC();
  const preflight = useQuery(trpc.jobCard.preflight.queryOptions({ jobCardId: card.id }, { staleTime: 0 }));
  const key = useIdempotencyKey();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState(true);
  const [refusal, setRefusal] = useState<string | null>(null);
  const unmet = preflight.data?.unmet.length ?? null;
  const ready = unmet === 0;
  const unsaved = Object.keys(editing.edits).length;
  const body = useFocusNext(unmet);

  const complete = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    setRefusal(null);
    editing.commitAll();
    try {
      const completion = await commands.complete(told, key.current);
      key.renew();
      // An undo that was offered before can no longer be taken.
      dismissToast();
      onCompleted(completion);
    } catch (error) {
      const shown = errorOf(error);
      // Without an answer the same key asks again for the same completion; a definite no ends the attempt.
      if (shown?.code !== null) key.renew();
      setRefusal(shown?.sentence ?? null);
    } finally {
      setBusy(false);
    }
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, enabled: ready, run: () => void complete() }]);

  return (
    <>
      <div className="grid min-h-0 flex-1 overflow-y-auto md:grid-cols-[44%_1fr] md:overflow-hidden" ref={body}>
        <div className="px-5 py-3.5 md:overflow-y-auto">
          {refusal ? (
            <FailedPart className="mb-3" title="Not completed.">
              {refusal}
            </FailedPart>
          ) : null}
          {preflight.data ? (
            <Blockers
              checkedAt={formatTimeToSecond(new Date(preflight.dataUpdatedAt), card.branch.zone)}
              firstControl={firstControl}
              onAddLine={onAddLine}
              preflight={preflight.data}
            />
          ) : preflight.isError ? (
            <FailedPart
              busy={preflight.isFetching && "Checking"}
              onRetry={() => void preflight.refetch()}
              title="The conditions were not checked."
            >
              {errorOf(preflight.error)?.sentence}
            </FailedPart>
          ) : (
            <Checking />
          )}
        </div>
        <div className="bg-canvas px-5 py-3.5 max-md:border-t md:overflow-y-auto md:border-l dark:bg-sunken">
          {preflight.data ? (
            <Changes
              changes={preflight.data.changes}
              onTold={(next) => {
                setTold(next);
                key.renew();
              }}
              told={told}
            />
          ) : null}
        </div>
      </div>
      <DialogFooter
        note={
          unsaved > 0
            ? `${unsaved === 1 ? "1 field" : `${unsaved} fields`} on the card not saved yet.`
            : "All of it happens together, or none of it does."
        }
      >
        <Button hint="Esc" onClick={onClose}>
          Cancel
        </Button>
        <Button
          busy={busy && "Completing"}
          disabled={!ready}
          hint={ready ? "Ctrl ↵" : undefined}
          look="primary"
          onClick={() => void complete()}
          ref={ready ? firstControl : undefined}
        >
          {ready ? (
            `Complete and invoice ${money(preflight.data?.changes.totals.totalMinor ?? 0)}`
          ) : (
            <>
              <Lock aria-hidden size={14} strokeWidth={1.75} />
              {unmet === null ? "Complete" : `Complete, ${unmet} to fix`}
            </>
          )}
        </Button>
      </DialogFooter>
      <p aria-live="polite" className="sr-only">
        {unmet === null ? "" : ready ? "Nothing stops this. Ready to complete." : `${unmet} to fix.`}
      </p>
    </>
  );
}

/** When a mended blocker takes the focus away with it, the next thing to do gets it. */
const useFocusNext = (unmet: number | null) => {
  const body = useRef<HTMLDivElement>(null);
  const before = useRef(unmet);
  useEffect(() => {
    const mended = before.current !== null && unmet !== null && unmet < before.current;
    before.current = unmet;
    if (!mended) return;
    const dialog = body.current?.closest("[role=dialog]");
    const lost = document.activeElement === document.body || document.activeElement === dialog;
    if (!lost) return;
    const next =
      body.current?.querySelector<HTMLElement>("[data-blocker] button") ??
      dialog?.querySelector<HTMLElement>("footer button:last-of-type");
    next?.focus();
  }, [unmet]);
  return body;
};

const rows = ["w-48", "w-40", "w-52"] as const;

function Checking() {
  return (
    <SkeletonPart label="Checking the conditions">
      <h3 className="text-section">What stands in the way</h3>
      {rows.map((width) => (
        <div className="mt-2 rounded-control border p-3" key={width}>
          <Skeleton className={width} />
        </div>
      ))}
      <SlowNote what="Checking takes longer than usual." />
    </SkeletonPart>
  );
}
