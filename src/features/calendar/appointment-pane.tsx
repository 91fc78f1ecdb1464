"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { ButtonLink, linkClass, TextLink } from "#/components/ui/link.tsx";
import { Pane } from "#/components/ui/pane.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { type AppointmentView, differingWords } from "#/domain/appointment.ts";
import { appointmentStateWords, mayBecome } from "#/domain/appointment-states.ts";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import { formatDay, formatMinutes, formatMoment, formatTime } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { AppointmentNotes } from "./appointment-notes.tsx";
import { Warnings } from "./warnings.tsx";

export type AppointmentAct = "check-in" | "time" | "answer" | "no-show" | "cancel" | "deposit";

/** One appointment beside the grid: who comes with what and when, what one ought to know, and what can be done. */
export function AppointmentPane({
  appointmentId,
  now,
  mayEdit,
  rest,
  onAct,
  onClose,
}: {
  appointmentId: string;
  now: Date;
  mayEdit: boolean;
  /** What was told and done about it: other nouns'. Reaches from edge to edge. */
  rest: ReactNode;
  onAct: (appointment: AppointmentView, act: AppointmentAct) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const asked = useQuery(trpc.appointment.byId.queryOptions({ appointmentId }));
  const appointment = asked.data;
  return (
    <Pane
      className="w-[348px]"
      label="Appointment"
      onClose={onClose}
      sub={appointment ? `${appointmentStateWords[appointment.state]}, ${appointment.reference}` : undefined}
      title={
        appointment ? (
          <span className="flex flex-wrap items-center gap-2">
            <Plate>{appointment.vehicle.plate}</Plate>
            {`${appointment.vehicle.make} ${appointment.vehicle.model}`.trim()}
          </span>
        ) : (
          "Appointment"
        )
      }
    >
      {appointment ? (
        <>
          <div className="flex flex-col gap-4 px-4 pb-4">
            <About appointment={appointment} mayEdit={mayEdit} now={now} onAct={onAct} />
          </div>
          {rest}
        </>
      ) : asked.isError ? (
        <FailedPart
          className="mx-4"
          onRetry={errorOf(asked.error)?.code === "NOT_FOUND" ? undefined : () => void asked.refetch()}
          title="The appointment did not load."
        >
          {errorOf(asked.error)?.sentence}
        </FailedPart>
      ) : (
        <SkeletonPart className="flex flex-col gap-3 px-4" label="The appointment is loading">
          {["w-52", "w-40", "w-60", "w-36"].map((width) => (
            <Skeleton className={width} key={width} />
          ))}
          <SlowNote what="The appointment takes longer than usual." />
        </SkeletonPart>
      )}
    </Pane>
  );
}

function About({
  appointment,
  now,
  mayEdit,
  onAct,
}: {
  appointment: AppointmentView;
  now: Date;
  mayEdit: boolean;
  onAct: (appointment: AppointmentView, act: AppointmentAct) => void;
}) {
  const { branch, slot, state, customer, vehicle, contact, differing, services, jobCard, cancelled, source } =
    appointment;
  const { zone } = branch;
  const waits = state === "REQUESTED" || state === "OFFERED";
  return (
    <>
      <section aria-label="When" className="flex flex-col gap-1">
        {slot ? (
          <p className="text-figure-sm">
            {formatDay(slot.startsAt, zone)}, {slot.time}
            {slot.offset ? ` (${slot.offset})` : null}–{formatTime(slot.endsAt, zone)}
          </p>
        ) : (
          <p className="text-figure-sm">{waits ? "No time yet" : "No time"}</p>
        )}
        <p className="text-ink-2">
          {formatMinutes(appointment.minutes)}
          {appointment.bufferMinutes > 0 ? ` and ${formatMinutes(appointment.bufferMinutes)} after it` : null}
          {waits && appointment.waitingSince
            ? `, waiting since ${formatMoment(appointment.waitingSince, zone, now)}`
            : null}
        </p>
        {appointment.allocations.length > 0 ? (
          <ul className="text-ink-2">
            {appointment.allocations.map(({ id, bayName, technician, startsAt, endsAt, state: stands }) => (
              <li className={stands === "RELEASED" || stands === "CANCELLED" ? "text-ink-3 line-through" : ""} key={id}>
                {bayName}, {formatMoment(startsAt, zone, now)} to {formatTime(endsAt, zone)}
                {technician ? `, ${technician.name}` : null}
              </li>
            ))}
          </ul>
        ) : null}
        {appointment.customerWaiting ? (
          <p>
            <Badge tone="accent">Customer waits here</Badge>
          </p>
        ) : null}
        {cancelled ? (
          <p className="text-ink-2">
            Cancelled {formatMoment(cancelled.at, zone, now)} by{" "}
            {cancelled.by === "CUSTOMER" ? "the customer" : "the workshop"}
            {cancelled.reason ? `: ${cancelled.reason}` : null}
          </p>
        ) : null}
      </section>
      {mayEdit || jobCard ? (
        <div className="flex flex-wrap gap-2">
          {jobCard ? (
            <ButtonLink href={`/job-cards/${jobCard.id}`} look="primary">
              Open job card {jobCard.number}
            </ButtonLink>
          ) : null}
          {mayEdit ? <Verbs appointment={appointment} now={now} onAct={onAct} /> : null}
        </div>
      ) : null}
      <Deposits appointment={appointment} now={now} />
      <Warnings now={now} warnings={appointment.warnings} zone={zone} />
      <section aria-label="Customer" className="flex flex-col gap-0.5">
        <p>
          <TextLink href={`/customers/${customer.id}`}>{customer.name}</TextLink>
          {", "}
          <TextLink href={`/vehicles/${vehicle.id}`}>car and history</TextLink>
        </p>
        {contact ? (
          <p className="text-ink-2">
            {contact.phone ? (
              <a className={linkClass} href={`tel:${contact.phone}`}>
                {contact.phoneShown ?? contact.phone}
              </a>
            ) : null}
            {contact.phone && contact.email ? ", " : null}
            {contact.email ? (
              <a className={linkClass} href={`mailto:${contact.email}`}>
                {contact.email}
              </a>
            ) : null}
          </p>
        ) : null}
        {differing.length > 0 ? (
          <p className="flex gap-1.5 text-warn">
            <Glyph className="mt-0.5" shape="triangle" tone="warn" />
            <span>
              Typed otherwise than on file: {differing.map((field) => differingWords[field].toLowerCase()).join(", ")}.
              Nothing on file was changed.
            </span>
          </p>
        ) : null}
        <p className="text-dense text-ink-3">
          {source === "ONLINE"
            ? waits
              ? "Asked for online"
              : "Booked online"
            : `Booked by ${appointment.createdByName ?? "the workshop"}`}
          , {formatMoment(appointment.createdAt, zone, now)}
        </p>
      </section>
      {services.length > 0 ? (
        <section aria-label="Services">
          <ul className="divide-y divide-line border-y">
            {services.map(({ name, minutes }) => (
              <li className="flex justify-between gap-3 py-1.5" key={name}>
                <span className="min-w-0">{name}</span>
                <span className="shrink-0 text-ink-2">{formatMinutes(minutes)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <AppointmentNotes appointment={appointment} key={appointment.id} mayEdit={mayEdit} />
    </>
  );
}

/** What was paid ahead and waits for the invoice. */
function Deposits({
  appointment: { deposits = [], branch, customer, state },
  now,
}: {
  appointment: AppointmentView;
  now: Date;
}) {
  const { branches, branch: shown } = useShell();
  if (deposits.length === 0) return null;
  const { locale } = branches.find(({ id }) => id === branch.id) ?? shown;
  return (
    <section aria-label="Deposits">
      <ul className="divide-y divide-line border-y">
        {deposits.map(({ paymentId, method, freeMinor, currency, receivedAt }) => (
          <li className="flex justify-between gap-3 py-1.5" key={paymentId}>
            <span className="min-w-0">
              Deposit{" "}
              <span className="text-ink-2">
                {paymentMethodWords[method].toLowerCase()}, {formatMoment(receivedAt, branch.zone, now)}
              </span>
            </span>
            <span className="shrink-0 font-strong">{formatMoney(freeMinor, currency, locale)}</span>
          </li>
        ))}
      </ul>
      {state === "CANCELLED" || state === "NO_SHOW" ? (
        <p className="pt-1.5 text-dense">
          <TextLink href={`/customers/${customer.id}/statement`}>Give it back from the statement</TextLink>
        </p>
      ) : null}
    </section>
  );
}

function Verbs({
  appointment,
  now,
  onAct,
}: {
  appointment: AppointmentView;
  now: Date;
  onAct: (appointment: AppointmentView, act: AppointmentAct) => void;
}) {
  const { state, slot, jobCard } = appointment;
  const mayTake = useMay("payment.take");
  const act = (what: AppointmentAct) => () => onAct(appointment, what);
  return (
    <>
      {state === "REQUESTED" || state === "OFFERED" ? (
        <Button look="primary" onClick={act("answer")}>
          {state === "OFFERED" ? "Place it, or send again" : "Answer"}
        </Button>
      ) : null}
      {mayBecome(state, "CHECKED_IN") ? (
        <Button look="primary" onClick={act("check-in")}>
          Check in
        </Button>
      ) : null}
      {state === "BOOKED" || state === "NO_SHOW" ? <Button onClick={act("time")}>Another time</Button> : null}
      {state === "BOOKED" && slot !== null && slot.startsAt <= now ? (
        <Button onClick={act("no-show")}>Did not come</Button>
      ) : null}
      {mayTake && jobCard === null && state !== "CANCELLED" && state !== "NO_SHOW" ? (
        <Button onClick={act("deposit")}>Take deposit</Button>
      ) : null}
      {mayBecome(state, "CANCELLED") ? (
        <Button look="danger" onClick={act("cancel")}>
          Cancel
        </Button>
      ) : null}
    </>
  );
}
