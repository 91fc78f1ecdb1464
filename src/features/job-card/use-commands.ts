"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { ByHandInput } from "#/components/by-hand/use-by-hand.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { JobCardView, JobLineInput } from "#/domain/job-card.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import type { CardChanges } from "./parse.ts";

export type Approval = {
  lineIds: string[];
  givenBy: string;
  method: "IN_PERSON" | "PHONE" | "EMAIL" | "LINK";
  totalMinor: number;
  note: string;
};
export type Placing = { bayId: string; startsAt: Date; minutes: number };

const timesToRebase = 3;
/** So long after an own change its echo may still come by the live stream. */
const echoMs = 1500;

/**
 * Everything one can do to a card, one after the other, each with the version that is current then.
 * All reject with the call's error; `errorOf` has its sentence.
 */
export const useCommands = (jobCardId: string, seenVersion: number) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const known = useRef(seenVersion);
  known.current = Math.max(known.current, seenVersion);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const [running, setRunning] = useState(0);
  const lastOwn = useRef({ running: 0, endedAt: 0 });

  const update = useMutation(trpc.jobCard.update.mutationOptions()).mutateAsync;
  const addLines = useMutation(trpc.jobCard.addLines.mutationOptions()).mutateAsync;
  const applyTemplate = useMutation(trpc.jobCard.applyTemplate.mutationOptions()).mutateAsync;
  const updateLine = useMutation(trpc.jobCard.updateLine.mutationOptions()).mutateAsync;
  const removeLines = useMutation(trpc.jobCard.removeLines.mutationOptions()).mutateAsync;
  const setLinesDone = useMutation(trpc.jobCard.setLinesDone.mutationOptions()).mutateAsync;
  const approve = useMutation(trpc.jobCard.approve.mutationOptions()).mutateAsync;
  const move = useMutation(trpc.jobCard.move.mutationOptions()).mutateAsync;
  const assign = useMutation(trpc.jobCard.assign.mutationOptions()).mutateAsync;
  const place = useMutation(trpc.jobCard.place.mutationOptions()).mutateAsync;
  const unplace = useMutation(trpc.jobCard.unplace.mutationOptions()).mutateAsync;
  const complete = useMutation(trpc.jobCard.complete.mutationOptions()).mutateAsync;
  const reopen = useMutation(trpc.jobCard.reopen.mutationOptions()).mutateAsync;
  const takeDeposit = useMutation(trpc.payment.takeDeposit.mutationOptions()).mutateAsync;

  const cardKey = trpc.jobCard.byId.queryKey({ jobCardId });

  /** Reads the card again (awaited), and lets what hangs on it follow. */
  const refresh = useCallback(async (): Promise<JobCardView | undefined> => {
    void queryClient.invalidateQueries(trpc.jobCard.preflight.queryFilter({ jobCardId }));
    void queryClient.invalidateQueries(trpc.jobCard.board.pathFilter());
    void queryClient.invalidateQueries(
      trpc.operation.timeline.queryFilter({ subjectType: "jobCard", subjectId: jobCardId }),
    );
    await queryClient.invalidateQueries(trpc.jobCard.byId.queryFilter({ jobCardId }));
    return queryClient.getQueryData(trpc.jobCard.byId.queryKey({ jobCardId }));
  }, [queryClient, trpc, jobCardId]);

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    setRunning((count) => count + 1);
    lastOwn.current.running += 1;
    // A failed call before this one has been answered to its own caller; the next in turn goes on.
    const turn = queue.current.then(work, work).finally(() => {
      setRunning((count) => count - 1);
      lastOwn.current = { running: lastOwn.current.running - 1, endedAt: Date.now() };
    });
    queue.current = turn.catch(() => undefined);
    return turn;
  };

  const once = <Result extends { version: number }>(call: () => Promise<Result>): Promise<Result> =>
    inTurn(async () => {
      try {
        const result = await call();
        known.current = Math.max(known.current, result.version);
        return result;
      } finally {
        // After a refusal too: what is on screen was not what the server has.
        await refresh();
      }
    });

  /** For changes that overwrite nothing: on a stale version the card is read again and the change made on top. */
  const onTop = <Result extends { version: number }>(
    call: (version: number, key: string) => Promise<Result>,
  ): Promise<Result> =>
    inTurn(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const result = await call(known.current, uuidv7());
          known.current = Math.max(known.current, result.version);
          await refresh();
          return result;
        } catch (error) {
          const fresh = await refresh();
          if (errorOf(error)?.code !== "STALE_VERSION" || attempt === timesToRebase || fresh === undefined) throw error;
          known.current = fresh.version;
        }
      }
    });

  return {
    busy: running > 0,
    /** What arrives now is the answer to this page's own change. */
    isOwn: () => lastOwn.current.running > 0 || Date.now() - lastOwn.current.endedAt < echoMs,
    refresh,
    inTurn,
    /** The card as last read. */
    current: (): JobCardView | undefined => queryClient.getQueryData(cardKey),
    /** Raw calls for the editor, which rebases by itself. */
    saveCard: async (changes: CardChanges) => {
      const result = await update({ jobCardId, version: known.current, ...changes, idempotencyKey: uuidv7() });
      known.current = Math.max(known.current, result.version);
    },
    saveLine: async (lineId: string, line: JobLineInput) => {
      const result = await updateLine({ jobCardId, version: known.current, lineId, line, idempotencyKey: uuidv7() });
      known.current = Math.max(known.current, result.version);
    },
    adopt: (card: JobCardView) => {
      known.current = card.version;
    },
    addLines: (lines: JobLineInput[]) =>
      onTop((version, idempotencyKey) => addLines({ jobCardId, version, lines, idempotencyKey })),
    applyTemplate: (templateId: string, leaveOutUnstocked: boolean) =>
      onTop((version, idempotencyKey) =>
        applyTemplate({ jobCardId, version, templateId, leaveOutUnstocked, idempotencyKey }),
      ),
    removeLines: (lineIds: string[]) =>
      onTop((version, idempotencyKey) => removeLines({ jobCardId, version, lineIds, idempotencyKey })),
    setLinesDone: (lineIds: string[], done: boolean) => {
      // The tick shows at once; the answer, or the refusal, is read right after.
      const doneAt = done ? new Date() : null;
      queryClient.setQueryData(
        cardKey,
        (card) =>
          card && {
            ...card,
            lines: card.lines.map((line) => (lineIds.includes(line.id) ? { ...line, doneAt } : line)),
          },
      );
      return once(() => setLinesDone({ jobCardId, lineIds, done, idempotencyKey: uuidv7() }));
    },
    /** Never rebased: consent covers exactly what was on screen (`version` of the card shown). */
    approve: (approval: Approval, version: number, idempotencyKey: string) =>
      once(() => approve({ jobCardId, version, ...approval, idempotencyKey })),
    move: (from: JobCardStatus, to: JobCardStatus) =>
      once(() => move({ jobCardId, from, to, idempotencyKey: uuidv7() })),
    assign: (technicianId: string | null) => once(() => assign({ jobCardId, technicianId, idempotencyKey: uuidv7() })),
    place: (placing: Placing) => once(() => place({ jobCardId, ...placing, idempotencyKey: uuidv7() })),
    unplace: () => once(() => unplace({ jobCardId, idempotencyKey: uuidv7() })),
    complete: (tellCustomer: boolean, idempotencyKey: string) =>
      inTurn(() => complete({ jobCardId, tellCustomer, idempotencyKey })).finally(() => void refresh()),
    reopen: (reason: string, idempotencyKey: string) =>
      inTurn(() => reopen({ jobCardId, reason, idempotencyKey })).finally(refresh),
    takeDeposit: (money: ByHandInput, idempotencyKey: string) =>
      inTurn(() => takeDeposit({ subject: { type: "jobCard", id: jobCardId }, ...money, idempotencyKey })).finally(
        refresh,
      ),
  };
};

export type Commands = ReturnType<typeof useCommands>;
