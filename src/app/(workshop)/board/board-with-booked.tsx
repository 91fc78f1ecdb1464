"use client";

import { BookedColumn } from "#/features/calendar/booked-column.tsx";
import { useBooked } from "#/features/calendar/use-booked.ts";
import { JobBoard } from "#/features/job-board/job-board.tsx";

/** The board, before its first status those who are still to come. */
export function BoardWithBooked({ branchId }: { branchId: string }) {
  const coming = useBooked(branchId);
  return (
    <JobBoard branchId={branchId} booked={{ count: coming.booked.length, column: <BookedColumn {...coming} /> }} />
  );
}
