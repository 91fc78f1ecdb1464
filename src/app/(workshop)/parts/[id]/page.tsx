import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { PartScreen } from "#/features/parts/part-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The part, or 404: decided before anything is streamed, alike for an id that is malformed, unknown or foreign. */
const partOf = cache(async (partId: string) => {
  const { permissions } = await viewer();
  if (!id.safeParse(partId).success || !permissions.has("part.read")) notFound();
  try {
    return await fetchQuery(trpc.part.standing.queryOptions({ partId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const part = await partOf((await params).id);
  return { title: `${part.name}, ${part.number}` };
}

/** A part at every branch; `?branch=` chooses whose movements are shown. */
export default async function PartPage({ params, searchParams }: Props) {
  const part = await partOf((await params).id);
  const { branch } = await searchParams;
  return (
    <HydrateClient>
      <PartScreen branchId={typeof branch === "string" ? branch : null} partId={part.id} />
    </HydrateClient>
  );
}
