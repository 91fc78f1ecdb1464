"use client";

import { useEffect, useRef, useState } from "react";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { PublicPage } from "#/components/public/public-page.tsx";
import { TenantBar, type Workshop } from "#/components/public/tenant-bar.tsx";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { typedFields } from "#/domain/booking-form.ts";
import { formatTime, machineZone } from "#/domain/time.ts";
import type { BookingStart, Done, Typed } from "./booking-start.ts";
import { BranchChooser, NotOnline } from "./branch-chooser.tsx";
import { DetailsStep, formId, isTypedField } from "./details-step.tsx";
import { DoneStep, type PhotoOutcome } from "./done-step.tsx";
import { LostStep } from "./lost-step.tsx";
import { TimesStep } from "./times-step.tsx";
import { useBooking } from "./use-booking.ts";
import { sendPhoto, usePhotos } from "./use-photos.ts";
import { useSending } from "./use-sending.ts";
import { slotWord } from "./words.ts";

/** What was kept on the device, as far as it is text. */
const acceptTyped = (stored: unknown): Typed | null =>
  typeof stored === "object" && stored !== null
    ? Object.fromEntries(
        Object.entries(stored).filter(
          (entry): entry is [string, string] => isTypedField(entry[0]) && typeof entry[1] === "string",
        ),
      )
    : null;

/** The customer's way from the first free times to the booked one; each step stands as a page of its own without a script. */
export function BookingScreen({ start, workshop }: { start: BookingStart; workshop: Workshop }) {
  const booking = useBooking(start);
  const now = useNow(start.now);
  const draft = useDraft<Typed>(`booking.${start.tenantSlug}`, start.typed, acceptTyped);
  const photos = usePhotos();
  const [arrived, setArrived] = useState<PhotoOutcome | null>(null);
  const [ready, setReady] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => setReady(true), []);

  const keepTyped = (): void => {
    if (form.current === null) return;
    const given = new FormData(form.current);
    draft.set(Object.fromEntries(typedFields.map((field) => [field, String(given.get(field) ?? "")])));
  };
  const onDone = async (done: Done): Promise<void> => {
    draft.clear();
    booking.finish(done);
    const files = photos.photos.map(({ file }) => file);
    let outcome: PhotoOutcome = { sent: 0, of: files.length, failed: [] };
    for (const file of files) {
      setArrived(outcome);
      const refused = await sendPhoto(done.token, file);
      outcome =
        refused === null
          ? { ...outcome, sent: outcome.sent + 1 }
          : { ...outcome, failed: [...outcome.failed, `${file.name}: ${refused}`] };
    }
    if (files.length > 0) setArrived(outcome);
  };
  const sending = useSending(start, booking, { onDone: (done) => void onDone(done), onLost: booking.lose });
  const { step } = booking;

  // Whoever does not see the page is told where it has gone on to.
  const shown = useRef(step.at);
  useEffect(() => {
    if (shown.current === step.at) return;
    shown.current = step.at;
    document.getElementById({ times: "needs", details: "held", lost: "lost", done: "done" }[step.at])?.focus();
  }, [step.at]);

  const verb = booking.isRequest
    ? "Send the request"
    : step.at === "details" && step.slot !== null
      ? `Book ${slotWord(step.slot)}`
      : "Book";
  const dock =
    step.at === "details" ? (
      <>
        <div role="alert">
          {sending.refusal === null ? null : (
            <p className="mb-3 flex gap-2 text-bad text-lead-sm">
              <Mark className="mt-0.5 text-bad-mark" shape="octagon" size={16} />
              {sending.refusal}
            </p>
          )}
        </div>
        <button aria-busy={sending.busy || undefined} className={`${looks.primary} w-full`} form={formId} type="submit">
          {sending.busy ? (booking.isRequest ? "Sending the request" : "Booking") : verb}
        </button>
      </>
    ) : null;

  return (
    <PublicPage
      bar={
        <TenantBar of={workshop}>
          <BranchChooser booking={booking} start={start} />
        </TenantBar>
      }
      dock={dock}
    >
      {booking.branch === undefined ? <NotOnline phone={null} /> : null}
      {step.at === "times" ? <TimesStep booking={booking} now={now} start={start} /> : null}
      {step.at === "details" ? (
        <DetailsStep
          booking={booking}
          errors={sending.errors}
          form={form}
          key={draft.restoredAt?.getTime() ?? 0}
          onLeave={sending.setError}
          onSubmit={() => {
            if (form.current !== null && !sending.busy) void sending.send(form.current, step.slot);
          }}
          onType={(field) => {
            sending.setError(field, null);
            keepTyped();
          }}
          photos={photos}
          onDiscard={draft.discard}
          ready={ready}
          restored={draft.restoredAt === null ? null : formatTime(draft.restoredAt, machineZone())}
          slot={step.slot}
          start={start}
          typed={draft.value}
        />
      ) : null}
      {step.at === "lost" ? (
        <LostStep booking={booking} free={step.free} start={start} taken={step.taken} typed={draft.value} />
      ) : null}
      {step.at === "done" ? (
        <DoneStep booking={booking} done={step.done} photos={arrived} tenantName={start.tenantName} />
      ) : null}
    </PublicPage>
  );
}
