"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { ChoiceCombobox, type FoundChoice } from "#/components/ui/choice-combobox.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { useSettled } from "#/components/ui/use-settled.ts";
import { isoDateIn } from "#/domain/time.ts";
import type { VehicleView } from "#/domain/vehicle.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";

type Props = { vehicle: VehicleView; onClose: () => void };

/** Gives the car another plate from a day on. */
export function PlateDialog({ vehicle, onClose }: Props) {
  const trpc = useTRPC();
  const changePlate = useMutation(trpc.vehicle.changePlate.mutationOptions());
  const [plate, setPlate] = useState("");
  const [on, setOn] = useToday(vehicle.zone);
  const command = useCommand((input: { idempotencyKey: string }) =>
    changePlate.mutateAsync({ vehicleId: vehicle.id, version: vehicle.version, plate, on, ...input }),
  );
  return (
    <Sheet
      action="Change plate"
      busy={command.busy && "Changing"}
      command={command}
      description={`${vehicle.plate} stays on its record and still finds it.`}
      known={["plate", "on"]}
      onClose={onClose}
      title="Change the plate"
    >
      <Field error={command.fields.plate} label="New plate" required>
        {(control) => (
          <Input
            {...control}
            asPlate
            autoComplete="off"
            maxLength={20}
            onChange={(event) => setPlate(event.target.value)}
            value={plate}
          />
        )}
      </Field>
      <Day error={command.fields.on} label="Carried since" on={on} onChange={setOn} />
    </Sheet>
  );
}

/** Gives the car to another customer from a day on. */
export function OwnerDialog({ vehicle, onClose }: Props) {
  const trpc = useTRPC();
  const transfer = useMutation(trpc.vehicle.transfer.mutationOptions());
  const [owner, setOwner] = useState<FoundChoice | null>(null);
  const [query, setQuery] = useState("");
  const [missing, setMissing] = useState(false);
  const [on, setOn] = useToday(vehicle.zone);
  const search = useSettled(query.trim());
  const found = useQuery(
    trpc.customer.search.queryOptions({ search: search.slice(0, 120) }, { enabled: search.length > 1 }),
  );
  const command = useCommand((input: { idempotencyKey: string }) =>
    transfer.mutateAsync({
      vehicleId: vehicle.id,
      version: vehicle.version,
      customerId: owner?.id ?? "",
      on,
      ...input,
    }),
  );
  const items: FoundChoice[] = (found.data ?? [])
    .filter(({ id }) => id !== vehicle.owner?.id)
    .map(({ id, name, phone, email, plates }) => ({
      id,
      name,
      detail: [phone ?? email, ...plates.slice(0, 2)].filter(Boolean).join(", "),
    }));
  return (
    <Sheet
      action="Change owner"
      busy={command.busy && "Changing"}
      command={{
        ...command,
        run: async (input) => {
          setMissing(owner === null);
          return owner === null ? null : command.run(input);
        },
      }}
      description="What was done and invoiced before stays the former owner's. The new owner is told of nothing that came before."
      known={["customerId", "on"]}
      onClose={onClose}
      title={`Change the owner of ${vehicle.plate}`}
    >
      <Field
        error={missing && owner === null ? "Choose the new owner." : command.fields.customerId}
        hint="Name, phone tail, e-mail or another plate. Add new people on the customers' page first."
        label="New owner"
        required
      >
        {(control) => (
          <ChoiceCombobox
            {...control}
            items={items}
            none={`No other customer matches “${search}”.`}
            onQueryChange={setQuery}
            onValueChange={setOwner}
            query={query}
            searched={search}
            searching={(found.isFetching || search !== query.trim()) && `Looking for “${query.trim()}”`}
            value={owner}
          />
        )}
      </Field>
      <Day error={command.fields.on} label="Theirs since" on={on} onChange={setOn} />
    </Sheet>
  );
}

const useToday = (zone: string) => {
  const { renderedAt } = useShell();
  const today = isoDateIn(new Date(useNow(renderedAt)), zone);
  return useState(today);
};

function Day({
  label,
  on,
  error,
  onChange,
}: {
  label: string;
  on: string;
  error: string | undefined;
  onChange: (on: string) => void;
}) {
  return (
    <Field error={error} label={label} required>
      {(control) => <Input {...control} onChange={(event) => onChange(event.target.value)} type="date" value={on} />}
    </Field>
  );
}

type Command = {
  readonly run: (input: Record<never, never>) => Promise<object | null>;
  readonly refusal: { readonly sentence: string } | null;
  readonly fields: Readonly<Record<string, string>>;
};

function Sheet({
  title,
  description,
  action,
  busy,
  command,
  known,
  onClose,
  children,
}: {
  title: string;
  description: string;
  action: string;
  busy: string | false;
  command: Command;
  /** Fields that show their own sentence. */
  known: readonly string[];
  onClose: () => void;
  children: ReactNode;
}) {
  const own = known.some((field) => command.fields[field] !== undefined);
  return (
    <Dialog description={description} onOpenChange={(open) => (open ? undefined : onClose())} open title={title}>
      <form
        className="flex min-h-0 flex-1 flex-col"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void command.run({}).then((done) => (done === null ? undefined : onClose()));
        }}
      >
        <DialogBody>
          {children}
          {command.refusal && !own ? (
            <p className="text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={busy} look="primary" type="submit">
            {action}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
