import type { Metadata } from "next";
import { Suspense } from "react";
import { ButtonLink } from "#/components/ui/link.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { may } from "#/domain/permissions.ts";
import { NewCardScreen } from "#/features/new-job-card/new-card-screen.tsx";
import { NewCardSkeleton } from "#/features/new-job-card/new-card-skeleton.tsx";
import { HydrateClient, prefetch, trpc } from "#/trpc/server.tsx";
import { shellFacts } from "../../shell.ts";

export const metadata: Metadata = { title: "New job card" };

type Props = { searchParams: Promise<{ plate?: string | string[] }> };

/** Opens a job card; `?plate=` fills the plate in. */
export default async function NewJobCardPage({ searchParams }: Props) {
  const { member } = await shellFacts();
  if (!may(member.role, "job_card.create")) return <AtTheDesk />;
  const given = (await searchParams).plate;
  const plate = typeof given === "string" ? given.trim().slice(0, 16) : "";
  prefetch(trpc.member.technicians.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<NewCardSkeleton />}>
        <NewCardScreen key={plate} plate={plate} />
      </Suspense>
    </HydrateClient>
  );
}

const AtTheDesk = () => (
  <div className="mx-auto w-full max-w-[520px] p-4 pt-16">
    <h1 className="mb-3 text-screen-title">New job card</h1>
    <EmptyState action={<ButtonLink href="/board">Open the board</ButtonLink>} title="Job cards are opened at the desk">
      An advisor, an admin or the owner does it. Yours stand on the board.
    </EmptyState>
  </div>
);
