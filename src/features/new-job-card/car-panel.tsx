"use client";

import { useEffect, useRef } from "react";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Input } from "#/components/ui/input.tsx";
import { Kbd } from "#/components/ui/kbd.tsx";
import { linkClass, TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { formatWhole } from "#/domain/money.ts";
import { formatDate, formatMoment } from "#/domain/time.ts";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import type { PlateView } from "#/domain/vehicle.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { NewCar } from "./new-car.tsx";
import type { NewCard } from "./use-new-card.ts";
import { useZone } from "./use-zone.ts";

/** The plate, and beside it what it stands for: a known car with its owner, or the fields of a new one. */
export function CarPanel({ card, now }: { card: NewCard; now: Date }) {
  const { found, looking, lookUpFailed } = card;
  return (
    <Panel>
      <PanelHead title="Car and owner" />
      <div className="grid gap-x-4 gap-y-1 px-4 pb-3 sm:grid-cols-[176px_minmax(0,1fr)]">
        <PlateField card={card} />
        <div aria-live="polite" className="min-w-0 sm:min-h-[66px]">
          {looking ? <Looking /> : null}
          {lookUpFailed ? (
            <FailedPart onRetry={card.lookUpAgain} title="The plate was not looked up.">
              {lookUpFailed.sentence}
            </FailedPart>
          ) : null}
          {found ? <KnownCar found={found} typed={card.form.getValues("plate")} /> : null}
          {found === null ? <UnknownCar /> : null}
        </div>
      </div>
      {found ? <OpenCards found={found} now={now} openedId={card.openedId} /> : null}
      {found === null ? <NewCar card={card} /> : null}
    </Panel>
  );
}

function PlateField({ card }: { card: NewCard }) {
  const { form, found, ask } = card;
  const { onBlur, ...field } = form.register("plate");
  // Tab has left the plate, and nothing was typed since: a new car's first field gets the focus.
  const tabbed = useRef(false);
  useEffect(() => {
    if (found === undefined || !tabbed.current) return;
    tabbed.current = false;
    const at = document.activeElement;
    const untouched = at === document.body || (at instanceof HTMLTextAreaElement && at.value === "");
    if (found === null && untouched) form.setFocus("make");
  }, [found, form]);
  return (
    <Field error={form.formState.errors.plate?.message} hint="Tab fills in the car" label="Plate" required>
      {(control) => (
        <Input
          {...control}
          {...field}
          asPlate
          autoCapitalize="characters"
          autoComplete="off"
          className="text-[16px] max-sm:text-lead"
          end={
            <span aria-hidden className="max-lg:hidden pointer-coarse:hidden">
              <Kbd>Tab</Kbd>
            </span>
          }
          onBlur={(event) => {
            ask(event.target.value);
            void onBlur(event);
          }}
          onKeyDown={(event) => {
            if (event.key === "Tab" && !event.shiftKey) tabbed.current = true;
            // Enter asks what the plate stands for; Ctrl Enter opens the card.
            if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            tabbed.current = true;
            ask(event.currentTarget.value);
            form.setFocus("complaint");
          }}
          spellCheck={false}
        />
      )}
    </Field>
  );
}

const Looking = () => (
  <SkeletonPart className="flex flex-col gap-1.5 pt-1" label="Looking the plate up">
    <Skeleton className="h-4 w-44" />
    <Skeleton className="w-56" />
    <SlowNote what="Looking the plate up takes longer than usual." />
  </SkeletonPart>
);

function KnownCar({ found, typed }: { found: NonNullable<PlateView>; typed: string }) {
  const { vehicle, owner, lastOdometer } = found;
  const zone = useZone();
  return (
    <div className="flex flex-col gap-0.5 sm:pt-0.5">
      <p className="text-section">
        {vehicle.make} {vehicle.model}
        {vehicle.year === null ? null : `, ${vehicle.year}`}
      </p>
      {normalisePlate(typed) === normalisePlate(vehicle.plate) ? null : (
        <p className="text-dense text-ink-2">
          It carries {vehicle.plate} now. Is this another car? Add it on its owner’s page first.
        </p>
      )}
      <p>
        {owner.name}
        {owner.phone ? (
          <>
            ,{" "}
            <a className={linkClass} href={`tel:${owner.phone.replace(/[^\d+]/g, "")}`}>
              {owner.phoneShown}
            </a>
          </>
        ) : null}
        {owner.email ? <span className="text-ink-3">, {owner.email}</span> : null}
      </p>
      <p className="text-dense text-ink-3">
        {lastOdometer
          ? `${formatWhole(lastOdometer.value)} ${lastOdometer.unit} on ${formatDate(lastOdometer.readAt, zone)}`
          : "No mileage was read yet."}
      </p>
    </div>
  );
}

const UnknownCar = () => (
  <div className="flex flex-col gap-0.5 sm:pt-0.5">
    <p className="text-section">New here</p>
    <p className="text-ink-2">Nobody has seen this plate. The car and its owner are added with the job card.</p>
  </div>
);

function OpenCards({ found, now, openedId }: { found: NonNullable<PlateView>; now: Date; openedId: string | null }) {
  const zone = useZone();
  const openCards = found.openCards.filter(({ id }) => id !== openedId);
  if (openCards.length === 0) return null;
  return (
    <div className="mx-4 mb-4 flex gap-2 rounded-control bg-warn-soft px-3 py-2" role="status">
      <Glyph className="mt-0.5" shape="triangle" tone="warn" />
      <div className="min-w-0">
        <p className="font-strong">
          {openCards.length === 1 ? "This car has an open job card" : "This car has open job cards"}
        </p>
        <ul>
          {openCards.map(({ id, number, status, branchName, openedAt }) => (
            <li className="flex flex-wrap items-center gap-x-2" key={id}>
              <TextLink className="inline-flex min-h-6 items-center" href={`/job-cards/${id}`}>
                Job card {number}
              </TextLink>
              <span className="inline-flex items-center gap-1.5">
                <StatusGlyph decorative status={status} />
                {jobCardStatusWords[status]}
              </span>
              <span className="text-ink-2">
                {branchName}, opened {formatMoment(openedAt, zone, now)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
