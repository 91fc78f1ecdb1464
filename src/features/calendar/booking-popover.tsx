"use client";

import { useLayoutEffect, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Textarea } from "#/components/ui/input.tsx";
import { Popover } from "#/components/ui/popover.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { AppointmentBooked, BlockView, CalendarView } from "#/domain/appointment.ts";
import { formatMoment, formatTime } from "#/domain/time.ts";
import { BookingCar } from "./booking-car.tsx";
import { CommandRefusal } from "./command-refusal.tsx";
import { ghostId } from "./ghost-box.tsx";
import { freeTechnicians } from "./hand.ts";
import type { Scale } from "./scale.ts";
import { ServicesField } from "./services-field.tsx";
import { useBooking } from "./use-booking.ts";
import type { Ghost, useGhost } from "./use-ghost.ts";
import { useServices } from "./use-services.ts";
import { WhenRow } from "./when-row.tsx";

/** Beside the ghost: whose car, what for, and Book. */
export default function BookingPopover({
  calendar,
  blocks,
  scale,
  ghost,
  plate,
  change,
  onBooked,
  onClose,
}: {
  calendar: CalendarView;
  blocks: readonly BlockView[];
  scale: Scale;
  ghost: Ghost;
  /** Filled in by whoever asked for the booking. */
  plate: string;
  change: ReturnType<typeof useGhost>["change"];
  onBooked: (booked: AppointmentBooked) => void;
  onClose: () => void;
}) {
  const { zone } = calendar;
  const { renderedAt } = useShell();
  const [openedAt] = useState(() => new Date(Math.max(renderedAt, Date.now())));
  const booking = useBooking({ calendar, plate, span: ghost, onBooked });
  const { text, refusal } = booking;
  const services = useServices(calendar.branchId);
  useHotkeys([{ keys: "Mod+Enter", label: "book", run: () => booking.submit(), inDialog: true }]);

  const bayName = calendar.bays.find(({ id }) => id === ghost.bayId)?.name ?? "";
  const technicians = freeTechnicians({ technicians: calendar.technicians, blocks }, ghost);

  const chooseServices = (serviceIds: string[]): void => {
    booking.set({ serviceIds });
    const minutes = services
      .filter(({ id }) => serviceIds.includes(id))
      .reduce((sum, { labourMinutes }) => sum + labourMinutes, 0);
    if (!ghost.own && minutes > 0) change({ minutes });
  };
  const changeWhen: typeof change = (next) => {
    booking.forgetRefusal();
    change(next);
  };

  const [narrow] = useState(() => window.matchMedia("(max-width: 639px)").matches);
  useLayoutEffect(() => {
    // What opens beside the ghost stands where the ghost is seen.
    document.getElementById(ghostId)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, []);
  const times = `${formatTime(new Date(ghost.from), zone)}–${formatTime(new Date(ghost.to), zone)}`;

  const form = (
    <form
      aria-label="New booking"
      className="flex min-h-0 flex-col"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        booking.submit();
      }}
      ref={booking.form}
    >
      <DialogBody className={narrow ? "pt-3" : "p-3.5"}>
        {narrow ? null : (
          <header className="mb-2.5 flex items-baseline gap-2">
            <h2 className="text-section">New booking, {bayName}</h2>
            <span className="ml-auto text-ink-2">{times}</span>
          </header>
        )}
        {booking.restoredAt ? (
          <div className="mb-2">
            <DraftNote at={formatMoment(booking.restoredAt, zone, openedAt)} onDiscard={booking.discard} />
          </div>
        ) : null}
        <BookingCar booking={booking} now={openedAt} zone={zone} />
        <ServicesField
          chosen={text.serviceIds}
          error={booking.errorAt("serviceIds")}
          onChoose={chooseServices}
          services={services}
        />
        <Field error={booking.errorAt("symptom")} label="Complaint" reserve={false}>
          {(control) => (
            <Textarea
              {...control}
              className="min-h-9"
              data-booking="symptom"
              onChange={(event) => booking.set({ symptom: event.target.value })}
              placeholder="What the customer asks for"
              rows={1}
              value={text.symptom}
            />
          )}
        </Field>
        <Checkbox
          checked={text.customerWaiting}
          className="my-1.5"
          onChange={(event) => booking.set({ customerWaiting: event.target.checked })}
        >
          Customer waits here
        </Checkbox>
        <WhenRow
          calendar={calendar}
          change={changeWhen}
          scale={scale}
          free={technicians}
          ghost={ghost}
          onTechnician={(technicianId) => booking.set({ technicianId })}
          technicianId={text.technicianId}
        />
        <CommandRefusal
          now={openedAt}
          onTake={(at) => {
            changeWhen({ from: at.getTime() });
            // On whichever bay is free then.
            booking.submit({ bayId: null, from: at.getTime(), to: at.getTime() + ghost.to - ghost.from });
          }}
          refusal={refusal}
          zone={zone}
        />
      </DialogBody>
      <DialogFooter className={narrow ? undefined : "px-3.5 py-2.5"}>
        <Button look={narrow ? "default" : "ghost"} onClick={onClose}>
          Put away
        </Button>
        <Button busy={booking.busy && "Booking"} hint="Ctrl ↵" look="primary" type="submit">
          Book
        </Button>
      </DialogFooter>
    </form>
  );
  // A phone has no room beside anything.
  if (narrow)
    return (
      <Dialog
        description={times}
        onOpenChange={(open) => (open ? undefined : onClose())}
        open
        title={`New booking, ${bayName}`}
      >
        {form}
      </Dialog>
    );
  return (
    <Popover
      align="center"
      anchor={() => document.getElementById(ghostId)}
      className="flex max-h-(--available-height) w-[356px] flex-col p-0 shadow-e2"
      onOpenChange={(open, { reason, event }) => {
        // Its ghost is part of it: pressed, it is dragged.
        const inGhost = event.target instanceof Element && event.target.closest("[data-ghost]") !== null;
        if (!open && !(reason === "outside-press" && inGhost) && reason !== "focus-out") onClose();
      }}
      open
      side="right"
    >
      {form}
    </Popover>
  );
}
