"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import type { CalendarView, ReasonView } from "#/domain/appointment.ts";
import type { SlotView } from "#/domain/booking.ts";
import { formatMinutes, formatMoment, formatTime, isoDateIn } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useServices } from "./use-services.ts";

/** A time that the answer offers; no bay: whichever is free then. */
export type Slot = { bayId: string | null; startsAt: Date; minutes: number };

/** Under the requests, on a phone under the grid as well: what was asked for is seen, first itself, then its answer. */
const intoView = (part: HTMLElement | null): void => part?.scrollIntoView({ block: "nearest" });

/** "Why can't I book 10:00?", bay by bay, and the next free time. */
export function WhyPanel({
  calendar,
  at,
  nowMs,
  onTake,
  onClose,
}: {
  calendar: CalendarView;
  at: Date;
  nowMs: number;
  /** Begins a booking there; absent without the right. */
  onTake: ((slot: Slot) => void) | undefined;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const { zone, branchId } = calendar;
  const [serviceId, setServiceId] = useState("");
  const services = useServices(branchId);
  const service = services.find(({ id }) => id === serviceId);
  const asked = {
    branchId,
    serviceIds: service ? [service.id] : [],
    minutes: service ? null : 60,
  };
  const explained = useQuery(trpc.appointment.explain.queryOptions({ ...asked, startsAt: at }));
  const times = useQuery(
    trpc.appointment.times.queryOptions(
      { ...asked, fromDay: isoDateIn(at, zone), days: 14 },
      // Only who may book is told what else is free.
      { enabled: onTake !== undefined },
    ),
  );
  const why = explained.data;
  const time = formatTime(at, zone);
  const free = why?.bays.filter((bay) => bay.free) ?? [];
  const minutes = times.data?.minutes ?? service?.labourMinutes ?? 60;
  const next = nextAfter(times.data?.days.flatMap(({ slots }) => slots) ?? times.data?.next ?? [], at);
  const take = (bayId: string | null, startsAt: Date) => onTake?.({ bayId, startsAt, minutes });
  return (
    <section aria-labelledby="why-title" className="border-t p-3" ref={intoView}>
      <header className="mb-1 flex items-center gap-2">
        <h2 className="text-section" id="why-title">
          {why === undefined ? `What about ${time}?` : free.length === 0 ? `Why is ${time} full?` : `${time} is free`}
        </h2>
        <Button aria-label="Close the answer" className="ml-auto" icon look="ghost" onClick={onClose} size="sm">
          <X aria-hidden size={14} strokeWidth={1.75} />
        </Button>
      </header>
      <Field label="For" reserve={false}>
        {(control) => (
          <NativeSelect {...control} onChange={(event) => setServiceId(event.target.value)} value={serviceId}>
            <option value="">One hour, any bay</option>
            {services.map(({ id, name, labourMinutes }) => (
              <option key={id} value={id}>
                {name}, {formatMinutes(labourMinutes)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <div aria-live="polite" className="mt-2">
        {explained.isError ? (
          <FailedPart onRetry={() => void explained.refetch()} title="The answer did not come.">
            {errorOf(explained.error)?.sentence}
          </FailedPart>
        ) : why === undefined ? (
          <SkeletonPart className="flex flex-col gap-2" label={`Looking at ${time}`}>
            <Skeleton className="w-44" />
            <Skeleton className="w-52" />
            <Skeleton className="w-36" />
          </SkeletonPart>
        ) : (
          <ul className="flex flex-col gap-1.5 text-ink-2" ref={intoView}>
            {why.branch.map((reason) => (
              <Reason key={reason.sentence} reason={reason} />
            ))}
            {why.bays.map((bay) =>
              bay.free ? (
                <li className="flex items-center gap-2" key={bay.bayId}>
                  <Glyph label="Free" shape="tick" tone="ok" />
                  <span className="min-w-0 flex-1">{bay.name} is free</span>
                  {onTake ? (
                    <LinkButton onClick={() => take(bay.bayId, at)}>
                      Book<span className="sr-only"> {bay.name}</span>
                    </LinkButton>
                  ) : null}
                </li>
              ) : (
                bay.reasons.map((reason) => (
                  <Reason key={`${bay.bayId} ${reason.sentence}`} name={bay.name} reason={reason} />
                ))
              ),
            )}
            {why.technicians?.map((technician) =>
              technician.free
                ? null
                : technician.reasons.map((reason) => (
                    <Reason key={`${technician.memberId} ${reason.sentence}`} name={technician.name} reason={reason} />
                  )),
            )}
          </ul>
        )}
        {why !== undefined && free.length === 0 && next !== undefined ? (
          <p className="mt-2">
            {onTake ? (
              <LinkButton onClick={() => take(null, next.startsAt)}>
                Next free: {formatMoment(next.startsAt, zone, new Date(nowMs))}
              </LinkButton>
            ) : (
              `Next free: ${formatMoment(next.startsAt, zone, new Date(nowMs))}`
            )}
          </p>
        ) : null}
        {why !== undefined && free.length === 0 && times.data !== undefined && next === undefined ? (
          <p className="mt-2 text-ink-2">Nothing is free in the fourteen days from then on.</p>
        ) : null}
      </div>
    </section>
  );
}

const nextAfter = (slots: readonly SlotView[], at: Date): SlotView | undefined =>
  slots
    .toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime())
    .find(({ startsAt }) => startsAt > at);

const Reason = ({ name, reason }: { name?: string; reason: ReasonView }) => (
  <li className="flex gap-2">
    <Glyph className="mt-0.5 shrink-0 text-ink-3" shape="dash" />
    <span className="min-w-0">
      {name === undefined ? null : `${name}: `}
      {reason.sentence}
    </span>
  </li>
);
