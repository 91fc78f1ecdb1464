"use client";

import { useState } from "react";
import type { BlockView, CalendarDayView } from "#/domain/appointment.ts";
import { firstAhead, firstFree } from "./day-model.ts";
import { minuteMs, type Scale, snapMinutes } from "./scale.ts";
import { useGhost, usualMinutes } from "./use-ghost.ts";

type Place = { bayId: string; from: number; minutes?: number };

type NewBookingOptions = {
  scale: Scale;
  bayIds: readonly string[];
  day: CalendarDayView;
  blocks: readonly BlockView[];
  nowMs: number;
  /** Brings the day on screen on which the booking will stand. */
  show: (from: number) => void;
};

/** A booking that is begun: where it stands, and for which car it was asked. */
export const useNewBooking = ({ scale, bayIds, day, blocks, nowMs, show }: NewBookingOptions) => {
  const ghosts = useGhost(scale);
  const [plate, setPlate] = useState("");
  const wanted = { after: nowMs, minutes: usualMinutes, stepMs: snapMinutes * minuteMs };

  /** At a place, or at the first time that a bay is free. */
  const begin = (at: Place | null, forPlate = ""): void => {
    setPlate(forPlate);
    const place: Place = at ??
      firstFree(bayIds, day, blocks, wanted) ?? {
        bayId: bayIds[0] ?? "",
        from: firstAhead(day, scale, wanted),
      };
    if (place.bayId === "") return;
    show(place.from);
    ghosts.stand(place.bayId, place.from, place.minutes);
  };
  /** On a bay, at the time that was pressed or its first free one. */
  const beginOn = (bayId: string, from: number | null): void =>
    begin({
      bayId,
      from: from ?? firstFree([bayId], day, blocks, wanted)?.from ?? firstAhead(day, scale, wanted),
    });

  return { ghosts, plate, begin, beginOn };
};
