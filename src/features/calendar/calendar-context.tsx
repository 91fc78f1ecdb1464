"use client";

import { createContext, type ReactNode, use } from "react";
import type { BlockView, CalendarView } from "#/domain/appointment.ts";
import type { Hand } from "./hand.ts";
import type { Refusal } from "./refusal.ts";
import type { Scale } from "./scale.ts";

/** What every block and bay of the grid needs to know. */
export type CalendarFacts = {
  calendar: CalendarView;
  zone: string;
  nowMs: number;
  scale: Scale;
  mayEdit: boolean;
  hand: Hand | null;
  /** The appointment or the card that is open beside the grid. */
  openId: string | null;
  hrefOf: (block: BlockView) => string | null;
  openBlock: (block: BlockView) => void;
  openMenu: (block: BlockView) => void;
  refusalOf: (allocationId: string) => Refusal | undefined;
  takeAgain: (block: BlockView, refusal: Refusal) => void;
  /** Puts it on the nearest time at which a bay is free. */
  takeNearest: (block: BlockView, at: Date) => void;
  askWhy: (at: Date) => void;
  dismissRefusal: (allocationId: string) => void;
  technicianName: (block: BlockView) => string | null;
};

const Facts = createContext<CalendarFacts | null>(null);

export function CalendarProvider({ facts, children }: { facts: CalendarFacts; children: ReactNode }) {
  return <Facts value={facts}>{children}</Facts>;
}

export const useCalendarFacts = (): CalendarFacts => {
  const facts = use(Facts);
  if (facts === null) throw new Error("useCalendarFacts is for what stands on the calendar");
  return facts;
};
