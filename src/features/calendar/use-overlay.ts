"use client";

import { useState } from "react";
import type { AppointmentView, BlockView } from "#/domain/appointment.ts";
import type { Arriving } from "./check-in-dialog.tsx";
import type { Timed } from "./time-dialog.tsx";
import type { Waiting } from "./waiting-panel.tsx";

type Leaving = { id: string; version: number; plate: string; customerName: string | null; startsAt: Date | null };

export type Paying = { id: string; branchId: string; plate: string; customerName: string };

/** What stands over the calendar: one thing at a time. */
export type Overlay =
  | { what: "menu"; allocationId: string }
  | { what: "check-in"; arriving: Arriving }
  | { what: "time"; timed: Timed }
  | { what: "split"; block: BlockView }
  | { what: "cancel" | "no-show"; leaving: Leaving }
  | { what: "deposit"; paying: Paying };

export const useOverlay = () => useState<Overlay | null>(null);

/** What a block stands for, as the dialogs ask for it. */
export const arrivingOf = (block: BlockView): Arriving | null =>
  block.appointment === null
    ? null
    : {
        id: block.appointment.id,
        version: block.appointment.version,
        plate: block.plate ?? "",
        customerName: block.customerName,
        title: block.title,
        technicianId: block.technicianId,
        endsAt: block.endsAt,
      };

export const leavingOf = (block: BlockView): Leaving | null =>
  block.appointment === null
    ? null
    : {
        id: block.appointment.id,
        version: block.appointment.version,
        plate: block.plate ?? "",
        customerName: block.customerName,
        startsAt: block.startsAt,
      };

export const timedOf = (block: BlockView): Timed | null =>
  block.appointment === null
    ? null
    : {
        kind: "move",
        id: block.appointment.id,
        version: block.appointment.version,
        plate: block.plate ?? "",
        title: block.title,
        minutes: Math.round((block.endsAt.getTime() - block.startsAt.getTime()) / 60_000),
        bufferMinutes: 0,
        startsAt: block.startsAt,
        bayId: block.bayId,
      };

const nameOfServices = ({ services, symptom }: AppointmentView): string =>
  services.map(({ name }) => name).join(", ") || symptom;

export const overlayOf = (
  appointment: AppointmentView,
  act: "check-in" | "time" | "answer" | "no-show" | "cancel" | "deposit",
): Overlay => {
  const { id, version, customer, vehicle, slot, minutes, bufferMinutes, allocations } = appointment;
  const [allocation] = allocations;
  const known = { id, version, plate: vehicle.plate };
  const title = nameOfServices(appointment);
  if (act === "check-in")
    return {
      what: "check-in",
      arriving: {
        ...known,
        customerName: customer.name,
        title,
        technicianId: allocation?.technician?.memberId ?? null,
        endsAt: slot?.endsAt ?? null,
      },
    };
  if (act === "deposit")
    return {
      what: "deposit",
      paying: { id, branchId: appointment.branch.id, plate: vehicle.plate, customerName: customer.name },
    };
  if (act === "no-show" || act === "cancel")
    return { what: act, leaving: { ...known, customerName: customer.name, startsAt: slot?.startsAt ?? null } };
  return {
    what: "time",
    timed: {
      ...known,
      kind: act === "answer" ? "answer" : "move",
      title,
      minutes,
      bufferMinutes,
      startsAt: slot?.startsAt ?? null,
      bayId: allocation?.bayId ?? null,
    },
  };
};

export const answerOf = (waiting: Waiting): Overlay => ({
  what: "time",
  timed: {
    kind: "answer",
    id: waiting.id,
    version: waiting.version,
    plate: waiting.plate,
    title: `${waiting.customerName}: ${waiting.title}`,
    minutes: waiting.minutes,
    bufferMinutes: 0,
    startsAt: waiting.wish,
    bayId: null,
  },
});
