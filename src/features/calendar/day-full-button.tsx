"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "#/components/ui/button.tsx";
import { toast, undoToast } from "#/components/ui/toast-store.ts";
import type { CalendarView } from "#/domain/appointment.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatDay, startOfDay } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** One press: no more bookings online on this day, or again some. The workshop itself books on. */
export function DayFullButton({ calendar, day }: { calendar: CalendarView; day: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const setFull = useMutation(trpc.appointment.setDayFull.mutationOptions());
  const full =
    calendar.days.find((each) => each.day === day)?.closures.some(({ kind }) => kind === "DAY_FULL") ?? false;
  const word = formatDay(startOfDay(day, calendar.zone), calendar.zone);
  const change = async (next: boolean): Promise<void> => {
    try {
      await setFull.mutateAsync({ branchId: calendar.branchId, day, full: next, idempotencyKey: uuidv7() });
      undoToast(
        next ? `${word} is full: nobody books it online` : `${word} can be booked online again`,
        () => void change(!next),
      );
    } catch (error) {
      toast(errorOf(error)?.sentence, { mark: "bad", seconds: null });
    }
    await queries.invalidateQueries(trpc.appointment.pathFilter());
  };
  return (
    <Button aria-pressed={full} busy={setFull.isPending && "Saving"} onClick={() => void change(!full)}>
      {full ? "Open the day again" : "Day full"}
    </Button>
  );
}
