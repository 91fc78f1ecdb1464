import type { Metadata } from "next";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { BoardSkeleton } from "#/features/job-board/board-skeleton.tsx";
import { JobBoard } from "#/features/job-board/job-board.tsx";
import { inHand } from "#/features/technician/own-cards.ts";
import { TechnicianScreen } from "#/features/technician/technician-lazy.tsx";
import { TechnicianSkeleton } from "#/features/technician/technician-skeleton.tsx";
import { fetchQuery, HydrateClient, prefetch, trpc } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Board" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The workshop's cards; a technician finds the own ones, with what a tablet in a bay needs. */
export default async function BoardPage({ searchParams }: Props) {
  const { member, branch } = await shellFacts();
  const { card } = await searchParams;
  return (
    <NuqsAdapter>
      {member.role === "TECHNICIAN" ? (
        <Suspense fallback={<TechnicianSkeleton />}>
          <OwnCards branchId={branch.id} chosen={typeof card === "string" ? card : null} />
        </Suspense>
      ) : (
        <Board branchId={branch.id} />
      )}
    </NuqsAdapter>
  );
}

function Board({ branchId }: { branchId: string }) {
  prefetch(trpc.jobCard.board.queryOptions({ branchId }));
  return (
    <HydrateClient>
      <Suspense fallback={<BoardSkeleton />}>
        <JobBoard branchId={branchId} key={branchId} />
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
      <TechnicianScreen branchId={branchId} />
    </HydrateClient>
  );
}
