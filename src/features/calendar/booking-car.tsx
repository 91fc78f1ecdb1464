"use client";

import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { Kbd } from "#/components/ui/kbd.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { formatWhole } from "#/domain/money.ts";
import { formatDate } from "#/domain/time.ts";
import type { Booking } from "./use-booking.ts";
import { Warnings } from "./warnings.tsx";

/** The plate; Tab fills in the car, whose it is, and what one ought to know. */
export function BookingCar({ booking, zone, now }: { booking: Booking; zone: string; now: Date }) {
  const { text, set, found, looking, lookUpFailed } = booking;
  return (
    <>
      <Field error={booking.errorAt("plate")} label="Plate" required reserve={false}>
        {(control) => (
          <Input
            {...control}
            asPlate
            autoCapitalize="characters"
            autoComplete="off"
            data-booking="plate"
            end={
              <span aria-hidden className="max-lg:hidden pointer-coarse:hidden">
                <Kbd>Tab</Kbd>
              </span>
            }
            maxLength={20}
            onBlur={(event) => {
              booking.ask(event.target.value);
              if (event.target.value !== "") booking.leave("plate");
            }}
            onChange={(event) => set({ plate: event.target.value })}
            onKeyDown={(event) => {
              // Enter asks what the plate stands for; Ctrl Enter books.
              if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
              event.preventDefault();
              booking.ask(event.currentTarget.value);
            }}
            spellCheck={false}
            value={text.plate}
          />
        )}
      </Field>
      <div aria-live="polite" className="mt-2 mb-2.5">
        {looking ? (
          <SkeletonPart className="rounded-control bg-canvas p-2.5 dark:bg-sunken" label="Looking the plate up">
            <Skeleton className="w-44" />
            <Skeleton className="mt-1 block w-56" />
          </SkeletonPart>
        ) : lookUpFailed ? (
          <FailedPart onRetry={booking.lookUpAgain} title="The plate was not looked up.">
            {lookUpFailed.sentence}
          </FailedPart>
        ) : found ? (
          <div className="flex flex-col gap-1 rounded-control bg-canvas p-2.5 dark:bg-sunken">
            <p className="font-strong">
              {found.vehicle.make} {found.vehicle.model}, {found.owner.name}
            </p>
            <p className="text-ink-2">{lastHere(found, zone)}</p>
            {booking.warnings ? <Warnings now={now} warnings={booking.warnings} zone={zone} /> : null}
          </div>
        ) : found === null ? (
          <p className="text-ink-2">Nobody has seen this plate. The car and its owner are added with the booking.</p>
        ) : null}
      </div>
      {found === null || (found === undefined && booking.errorAt("name")) ? <NewCarFields booking={booking} /> : null}
    </>
  );
}

const lastHere = ({ history, lastOdometer }: NonNullable<Booking["found"]>, zone: string): string => {
  const [last] = history;
  const read = lastOdometer ? `, ${formatWhole(lastOdometer.value)} ${lastOdometer.unit}` : "";
  return last ? `Last here ${formatDate(last.performedAt, zone)}${read}. ${last.summary}` : "Not here before";
};

function NewCarFields({ booking }: { booking: Booking }) {
  const { text, set, errorAt, leave } = booking;
  const line = (field: "make" | "model" | "name" | "phone" | "email", label: string, type = "text") => (
    <Field error={errorAt(field)} label={label} required={field === "name"} reserve={false}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          data-booking={field}
          inputMode={field === "email" ? "email" : undefined}
          onBlur={(event) => (event.target.value === "" ? undefined : leave(field))}
          onChange={(event) => set({ [field]: event.target.value })}
          type={type}
          value={text[field]}
        />
      )}
    </Field>
  );
  return (
    <div className="mb-2.5 grid grid-cols-2 gap-2.5">
      {line("make", "Make")}
      {line("model", "Model")}
      <div className="col-span-2">{line("name", "Customer")}</div>
      {line("phone", "Phone", "tel")}
      {line("email", "E-mail")}
    </div>
  );
}
