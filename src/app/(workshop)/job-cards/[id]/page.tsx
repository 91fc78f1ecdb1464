import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { may } from "#/domain/permissions.ts";
import { JobCardScreen } from "#/features/job-card/job-card-screen.tsx";
import { MessagesPanel } from "#/features/messages/messages-panel.tsx";
import { NotesPanel } from "#/features/notes/notes-panel.tsx";
import { LatestRun, OperationRail } from "#/features/operations/operation-rail.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ complete?: string | string[] }> };

/** The card, or 404: decided before anything is streamed, alike for a malformed, an unknown and another tenant's id. */
const cardOf = cache(async (jobCardId: string) => {
  await viewer();
  if (!id.safeParse(jobCardId).success) notFound();
  try {
    return await fetchQuery(trpc.jobCard.byId.queryOptions({ jobCardId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const card = await cardOf((await params).id);
  return { title: `${card.vehicle.plate}, job card ${card.number}` };
}

export default async function JobCardPage({ params, searchParams }: Props) {
  const card = await cardOf((await params).id);
  const { member } = await viewer();
  const subject = { type: "jobCard", id: card.id } as const;
  const messages = { jobCardId: card.id };
  const seesMessages = may(member.role, "customer.read");
  const seesOperations = may(member.role, "operation.read");
  // Read before the first byte, so that the browser's first render is the server's. One that fails says so in its own
  // part of the page; the card stands.
  await Promise.allSettled([
    may(member.role, "job_card.complete")
      ? fetchQuery(trpc.jobCard.preflight.queryOptions({ jobCardId: card.id }))
      : null,
    may(member.role, "job_card.edit") ? fetchQuery(trpc.member.technicians.queryOptions()) : null,
    fetchQuery(trpc.jobCard.notes.queryOptions({ jobCardId: card.id })),
    seesMessages ? fetchQuery(trpc.message.list.queryOptions(messages)) : null,
    seesOperations
      ? fetchQuery(trpc.operation.timeline.queryOptions({ subjectType: subject.type, subjectId: subject.id }))
      : null,
  ]);
  return (
    <HydrateClient>
      <JobCardScreen
        completeOnOpen={(await searchParams).complete === "1"}
        jobCardId={card.id}
        notes={<NotesPanel className="mt-4" jobCardId={card.id} zone={card.branch.zone} />}
        messages={seesMessages ? <MessagesPanel className="mt-4" of={messages} zone={card.branch.zone} /> : null}
        rail={seesOperations ? <OperationRail subject={subject} zone={card.branch.zone} /> : null}
        run={seesOperations ? <LatestRun subject={subject} zone={card.branch.zone} /> : null}
      />
    </HydrateClient>
  );
}
