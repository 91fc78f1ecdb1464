"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { undoToast } from "#/components/ui/toast-store.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { JobCardView } from "#/domain/job-card.ts";
import { canMove, type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** What a technician does to a card: ticks lines and moves it on. Ticks show at once and go back when refused. */
export const useWork = (job: JobCardView) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const queryKey = trpc.jobCard.byId.queryKey({ jobCardId: job.id });
  const ticking = useMutation(trpc.jobCard.setLinesDone.mutationOptions());
  const moving = useMutation(trpc.jobCard.move.mutationOptions());
  const [refusal, setRefusal] = useState<string | null>(null);

  const showLine = (lineId: string, doneAt: Date | null): void => {
    queries.setQueryData(
      queryKey,
      (view) => view && { ...view, lines: view.lines.map((line) => (line.id === lineId ? { ...line, doneAt } : line)) },
    );
  };
  const readAgain = (): void => void queries.invalidateQueries({ queryKey: trpc.jobCard.pathKey() });

  const setDone = async (lineId: string, done: boolean): Promise<void> => {
    const before = job.lines.find(({ id }) => id === lineId)?.doneAt ?? null;
    setRefusal(null);
    await queries.cancelQueries({ queryKey });
    showLine(lineId, done ? new Date() : null);
    try {
      await ticking.mutateAsync({ jobCardId: job.id, lineIds: [lineId], done, idempotencyKey: uuidv7() });
    } catch (error) {
      showLine(lineId, before);
      setRefusal(errorOf(error)?.sentence ?? null);
    } finally {
      readAgain();
    }
  };

  const move = async (to: JobCardStatus, from = job.status): Promise<void> => {
    setRefusal(null);
    try {
      const changed = await moving.mutateAsync({ jobCardId: job.id, from, to, idempotencyKey: uuidv7() });
      queries.setQueryData(queryKey, (view) => view && { ...view, status: changed.status, version: changed.version });
      if (canMove(to, from))
        undoToast(`${job.vehicle.plate} moved to ${jobCardStatusWords[to]}`, () => void move(from, to));
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    } finally {
      readAgain();
    }
  };

  return { setDone, move, moving: moving.isPending, refusal, dismiss: () => setRefusal(null) };
};
export type Work = ReturnType<typeof useWork>;
