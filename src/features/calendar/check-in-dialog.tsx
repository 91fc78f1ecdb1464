"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { NumberField } from "#/components/ui/number-field.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import type { CalendarView } from "#/domain/appointment.ts";
import { formatMoment, fromLocalInput, localInputValue } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { CommandRefusal } from "./command-refusal.tsx";
import { useCommand } from "./use-command.ts";

/** An appointment that somebody has come for. */
export type Arriving = {
  id: string;
  version: number;
  plate: string;
  customerName: string | null;
  title: string;
  technicianId: string | null;
  endsAt: Date | null;
};

/** The car is here: its job card is opened with what the appointment says. */
export default function CheckInDialog({
  arriving,
  technicians,
  zone,
  now,
  odometerUnit,
  onCheckedIn,
  onClose,
}: {
  arriving: Arriving;
  technicians: CalendarView["technicians"];
  zone: string;
  now: Date;
  odometerUnit: string;
  onCheckedIn: (card: { jobCardId: string; number: number }) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const command = useCommand();
  const checkIn = useMutation(trpc.appointment.checkIn.mutationOptions());
  const [odometer, setOdometer] = useState("");
  const [promised, setPromised] = useState(() =>
    arriving.endsAt && arriving.endsAt > now ? localInputValue(arriving.endsAt, zone) : "",
  );
  const [technicianId, setTechnicianId] = useState(arriving.technicianId ?? "");
  const [halfTyped, setHalfTyped] = useState(false);
  const promisedAt = promised === "" ? null : fromLocalInput(promised, zone);

  const submit = async (): Promise<void> => {
    if (halfTyped) return;
    const card = await command.run((idempotencyKey) =>
      checkIn.mutateAsync({
        appointmentId: arriving.id,
        version: arriving.version,
        odometerIn: odometer === "" ? null : Number(odometer),
        promisedAt,
        technicianId: technicianId === "" ? null : technicianId,
        idempotencyKey,
      }),
    );
    if (card !== null) onCheckedIn(card);
  };
  const wrongTime = halfTyped || (promised !== "" && promisedAt === null);
  return (
    <Dialog
      description={[arriving.customerName, arriving.title].filter(Boolean).join(", ")}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      start={<Plate>{arriving.plate}</Plate>}
      title="Check in?"
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <DialogBody>
          <Field error={command.refusal?.fields.odometerIn} label="Mileage in">
            {(control) => (
              <NumberField
                {...control}
                end={odometerUnit}
                onValueChange={(next) => {
                  command.changed();
                  setOdometer(next);
                }}
                value={odometer}
              />
            )}
          </Field>
          <Field
            error={wrongTime ? "Give both the date and the time." : undefined}
            hint={promisedAt ? `Ready by ${formatMoment(promisedAt, zone, now)}` : "No time is promised"}
            label="Promised"
          >
            {(control) => (
              <Input
                {...control}
                onChange={(event) => {
                  command.changed();
                  setHalfTyped(event.target.validity.badInput);
                  setPromised(event.target.value);
                }}
                step={300}
                type="datetime-local"
                value={promised}
              />
            )}
          </Field>
          <Field label="Technician" reserve={false}>
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => {
                  command.changed();
                  setTechnicianId(event.target.value);
                }}
                value={technicianId}
              >
                <option value="">Nobody yet</option>
                {technicians.map(({ memberId, name }) => (
                  <option key={memberId} value={memberId}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <CommandRefusal now={now} refusal={command.refusal} zone={zone} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Not yet</Button>
          <Button busy={command.busy && "Checking in"} disabled={wrongTime} look="primary" type="submit">
            Check in
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
