"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { VehicleView } from "#/domain/vehicle.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";

type Props = { onClose: () => void } & ({ customerId: string; vehicle?: undefined } | { vehicle: VehicleView });

/** Adds a car to a customer, or changes what a car is. Its plate and owner change with a date, elsewhere. */
export function CarDialog(props: Props) {
  const { onClose, vehicle } = props;
  const trpc = useTRPC();
  const create = useMutation(trpc.vehicle.create.mutationOptions());
  const update = useMutation(trpc.vehicle.update.mutationOptions());
  const [typed, setTyped] = useState({
    plate: "",
    make: vehicle?.make ?? "",
    model: vehicle?.model ?? "",
    year: vehicle?.year?.toString() ?? "",
    vin: vehicle?.vin ?? "",
  });
  const [base] = useState(vehicle);
  const type = (field: keyof typeof typed) => (event: { target: { value: string } }) =>
    setTyped({ ...typed, [field]: event.target.value });
  const command = useCommand((input: { idempotencyKey: string }) => {
    const facts = {
      make: typed.make,
      model: typed.model,
      year: typed.year.trim() === "" ? null : Number(typed.year),
      vin: typed.vin.trim() === "" ? null : typed.vin,
      ...input,
    };
    return props.vehicle === undefined
      ? create.mutateAsync({ ...facts, customerId: props.customerId, plate: typed.plate })
      : update.mutateAsync({ ...facts, vehicleId: props.vehicle.id, version: props.vehicle.version });
  });
  const { fields, refusal } = command;
  const theirs =
    vehicle !== undefined && base !== undefined && vehicle.version !== base.version
      ? [vehicle.make, vehicle.model, vehicle.year, vehicle.vin].filter((each) => each !== null).join(", ")
      : null;
  const save = async (): Promise<void> => {
    if ((await command.run({})) === null) return;
    toast(
      <>
        <b className="font-strong">
          {typed.make} {typed.model}
        </b>{" "}
        saved
      </>,
      { mark: "ok" },
    );
    onClose();
  };
  return (
    <Dialog
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={vehicle === undefined ? "Add a car" : `Edit ${vehicle.plate}`}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody>
          {theirs === null ? null : (
            <p className="mb-2 rounded-control bg-note-soft px-2 py-1 text-dense" role="status">
              Somebody saved <b className="font-strong">{theirs}</b> meanwhile. Saving now puts yours in its place.
            </p>
          )}
          {vehicle === undefined ? (
            <Field error={fields.plate} label="Plate" required>
              {(control) => (
                <Input
                  {...control}
                  asPlate
                  autoComplete="off"
                  maxLength={20}
                  onChange={type("plate")}
                  value={typed.plate}
                />
              )}
            </Field>
          ) : null}
          <Field error={fields.make} label="Make" required>
            {(control) => (
              <Input {...control} autoComplete="off" maxLength={40} onChange={type("make")} value={typed.make} />
            )}
          </Field>
          <Field error={fields.model} label="Model" required>
            {(control) => (
              <Input {...control} autoComplete="off" maxLength={60} onChange={type("model")} value={typed.model} />
            )}
          </Field>
          <Field error={fields.year} label="Year">
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                inputMode="numeric"
                maxLength={4}
                onChange={type("year")}
                value={typed.year}
              />
            )}
          </Field>
          <Field error={fields.vin} hint="Up to 17 letters and digits" label="VIN">
            {(control) => (
              <Input {...control} autoComplete="off" maxLength={17} onChange={type("vin")} value={typed.vin} />
            )}
          </Field>
          {refusal && Object.keys(fields).length === 0 ? (
            <p className="text-bad" role="alert">
              {refusal.sentence}
            </p>
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Close</Button>
          <Button busy={command.busy && "Saving"} look="primary" type="submit">
            {vehicle === undefined ? "Add car" : "Save car"}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
