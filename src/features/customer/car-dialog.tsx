"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import {
  acceptEdits,
  type Edits,
  fieldsOf,
  keepMine,
  settleFirst,
  theirs,
  typeInto,
  withEdits,
} from "#/components/ui/edits.ts";
import { Field } from "#/components/ui/field.tsx";
import { Input, type InputProps } from "#/components/ui/input.tsx";
import { TheirsNote } from "#/components/ui/theirs-note.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoment } from "#/domain/time.ts";
import type { VehicleView } from "#/domain/vehicle.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";

const carFields = ["plate", "make", "model", "year", "vin"] as const;
type CarField = (typeof carFields)[number];

type Part = { name: CarField; label: string; required?: boolean; hint?: string } & Pick<
  InputProps,
  "asPlate" | "inputMode" | "maxLength"
>;
const plate: Part = { name: "plate", label: "Plate", required: true, maxLength: 20, asPlate: true };
const parts: readonly Part[] = [
  { name: "make", label: "Make", required: true, maxLength: 40 },
  { name: "model", label: "Model", required: true, maxLength: 60 },
  { name: "year", label: "Year", maxLength: 4, inputMode: "numeric" },
  { name: "vin", label: "VIN", hint: "Up to 17 letters and digits", maxLength: 17 },
];

type Props = { onClose: () => void } & ({ customerId: string; vehicle?: undefined } | { vehicle: VehicleView });

/**
 * Adds a car to a customer, or changes what a car is: what somebody else saves meanwhile stands beside what is typed.
 * Its plate and owner change with a date, elsewhere.
 */
export function CarDialog(props: Props) {
  const { onClose, vehicle } = props;
  const trpc = useTRPC();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const create = useMutation(trpc.vehicle.create.mutationOptions());
  const update = useMutation(trpc.vehicle.update.mutationOptions());
  const stored: Readonly<Record<CarField, string>> = {
    plate: "",
    make: vehicle?.make ?? "",
    model: vehicle?.model ?? "",
    year: vehicle?.year?.toString() ?? "",
    vin: vehicle?.vin ?? "",
  };
  const place = props.vehicle === undefined ? `vehicle.new.${props.customerId}` : `vehicle.${props.vehicle.id}`;
  const draft = useDraft<Edits<CarField>>(place, {}, acceptEdits(carFields));
  const edits = draft.value;
  const typed = withEdits(stored, edits);
  const collided = fieldsOf(stored).some((field) => theirs(edits, stored, field) !== null);
  const [unsettled, setUnsettled] = useState(false);
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
  const change = (next: Edits<CarField>): void => {
    draft.set(next);
    if (Object.keys(next).length === 0) draft.clear();
    command.renew();
  };
  const save = async (): Promise<void> => {
    setUnsettled(collided);
    if (collided || (await command.run({})) === null) return;
    draft.clear();
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
  const { fields, refusal } = command;
  const said = unsettled && collided ? settleFirst : Object.keys(fields).length === 0 ? refusal?.sentence : undefined;
  return (
    <Dialog
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={vehicle === undefined ? "Add a car" : `Edit ${vehicle.plate}`}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        noValidate
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody>
          {draft.restoredAt ? (
            <div className="mb-3">
              <DraftNote at={formatMoment(draft.restoredAt, branch.zone, now)} onDiscard={draft.discard} />
            </div>
          ) : null}
          {(vehicle === undefined ? [plate, ...parts] : parts).map(({ name, label, required, hint, ...input }) => (
            <div key={name}>
              <Field error={fields[name]} hint={hint} label={label} required={required}>
                {(control) => (
                  <Input
                    {...control}
                    {...input}
                    autoComplete="off"
                    onChange={(event) => change(typeInto(edits, stored, name, event.target.value))}
                    value={typed[name]}
                  />
                )}
              </Field>
              <TheirsNote
                onKeep={() => change(keepMine(edits, stored, name))}
                onTake={() => change(typeInto(edits, stored, name, stored[name]))}
                saved={theirs(edits, stored, name)}
              />
            </div>
          ))}
          {said === undefined ? null : (
            <p className="text-bad" role="alert">
              {said}
            </p>
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Close</Button>
          <Button busy={command.busy && "Saving"} hint="Ctrl ↵" look="primary" type="submit">
            {vehicle === undefined ? "Add car" : "Save car"}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
