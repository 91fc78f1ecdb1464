"use client";

import { CalendarScreen } from "#/features/calendar/calendar-screen.tsx";
import { MessagesPanel } from "#/features/messages/messages-panel.tsx";
import { OperationRail } from "#/features/operations/operation-rail.tsx";

type Props = { branchId: string; seesMessages: boolean; seesOperations: boolean };

/** The calendar, with what was told and done about the appointment that is open. */
export function WholeCalendar({ branchId, seesMessages, seesOperations }: Props) {
  return (
    <CalendarScreen
      branchId={branchId}
      restOf={(appointmentId, zone) => (
        <>
          {seesMessages ? (
            <MessagesPanel className="rounded-none border-x-0 border-b-0" of={{ appointmentId }} zone={zone} />
          ) : null}
          {seesOperations ? (
            <OperationRail className="border-t px-4" subject={{ type: "appointment", id: appointmentId }} zone={zone} />
          ) : null}
        </>
      )}
    />
  );
}
