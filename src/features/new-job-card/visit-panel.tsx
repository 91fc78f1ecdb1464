"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useController } from "react-hook-form";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input, Textarea } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { NumberField } from "#/components/ui/number-field.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { formatWhole } from "#/domain/money.ts";
import { formatMoment, fromLocalInput } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { halfTyped, type NewCard } from "./use-new-card.ts";

/** What the customer asks for, how far the car has gone, when it is promised, and who takes it. */
export function VisitPanel({ card, now }: { card: NewCard; now: Date }) {
  const { form } = card;
  const { branches, branch: current } = useShell();
  const trpc = useTRPC();
  const technicians = useSuspenseQuery(trpc.member.technicians.queryOptions());
  const branchId = form.watch("branchId");
  const branch = branches.find(({ id }) => id === branchId) ?? current;
  const { errors } = form.formState;
  return (
    <Panel>
      <PanelHead title="Visit" />
      <div className="px-4 pb-4">
        <Field error={errors.complaint?.message} label="Complaint" required>
          {(control) => (
            <Textarea
              {...control}
              {...form.register("complaint")}
              placeholder="What the customer asks for, in their words"
              rows={4}
            />
          )}
        </Field>
        <div className="mt-1 grid gap-x-4 gap-y-2 sm:grid-cols-2">
          <OdometerField card={card} unit={branch.odometerUnit} />
          <PromisedField card={card} now={now} place={branch.name} zone={branch.zone} />
          <Field error={errors.technicianId?.message} label="Technician">
            {(control) => (
              <NativeSelect {...control} {...form.register("technicianId")}>
                <option value="">Nobody yet</option>
                {technicians.data.map(({ memberId, name }) => (
                  <option key={memberId} value={memberId}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          {branches.length > 1 ? (
            <Field error={errors.branchId?.message} label="Branch">
              {(control) => (
                <NativeSelect {...control} {...form.register("branchId")}>
                  {branches.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </NativeSelect>
              )}
            </Field>
          ) : null}
        </div>
        <Checkbox className="mt-1" {...form.register("customerWaiting")}>
          Customer waits here
        </Checkbox>
      </div>
    </Panel>
  );
}

function OdometerField({ card: { form, found }, unit }: { card: NewCard; unit: string }) {
  const { field } = useController({ control: form.control, name: "odometerIn" });
  const last = found?.lastOdometer ?? null;
  const lower = last !== null && last.unit === unit && field.value !== "" && Number(field.value) < last.value;
  const past = last === null ? undefined : `Last ${formatWhole(last.value)} ${last.unit}`;
  return (
    <Field
      error={form.formState.errors.odometerIn?.message}
      hint={lower ? <span className="text-warn">Lower than the last reading, {past?.slice(5)}</span> : past}
      label="Mileage in"
    >
      {(control) => (
        <NumberField
          {...control}
          end={unit}
          name={field.name}
          onBlur={field.onBlur}
          onValueChange={field.onChange}
          ref={field.ref}
          value={field.value}
        />
      )}
    </Field>
  );
}

function PromisedField({
  card: { form },
  now,
  place,
  zone,
}: {
  card: NewCard;
  now: Date;
  place: string;
  zone: string;
}) {
  const { onBlur, ...field } = form.register("promisedAt");
  const typed = form.watch("promisedAt");
  const at = typed === "" ? null : fromLocalInput(typed, zone);
  const hint =
    at === null ? (
      `Time of ${place}`
    ) : at.getTime() < now.getTime() ? (
      <span className="text-warn">{formatMoment(at, zone, now)} has passed</span>
    ) : (
      `${formatMoment(at, zone, now)}, time of ${place}`
    );
  return (
    <Field error={form.formState.errors.promisedAt?.message} hint={hint} label="Promised">
      {(control) => (
        <Input
          {...control}
          {...field}
          className="px-2"
          onBlur={(event) => {
            if (event.target.validity.badInput) form.setError("promisedAt", { type: "schema", message: halfTyped });
            else void onBlur(event);
          }}
          type="datetime-local"
        />
      )}
    </Field>
  );
}
