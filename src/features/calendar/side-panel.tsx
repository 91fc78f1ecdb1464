"use client";

import type { CalendarView } from "#/domain/appointment.ts";
import { type Waiting, WaitingPanel } from "./waiting-panel.tsx";
import { type Slot, WhyPanel } from "./why-panel.tsx";

/** Beside the grid: requests that wait for an answer, and why the time that was asked about is full. */
export function SidePanel({
  calendar,
  nowMs,
  mayEdit,
  why,
  onAnswer,
  onOpen,
  onTake,
  onCloseWhy,
}: {
  calendar: CalendarView;
  nowMs: number;
  mayEdit: boolean;
  why: Date | null;
  onAnswer: (waiting: Waiting) => void;
  onOpen: (appointmentId: string) => void;
  /** Begins a booking at a time that the answer offers. */
  onTake: (slot: Slot) => void;
  onCloseWhy: () => void;
}) {
  return (
    <aside
      aria-label="Requests and free times"
      className="w-[228px] shrink-0 overflow-y-auto border-l bg-canvas max-lg:w-full max-lg:overflow-visible max-lg:border-t max-lg:border-l-0 dark:bg-sunken"
    >
      <WaitingPanel calendar={calendar} mayEdit={mayEdit} nowMs={nowMs} onAnswer={onAnswer} onOpen={onOpen} />
      {why === null ? null : (
        <WhyPanel
          at={why}
          calendar={calendar}
          key={why.getTime()}
          nowMs={nowMs}
          onClose={onCloseWhy}
          onTake={mayEdit ? onTake : undefined}
        />
      )}
    </aside>
  );
}
