import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { placeOf } from "#/domain/booking-address.ts";
import { zoneCity } from "#/domain/countries.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { BookingScreen } from "#/features/booking/booking-screen.tsx";
import { heldCookie } from "#/features/booking/device.ts";
import { daysShown } from "#/features/booking/slots.ts";
import { startOf } from "#/features/booking/start-of.ts";
import { keptFormOf } from "#/server/http/kept-form.ts";
import { caller, orNotFound } from "../../ask.ts";

type PageProps = {
  params: Promise<{ tenantSlug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const pageOf = cache(async (tenantSlug: string) => orNotFound((await caller()).booking.page({ tenantSlug })));

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { tenantName } = await pageOf((await params).tenantSlug);
  return { title: { absolute: `Book at ${tenantName}` }, description: `Free times at ${tenantName}, booked online.` };
}

export default async function BookingPage({ params, searchParams }: PageProps) {
  const { tenantSlug } = await params;
  const query = await searchParams;
  const { tenantName, brandColour, logo, formStamp, branches } = await pageOf(tenantSlug);
  const asked = placeOf(query);
  const branch = branches.find(({ id }) => id === asked.branchId) ?? branches[0];
  const chosen = branch?.services.filter(({ id }) => asked.serviceIds.includes(id)) ?? [];
  const services = asked.unsure || chosen.length > 0 ? chosen : (branch?.services.slice(0, 1) ?? []);
  const place = { ...asked, branchId: branch?.id ?? "", serviceIds: services.map(({ id }) => id) };
  const times =
    branch === undefined || services.length === 0
      ? null
      : await (await caller()).booking.availability({
          tenantSlug,
          branchId: branch.id,
          serviceIds: place.serviceIds,
          fromDay: place.fromDay,
          days: daysShown,
        });
  const id = typeof query.form === "string" ? query.form : undefined;
  const start = startOf({
    tenantSlug,
    tenantName,
    branches: branches.map((each) => ({ ...each, zoneWord: `${zoneCity(each.zone)} time` })),
    place,
    times,
    formStamp,
    key: uuidv7(),
    now: Date.now(),
    kept: keptFormOf(await headers(), id),
    held: (await cookies()).get(heldCookie)?.value ?? null,
  });
  return <BookingScreen start={start} workshop={{ tenantName, brandColour, logo }} />;
}
