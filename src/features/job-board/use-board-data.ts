"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { withEntry, without } from "#/components/ui/maps.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { BoardCardView } from "#/domain/job-card.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { assignRefused, moveRefused, type Refusal } from "./refusal.ts";

/** What a card is meant to be while its command is on the way. */
type Ahead = Partial<Pick<BoardCardView, "status" | "statusSince" | "technician">>;
type Changed = { jobCardId: string; version: number };
type Command = {
  card: BoardCardView;
  ahead: Ahead;
  send: () => Promise<Changed>;
  refused: (error: unknown) => Refusal;
};

/**
 * The board as the server has it, with this person's own changes on top. Whatever hand made a change, by drag, key or
 * menu, it shows at once and goes back, with the server's reason, when it is refused. `beforeReturn` runs just before.
 */
export const useBoardData = (branchId: string, beforeReturn: (cardId: string) => void) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: board } = useSuspenseQuery(trpc.jobCard.board.queryOptions({ branchId }));
  const queryKey = trpc.jobCard.board.queryKey({ branchId });
  const moving = useMutation(trpc.jobCard.move.mutationOptions());
  const assigning = useMutation(trpc.jobCard.assign.mutationOptions());

  const [pending, setPending] = useState<ReadonlyMap<string, Ahead>>(new Map());
  const [refusals, setRefusals] = useState<ReadonlyMap<string, Refusal>>(new Map());
  /** Where this person put each card last: it goes there at once, whatever column is held. */
  const [moved, setMoved] = useState<ReadonlyMap<string, JobCardStatus>>(new Map());
  /** The version each card got by this browser's own changes: no news to the person who made them. */
  const [ownVersions, setOwnVersions] = useState<ReadonlyMap<string, number>>(new Map());

  const dismiss = useCallback((cardId: string) => setRefusals((before) => without(before, cardId)), []);
  const own = ({ jobCardId, version }: Changed): void =>
    setOwnVersions((before) => withEntry(before, jobCardId, version));

  /** True when the server took it. */
  const command = async ({ card, ahead, send, refused }: Command): Promise<boolean> => {
    dismiss(card.id);
    setPending((before) => withEntry(before, card.id, ahead));
    if (ahead.status) setMoved((before) => withEntry(before, card.id, ahead.status ?? card.status));
    try {
      const changed = await send();
      own(changed);
      // A read that began before the change would undo it for a moment.
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(
        queryKey,
        (view) =>
          view && {
            ...view,
            cards: view.cards.map((each) =>
              each.id === card.id ? { ...each, ...ahead, version: changed.version } : each,
            ),
          },
      );
      return true;
    } catch (error) {
      beforeReturn(card.id);
      if (ahead.status) setMoved((before) => withEntry(before, card.id, card.status));
      setRefusals((before) => withEntry(before, card.id, refused(error)));
      return false;
    } finally {
      setPending((before) => without(before, card.id));
      void queries.invalidateQueries({ queryKey });
    }
  };

  const move = (card: BoardCardView, to: JobCardStatus): Promise<boolean> =>
    command({
      card,
      ahead: { status: to, statusSince: new Date() },
      send: () => moving.mutateAsync({ jobCardId: card.id, from: card.status, to, idempotencyKey: uuidv7() }),
      refused: (error) => moveRefused(card, to, errorOf(error)),
    });

  const assign = (card: BoardCardView, technician: BoardCardView["technician"]): Promise<boolean> =>
    command({
      card,
      ahead: { technician },
      send: () =>
        assigning.mutateAsync({
          jobCardId: card.id,
          technicianId: technician?.memberId ?? null,
          idempotencyKey: uuidv7(),
        }),
      refused: (error) => assignRefused(card, errorOf(error)),
    });

  const cards = useMemo(
    () => (pending.size === 0 ? board.cards : board.cards.map((card) => ({ ...card, ...pending.get(card.id) }))),
    [board.cards, pending],
  );
  const isOwn = (card: BoardCardView): boolean => pending.has(card.id) || ownVersions.get(card.id) === card.version;
  return { board, cards, pending, moved, refusals, dismiss, own, isOwn, move, assign };
};
