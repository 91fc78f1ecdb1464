import type { Metadata } from "next";
import { Suspense } from "react";
import { may } from "#/domain/permissions.ts";
import { isoDateIn } from "#/domain/time.ts";
import { BoardSkeleton } from "#/features/job-board/board-skeleton.tsx";
import { JobBoard } from "#/features/job-board/job-board.tsx";
import { inHand } from "#/features/technician/own-cards.ts";
import { TechnicianSkeleton } from "#/features/technician/technician-skeleton.tsx";
import { fetchQuery, HydrateClient, prefetch, trpc } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";
import { BoardWithBooked } from "./board-with-booked.tsx";
import { TechnicianWithNotes } from "./technician-with-notes.tsx";

export const metadata: Metadata = { title: "Board" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The workshop's cards; a technician finds the own ones, with what a tablet in a bay needs. */
export default async function BoardPage({ searchParams }: Props) {
  const { member, branch, renderedAt } = await shellFacts();
  const { card } = await searchParams;
  return member.role === "TECHNICIAN" ? (
    <Suspense fallback={<TechnicianSkeleton />}>
      <OwnCards branchId={branch.id} chosen={typeof card === "string" ? card : null} />
    </Suspense>
  ) : (
    <Board
      branch={branch}
      today={isoDateIn(new Date(renderedAt), branch.zone)}
      withBooked={may(member.role, "appointment.read")}
    />
  );
}

function Board({ branch: { id }, today, withBooked }: { branch: { id: string }; today: string; withBooked: boolean }) {
  prefetch(trpc.jobCard.board.queryOptions({ branchId: id }));
  if (withBooked) prefetch(trpc.appointment.list.queryOptions({ branchId: id, fromDay: today, days: 1 }));
  return (
    <HydrateClient>
      <Suspense fallback={<BoardSkeleton booked={withBooked} />}>
        {withBooked ? <BoardWithBooked branchId={id} key={id} /> : <JobBoard booked={null} branchId={id} key={id} />}
      </Suspense>
    </HydrateClient>
  );
}

/** Which card is in hand is known only with the list, so the second read follows the first. */
async function OwnCards({ branchId, chosen }: { branchId: string; chosen: string | null }) {
  const { cards } = await fetchQuery(trpc.jobCard.board.queryOptions({ branchId, mine: true }));
  const open = inHand(cards, chosen);
  if (open) prefetch(trpc.jobCard.byId.queryOptions({ jobCardId: open.id }));
  return (
    <HydrateClient>
      <TechnicianWithNotes branchId={branchId} />
    </HydrateClient>
  );
}
