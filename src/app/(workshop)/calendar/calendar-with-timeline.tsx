"use client";

import { CalendarScreen } from "#/features/calendar/calendar-screen.tsx";
import { OperationRail } from "#/features/operations/operation-rail.tsx";

/** The calendar, with what was done about the appointment that is open. */
export function CalendarWithTimeline({ branchId, seesOperations }: { branchId: string; seesOperations: boolean }) {
  return (
    <CalendarScreen
      branchId={branchId}
      timelineOf={(appointmentId, zone) =>
        seesOperations ? (
          <OperationRail key={appointmentId} subject={{ type: "appointment", id: appointmentId }} zone={zone} />
        ) : null
      }
    />
  );
}
