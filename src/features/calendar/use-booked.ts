"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { BlockView, CalendarView } from "#/domain/appointment.ts";
import { isoDateIn } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";

/** A block whose appointment is sure. */
export type BookedBlock = BlockView & { appointment: NonNullable<BlockView["appointment"]> };

const isStillToCome = (block: BlockView): block is BookedBlock =>
  block.appointment?.state === "BOOKED" && block.state === "BOOKED" && block.part === 1;

/** Who is booked for today at a branch and not here yet, in the order in which they come. */
export const stillToCome = (blocks: readonly BlockView[], day: string, zone: string): BookedBlock[] =>
  blocks
    .filter(isStillToCome)
    .filter(({ startsAt }) => isoDateIn(startsAt, zone) === day)
    .toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime());

export const useBooked = (
  branchId: string,
): { booked: readonly BookedBlock[]; calendar: CalendarView; nowMs: number; day: string } => {
  const trpc = useTRPC();
  const { branches, branch: here, renderedAt } = useShell();
  const nowMs = useNow(renderedAt);
  const zone = branches.find(({ id }) => id === branchId)?.zone ?? here.zone;
  const day = isoDateIn(new Date(nowMs), zone);
  const { data: calendar } = useSuspenseQuery(trpc.appointment.list.queryOptions({ branchId, fromDay: day, days: 1 }));
  return { booked: stillToCome(calendar.blocks, day, zone), calendar, nowMs, day };
};
