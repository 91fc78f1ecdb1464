import type { Metadata } from "next";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { BoardSkeleton } from "#/features/job-board/board-skeleton.tsx";
import { JobBoard } from "#/features/job-board/job-board.tsx";
import { TechnicianScreen } from "#/features/technician/technician-screen.tsx";
import { TechnicianSkeleton } from "#/features/technician/technician-skeleton.tsx";
import { HydrateClient, prefetch, trpc } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Board" };

/** The workshop's cards; a technician finds the own ones, with what a tablet in a bay needs. */
export default async function BoardPage() {
  const { member, branch } = await shellFacts();
  const technician = member.role === "TECHNICIAN";
  prefetch(trpc.jobCard.board.queryOptions(technician ? { branchId: branch.id, mine: true } : { branchId: branch.id }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={technician ? <TechnicianSkeleton /> : <BoardSkeleton />}>
          {technician ? <TechnicianScreen branchId={branch.id} /> : <JobBoard branchId={branch.id} key={branch.id} />}
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
