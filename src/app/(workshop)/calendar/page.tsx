import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { isoDateIn } from "#/domain/time.ts";
import { addressOf, rangeOf } from "#/features/calendar/address.ts";
import { CalendarSkeleton } from "#/features/calendar/calendar-skeleton.tsx";
import { fetchQuery, HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";
import { WholeCalendar } from "./whole-calendar.tsx";

export const metadata: Metadata = { title: "Calendar" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Bays by time, of the branch in the address, else of the app bar's; `?open=` opens an appointment beside them. */
export default async function CalendarPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("appointment.read")) notFound();
  const { branch: chosen, branches, renderedAt } = await shellFacts();
  const address = addressOf(await searchParams);
  const branch = branches.find(({ id }) => id === address.branch) ?? chosen;
  if (address.open !== null) {
    // An address that names an appointment alone stands for the day on which it is. One that is not there says so in its pane.
    const [found] = await Promise.allSettled([
      fetchQuery(trpc.appointment.byId.queryOptions({ appointmentId: address.open })),
    ]);
    if (found.status === "fulfilled" && address.day === null && found.value.slot !== null)
      redirect(`/calendar?day=${found.value.slot.day}&open=${found.value.id}&branch=${found.value.branch.id}`);
  }
  const day = address.day ?? isoDateIn(new Date(renderedAt), branch.zone);
  prefetch(trpc.appointment.list.queryOptions({ branchId: branch.id, ...rangeOf(address.view, day) }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<CalendarSkeleton />}>
          <WholeCalendar
            branchId={branch.id}
            key={branch.id}
            seesMessages={permissions.has("customer.read")}
            seesOperations={permissions.has("operation.read")}
          />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
