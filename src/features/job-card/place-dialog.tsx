"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import type { JobCardView } from "#/domain/job-card.ts";
import { formatMinutes, formatMoment, formatTime, fromLocalInput, localInputValue } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useScene } from "./card-context.tsx";
import { plannedMinutes, quarterAfter } from "./placing.ts";

const freeSlots = z.object({
  free: z.array(
    z.object({ bayId: z.string(), bayName: z.string(), startsAt: z.coerce.date(), endsAt: z.coerce.date() }),
  ),
});
type Slot = z.infer<typeof freeSlots>["free"][number];

const lengths = [15, 30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480] as const;

/** Bay, start and length. A taken time shows the nearest free ones; one press takes them over. */
export function PlaceDialog({ onClose }: { onClose: () => void }) {
  const { card, now } = useScene();
  const trpc = useTRPC();
  const board = useQuery(trpc.jobCard.board.queryOptions({ branchId: card.branch.id, mine: false }));
  const bays = board.data?.bays ?? [];
  const form = usePlacing(card, now, bays[0]?.id ?? "", onClose);
  const { zone } = card.branch;
  return (
    <Dialog
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={card.bay ? `Move from ${card.bay.name}?` : "Place on which bay?"}
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          void form.place();
        }}
      >
        <DialogBody>
          {board.isError ? (
            <FailedPart onRetry={() => void board.refetch()} title="The bays did not load.">
              Nothing was placed.
            </FailedPart>
          ) : (
            <>
              <Field label="Bay" reserve={false}>
                {(control) => (
                  <NativeSelect
                    {...control}
                    disabled={board.isPending}
                    onChange={(event) => form.setBay(event.target.value)}
                    value={form.bay}
                  >
                    {board.isPending ? <option value={form.bay}>{card.bay?.name ?? "Loading bays"}</option> : null}
                    {bays.map((bay) => (
                      <option key={bay.id} value={bay.id}>
                        {bay.name}
                        {bay.kind ? `, ${bay.kind.toLowerCase()}` : ""}
                      </option>
                    ))}
                  </NativeSelect>
                )}
              </Field>
              <div className="mt-3 grid grid-cols-[1fr_130px] gap-3">
                <Field error={form.error} hint={`Time of ${card.branch.name}`} label="Start">
                  {(control) => (
                    <Input
                      {...control}
                      onChange={(event) => form.setStart(event.target.value)}
                      step={900}
                      type="datetime-local"
                      value={form.start}
                    />
                  )}
                </Field>
                <Field label="Length">
                  {(control) => (
                    <NativeSelect
                      {...control}
                      onChange={(event) => form.setMinutes(Number(event.target.value))}
                      value={form.minutes}
                    >
                      {[...new Set([...lengths, form.minutes])]
                        .sort((a, b) => a - b)
                        .map((minutes) => (
                          <option key={minutes} value={minutes}>
                            {formatMinutes(minutes)}
                          </option>
                        ))}
                    </NativeSelect>
                  )}
                </Field>
              </div>
              {form.refusal ? (
                <div className="rounded-control bg-bad-soft px-3 py-2.5" role="alert">
                  <p className="text-bad">{form.refusal}</p>
                  {form.free.length > 0 ? (
                    <ul className="mt-2 flex flex-col gap-1.5">
                      {form.free.map((slot) => (
                        <li key={`${slot.bayId} ${slot.startsAt.toISOString()}`}>
                          <Button onClick={() => form.take(slot)} size="sm">
                            {slot.bayName}, {formatMoment(slot.startsAt, zone, now)} to {formatTime(slot.endsAt, zone)}
                          </Button>
                        </li>
                      ))}
                    </ul>
                  ) : null}
                </div>
              ) : null}
            </>
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Not now</Button>
          <Button busy={form.busy && "Placing"} disabled={form.bay === ""} look="primary" type="submit">
            {card.bay ? "Move" : "Place"}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

const usePlacing = (card: JobCardView, now: Date, firstBay: string, onDone: () => void) => {
  const { commands } = useScene();
  const { zone } = card.branch;
  const [chosenBay, setBay] = useState(card.bay?.bayId ?? "");
  const [start, setStart] = useState(() => localInputValue(card.bay?.startsAt ?? quarterAfter(now), zone));
  const [minutes, setMinutes] = useState(() =>
    card.bay ? Math.round((card.bay.endsAt.getTime() - card.bay.startsAt.getTime()) / 60_000) : plannedMinutes(card),
  );
  const [error, setError] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [free, setFree] = useState<readonly Slot[]>([]);
  const [busy, setBusy] = useState(false);
  const bay = chosenBay || firstBay;

  const placeAt = async (bayId: string, startsAt: Date, length: number): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    setFree([]);
    try {
      await commands.place({ bayId, startsAt, minutes: length });
      onDone();
    } catch (cause) {
      const shown = errorOf(cause);
      const slots = freeSlots.safeParse(shown?.details);
      setRefusal(shown?.sentence ?? null);
      setFree(slots.success ? slots.data.free : []);
    } finally {
      setBusy(false);
    }
  };
  return {
    bay,
    setBay,
    start,
    setStart: (value: string) => {
      setStart(value);
      setError(null);
    },
    minutes,
    setMinutes,
    error,
    refusal,
    free,
    busy,
    place: async (): Promise<void> => {
      const startsAt = fromLocalInput(start, zone);
      if (startsAt === null) return setError("Give a day and a time that exist here.");
      await placeAt(bay, startsAt, minutes);
    },
    /** Takes a free time that was offered. */
    take: (slot: Slot): void => {
      setBay(slot.bayId);
      setStart(localInputValue(slot.startsAt, zone));
      const length = Math.round((slot.endsAt.getTime() - slot.startsAt.getTime()) / 60_000);
      setMinutes(length);
      void placeAt(slot.bayId, slot.startsAt, length);
    },
  };
};
