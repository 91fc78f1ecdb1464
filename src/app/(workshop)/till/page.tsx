import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { isoDay } from "#/domain/booking-rules.ts";
import { TillScreen } from "#/features/till/till-screen.tsx";
import { fetchQuery, HydrateClient, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Till" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** A day's money at the branch that is on screen; `?day=2026-11-26`, today without. */
export default async function TillPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("till.read")) notFound();
  const [{ branch }, { day }] = await Promise.all([shellFacts(), searchParams]);
  const asked = { branchId: branch.id, day: isoDay.safeParse(day).data ?? null };
  await fetchQuery(trpc.payment.till.queryOptions(asked));
  return (
    <HydrateClient>
      <TillScreen asked={asked} key={`${asked.branchId} ${asked.day}`} />
    </HydrateClient>
  );
}
