"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { withEntry, without } from "#/components/ui/maps.ts";
import type { BlockView } from "#/domain/appointment.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { type Span, sameSpan, spanOf } from "./hand.ts";
import { moveRefused, type Refusal } from "./refusal.ts";

export type CalendarRange = { branchId: string; fromDay: string; days: number };

const placed = (block: BlockView, { bayId, from, to }: Span): BlockView => ({
  ...block,
  bayId,
  startsAt: new Date(from),
  endsAt: new Date(to),
});

/** Differs when somebody has moved a block, or what it stands for has come further. */
export const markOf = ({ bayId, startsAt, endsAt, state, jobCard, appointment, technicianId }: BlockView): string =>
  [bayId, startsAt.getTime(), endsAt.getTime(), state, jobCard?.status, appointment?.state, technicianId].join();

/**
 * The calendar as the server has it, with this person's own moves on top: a block stands at once where it was dropped,
 * and goes back, with the server's reason, when that is refused. `beforeReturn` runs just before.
 */
export const useCalendarData = (range: CalendarRange, beforeReturn: (allocationId: string) => void) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: calendar } = useSuspenseQuery(trpc.appointment.list.queryOptions(range));
  const moving = useMutation(trpc.appointment.moveAllocation.mutationOptions());

  const [pending, setPending] = useState<ReadonlyMap<string, Span>>(new Map());
  const [refusals, setRefusals] = useState<ReadonlyMap<string, Refusal>>(new Map());
  /** Where this person put each block last: no news to whom moved it. */
  const [own, setOwn] = useState<ReadonlyMap<string, Span>>(new Map());
  const dismiss = useCallback((allocationId: string) => setRefusals((before) => without(before, allocationId)), []);

  /** True when the server took it. */
  const move = async (block: BlockView, to: Span, backTo: string, tellCustomer: boolean): Promise<boolean> => {
    const { allocationId } = block;
    dismiss(allocationId);
    setPending((before) => withEntry(before, allocationId, to));
    setOwn((before) => withEntry(before, allocationId, to));
    const queryKey = trpc.appointment.list.queryKey(range);
    try {
      await moving.mutateAsync({
        allocationId,
        bayId: to.bayId,
        startsAt: new Date(to.from),
        endsAt: new Date(to.to),
        tellCustomer,
        idempotencyKey: uuidv7(),
      });
      // A read that began before the move would undo it for a moment.
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(
        queryKey,
        (view) =>
          view && {
            ...view,
            blocks: view.blocks.map((each) => (each.allocationId === allocationId ? placed(each, to) : each)),
          },
      );
      return true;
    } catch (error) {
      beforeReturn(allocationId);
      setOwn((before) => withEntry(before, allocationId, spanOf(block)));
      setRefusals((before) => withEntry(before, allocationId, moveRefused(block, to, errorOf(error), backTo)));
      return false;
    } finally {
      setPending((before) => without(before, allocationId));
      void queries.invalidateQueries(trpc.appointment.pathFilter());
    }
  };

  const blocks = useMemo(
    () =>
      pending.size === 0
        ? calendar.blocks
        : calendar.blocks.map((block) => {
            const to = pending.get(block.allocationId);
            return to === undefined ? block : placed(block, to);
          }),
    [calendar.blocks, pending],
  );
  const isOwn = (block: BlockView): boolean => {
    const put = own.get(block.allocationId);
    return pending.has(block.allocationId) || (put !== undefined && sameSpan(put, spanOf(block)));
  };
  return { calendar, blocks, pending, refusals, dismiss, isOwn, move };
};
