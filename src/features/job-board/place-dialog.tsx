"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { BayLane } from "#/components/ui/bay-lane.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import { formatHours, formatMoment, formatTime, isoDateIn } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { lanesOf, nowInDay } from "./lanes.ts";
import { firstStart, lengthOf, type Slot, slotsOf } from "./place-times.ts";
import { WhenFields } from "./when-fields.tsx";

type Changed = { jobCardId: string; version: number };

/** A bay, a start and a length for a card. When the time is taken, the nearest free ones are one press away. */
export default function PlaceDialog({
  card,
  board,
  nowMs,
  onPlaced,
  onClose,
}: {
  card: BoardCardView;
  board: BoardView;
  nowMs: number;
  onPlaced: (changed: Changed, words: string) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const { zone } = board.branch;
  const [bayId, setBayId] = useState(card.bay?.bayId ?? board.bays.at(0)?.id ?? "");
  const [start, setStart] = useState(() => card.bay?.startsAt ?? firstStart(board, bayId, lengthOf(card), nowMs));
  const [minutes, setMinutes] = useState(() => lengthOf(card));
  const place = useMutation(trpc.jobCard.place.mutationOptions());
  const unplace = useMutation(trpc.jobCard.unplace.mutationOptions());

  const lane = lanesOf(board, nowMs).find(({ id }) => id === bayId);
  const failure = errorOf(place.error ?? unplace.error);
  const free: readonly Slot[] = failure?.code === "SLOT_TAKEN" ? slotsOf(failure.details) : [];
  const isToday = start !== null && isoDateIn(start, zone) === isoDateIn(new Date(nowMs), zone);
  const busy = place.isPending || unplace.isPending;

  /** An answer ends the attempt; without one the same key asks again, so that nothing is done twice. */
  const answered = (error: unknown): void => {
    if (errorOf(error)?.code) key.renew();
  };
  /** Another slot is another attempt. */
  const choose = (change: () => void): void => {
    key.renew();
    change();
  };
  const send = (slot: { bayId: string; startsAt: Date; minutes: number }): void => {
    const bayName = board.bays.find(({ id }) => id === slot.bayId)?.name ?? "the bay";
    const ends = new Date(slot.startsAt.getTime() + slot.minutes * 60_000);
    place.mutate(
      { jobCardId: card.id, ...slot, idempotencyKey: key.current },
      {
        onSuccess: (changed) =>
          onPlaced(
            changed,
            `is on ${bayName}, ${formatMoment(slot.startsAt, zone, new Date(nowMs))} to ${formatTime(ends, zone)}`,
          ),
        onError: answered,
      },
    );
  };
  const submit = (): void => {
    if (start) send({ bayId, startsAt: start, minutes });
  };
  const takeFree = (slot: Slot): void => {
    choose(() => {
      setBayId(slot.bayId);
      setStart(slot.startsAt);
    });
    send({
      bayId: slot.bayId,
      startsAt: slot.startsAt,
      minutes: (slot.endsAt.getTime() - slot.startsAt.getTime()) / 60_000,
    });
  };

  return (
    <Dialog
      description={`${card.vehicle}, ${card.complaint}`}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      open
      start={<Plate>{card.plate}</Plate>}
      title="Which bay, and when?"
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) submit();
        }}
      >
        <DialogBody>
          <Field label="Bay" reserve={false}>
            {(control) => (
              <NativeSelect {...control} onChange={(event) => choose(() => setBayId(event.target.value))} value={bayId}>
                {board.bays.map((bay) => (
                  <option key={bay.id} value={bay.id}>
                    {bay.name}, {bay.kind}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          {lane && isToday ? (
            <div className="mt-2 mb-1 flex items-center gap-3">
              <BayLane blocks={lane.blocks} label={`${lane.name} today`} now={nowInDay(board, nowMs)} />
              <span className="shrink-0 whitespace-nowrap text-dense text-ink-2">
                {formatHours(lane.freeMinutes)} left today
              </span>
            </div>
          ) : null}
          <div className="mt-3">
            <WhenFields
              board={board}
              minutes={minutes}
              nowMs={nowMs}
              onMinutes={(next) => choose(() => setMinutes(next))}
              onStart={(next) => choose(() => setStart(next))}
              start={start}
            />
          </div>
          {failure ? (
            <div className="mt-2 rounded-panel bg-bad-soft p-3" role="alert">
              <p className="flex gap-2">
                <Glyph className="mt-0.5" shape="octagon" tone="bad" />
                <span>{failure.sentence}</span>
              </p>
              {free.length > 0 ? (
                <ul aria-label="Nearest free times" className="mt-2 flex flex-wrap gap-2">
                  {free.map((slot) => (
                    <li key={`${slot.bayId} ${slot.startsAt.getTime()}`}>
                      <Button disabled={busy} onClick={() => takeFree(slot)} size="sm">
                        {slot.bayName}, {formatMoment(slot.startsAt, zone, new Date(nowMs))} to{" "}
                        {formatTime(slot.endsAt, zone)}
                      </Button>
                    </li>
                  ))}
                </ul>
              ) : null}
            </div>
          ) : null}
        </DialogBody>
        <DialogFooter>
          {card.bay ? (
            <Button
              busy={unplace.isPending && "Taking off"}
              className="mr-auto"
              look="ghost"
              onClick={() =>
                unplace.mutate(
                  { jobCardId: card.id, idempotencyKey: key.current },
                  { onSuccess: (changed) => onPlaced(changed, `is off ${card.bay?.name}`), onError: answered },
                )
              }
            >
              Take off {card.bay.name}
            </Button>
          ) : null}
          <Button onClick={onClose}>Keep as it is</Button>
          <Button busy={place.isPending && "Placing"} look="primary" type="submit">
            Place on the bay
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
