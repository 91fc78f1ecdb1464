"use client";

import { Armchair } from "lucide-react";
import dynamic from "next/dynamic";
import NextLink from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { CardColumn } from "#/components/ui/card-column.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { linkClass } from "#/components/ui/link.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { formatHours, formatTime } from "#/domain/time.ts";
import { minutesOf, spanOf } from "./hand.ts";
import type { BookedBlock, useBooked } from "./use-booked.ts";
import { arrivingOf } from "./use-overlay.ts";

// Loaded with the first arrival.
const CheckInDialog = dynamic(() => import("./check-in-dialog.tsx"), { ssr: false });

/** The board's first column: who is still to come today. Checking in makes a card of it, in the next column. */
export function BookedColumn({ booked, calendar, nowMs, day }: ReturnType<typeof useBooked>) {
  const router = useRouter();
  const { branches } = useShell();
  const mayEdit = useMay("appointment.edit");
  const [arrivingId, setArrivingId] = useState<string | null>(null);
  const arriving = booked.find(({ allocationId }) => allocationId === arrivingId);
  const arrival = arriving === undefined ? null : arrivingOf(arriving);
  const minutes = booked.reduce((sum, block) => sum + minutesOf(spanOf(block)), 0);
  const line =
    booked.length === 0 ? (
      <NextLink className={linkClass} href="/calendar">
        Nobody is still to come
      </NextLink>
    ) : (
      <span className="truncate">{formatHours(minutes)} of work</span>
    );
  return (
    <>
      <CardColumn
        count={booked.length}
        id="column-BOOKED"
        line={line}
        mark={<StatusGlyph decorative status="BOOKED" />}
        status="BOOKED"
        title="Booked"
      >
        {booked.map((block) => (
          <BookedCard
            block={block}
            day={day}
            key={block.allocationId}
            nowMs={nowMs}
            onCheckIn={mayEdit ? () => setArrivingId(block.allocationId) : null}
            technician={calendar.technicians.find(({ memberId }) => memberId === block.technicianId)?.name ?? null}
            zone={calendar.zone}
          />
        ))}
      </CardColumn>
      {arrival ? (
        <CheckInDialog
          arriving={arrival}
          now={new Date(nowMs)}
          odometerUnit={branches.find(({ id }) => id === calendar.branchId)?.odometerUnit ?? "mi"}
          onCheckedIn={({ jobCardId, number }) => {
            setArrivingId(null);
            toast(
              <>
                <b className="font-strong">{arrival.plate}</b> is checked in: job card {number}
              </>,
              { mark: "ok", action: { label: "Open the card", run: () => router.push(`/job-cards/${jobCardId}`) } },
            );
          }}
          onClose={() => setArrivingId(null)}
          technicians={calendar.technicians}
          zone={calendar.zone}
        />
      ) : null}
    </>
  );
}

function BookedCard({
  block,
  day,
  zone,
  nowMs,
  technician,
  onCheckIn,
}: {
  block: BookedBlock;
  day: string;
  zone: string;
  nowMs: number;
  technician: string | null;
  onCheckIn: (() => void) | null;
}) {
  const { appointment, plate, vehicle, customerName, title, startsAt } = block;
  const late = startsAt.getTime() < nowMs;
  return (
    <li>
      <article className="relative rounded-control border border-control border-dashed bg-surface px-[9px] pt-2 pb-[7px] has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent">
        <div className="flex h-5 items-center gap-2">
          <Plate>{plate ?? ""}</Plate>
          <span
            className={`ml-auto flex items-center gap-1 whitespace-nowrap text-mini ${late ? "font-strong text-warn" : "text-ink-3"}`}
          >
            {late ? <Glyph label="Late" shape="triangle" tone="warn" /> : null}
            due {formatTime(startsAt, zone)}
          </span>
        </div>
        <p className="mt-1 truncate font-strong">
          <NextLink
            aria-label={`${plate}, ${vehicle}, booked for ${formatTime(startsAt, zone)}`}
            className="outline-none after:absolute after:inset-0 after:rounded-control after:content-['']"
            href={`/calendar?day=${day}&open=${appointment.id}`}
            prefetch={false}
          >
            {vehicle}
          </NextLink>
        </p>
        <p className="flex h-[18px] items-center gap-2">
          <span className="min-w-0 flex-1 truncate">{customerName}</span>
          {appointment.customerWaiting ? (
            <Badge className="h-4 px-1 text-mini" tone="accent">
              <Armchair aria-hidden size={12} strokeWidth={2} />
              waits
            </Badge>
          ) : null}
        </p>
        <p className="truncate text-dense text-ink-3">{title}</p>
        <div className="mt-1 flex min-h-[26px] items-center gap-2">
          {onCheckIn ? (
            <Button aria-label={`Check in ${plate}`} className="z-1" onClick={onCheckIn} size="sm">
              Check in
            </Button>
          ) : null}
          <span className="ml-auto">
            <Initials name={technician ?? undefined} />
          </span>
        </div>
      </article>
    </li>
  );
}
