import { type FormEvent, lazy, type RefObject, Suspense, useState } from "react";
import { TextArea, TextField } from "#/components/public/field.tsx";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { bookingAddress } from "#/domain/booking-address.ts";
import { type TypedField, typedFields, whyFails } from "#/domain/booking-form.ts";
import { askLean } from "#/trpc/lean.ts";
import type { BookingStart, Errors, Typed } from "./booking-start.ts";
import { visitTokens } from "./device.ts";
import { HeldBar } from "./held-bar.tsx";
import type { Booking } from "./use-booking.ts";
import type { usePhotos } from "./use-photos.ts";
import { namesOf, type Slot, workWord } from "./words.ts";

// Only a script can hold photos back until there is a visit to add them to, so only a script asks for this.
const PhotoField = lazy(async () => ({ default: (await import("./photo-field.tsx")).PhotoField }));

type DetailsProps = {
  start: BookingStart;
  booking: Booking;
  slot: Slot | null;
  form: RefObject<HTMLFormElement | null>;
  typed: Typed;
  errors: Errors;
  /** Whether a script has taken over. */
  ready: boolean;
  /** When what stands there was typed, as the clock shows it; null when nothing came back. */
  restored: string | null;
  onDiscard: () => void;
  photos: ReturnType<typeof usePhotos>;
  onType: (field: string) => void;
  onLeave: (field: string, sentence: string | null) => void;
  onSubmit: () => void;
};

export const formId = "booking";

/** Who comes with which car. Its fields are the browser's own: what a password manager or a reload fills in counts. */
export function DetailsStep(props: DetailsProps) {
  const { start, booking, slot, form, typed, errors, ready, restored, onDiscard, photos, onType, onLeave, onSubmit } =
    props;
  const { place, branch, services, isRequest, hold } = booking;
  const [known, setKnown] = useState<string | null>(null);
  if (branch === undefined) return null;
  const names = namesOf(services);
  const work = workWord(services, branch.locale);

  const onInput = ({ target }: FormEvent<HTMLFormElement>): void => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
      if (target.name === "vehicle.plate") setKnown(null);
      onType(target.name);
    }
  };
  const leave = (field: TypedField) => (): void => {
    if (form.current === null) return;
    const given = new FormData(form.current);
    // An empty field is named when the form is sent: nobody is told off for passing through.
    const empty = given.get(field) === "";
    onLeave(field, empty ? null : whyFails(field, given));
    if (field === "vehicle.plate" && !empty) void recognise(String(given.get(field)));
  };
  const recognise = async (plate: string): Promise<void> => {
    const tokens = visitTokens();
    if (tokens.length === 0) return;
    const answer = await askLean("booking", "recognise", { tenantSlug: start.tenantSlug, plate, tokens });
    if (!answer.ok || answer.data === null || form.current === null) return;
    const { make, model, lastHere } = answer.data;
    for (const [name, value] of [["vehicle.make", make] as const, ["vehicle.model", model] as const]) {
      const field = form.current.elements.namedItem(name);
      if (field instanceof HTMLInputElement && field.value === "") field.value = value;
    }
    const month = lastHere === null ? null : monthWord(lastHere);
    setKnown(`${make} ${model}${month === null ? "" : `, last here in ${month}`}`.trim());
    onType("vehicle.plate");
  };
  const text = (field: TypedField) => ({
    name: field,
    defaultValue: typed[field] ?? "",
    error: errors[field],
    onBlur: leave(field),
  });

  return (
    <>
      <HeldBar
        changeAddress={bookingAddress(start.tenantSlug, { ...place, startsAt: null, details: false })}
        hold={hold}
        isRequest={isRequest}
        onChange={booking.back}
        slot={slot}
        work={[names || "Not sure yet", work?.replace(/^[FA]/, (letter) => letter.toLowerCase())]
          .filter(Boolean)
          .join(", ")}
      />
      <form
        action="/api/forms/book"
        className={`${looks.column} flex flex-col gap-2 pt-5`}
        id={formId}
        method="post"
        noValidate
        onInput={onInput}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
        ref={form}
      >
        <Hidden booking={booking} slot={slot} start={start} />
        {restored === null ? null : (
          <p className="flex gap-3 text-ink-3 text-lead-sm" role="status">
            {`Restored from ${restored}`}
            <button className={looks.link} onClick={onDiscard} type="button">
              Discard
            </button>
          </p>
        )}
        {isRequest && services.length === 0 ? (
          <Symptom {...text("symptom")} label="What do you notice?" rows={3} />
        ) : null}
        <TextField
          {...text("vehicle.plate")}
          asPlate
          autoCapitalize="characters"
          autoComplete="off"
          end={
            known === null ? null : (
              <span className="flex items-center gap-1.5 font-medium text-ok">
                <Mark className="text-ok-mark" shape="tick" size={14} />
                Found
              </span>
            )
          }
          hint={known}
          label="Number plate"
          maxLength={16}
          spellCheck={false}
        />
        <div className="grid grid-cols-2 gap-3">
          <TextField {...text("vehicle.make")} aside="optional" autoComplete="off" label="Make" maxLength={40} />
          <TextField {...text("vehicle.model")} aside="optional" autoComplete="off" label="Model" maxLength={60} />
        </div>
        <TextField {...text("contact.name")} autoComplete="name" label="Your name" maxLength={120} />
        <TextField
          {...text("contact.phone")}
          autoComplete="tel"
          hint="For reminders, and when the car is ready"
          inputMode="tel"
          label="Mobile number"
          maxLength={32}
          type="tel"
        />
        <TextField
          {...text("contact.email")}
          aside="or instead of the number"
          autoCapitalize="none"
          autoComplete="email"
          hint="For the confirmation, and the invoice"
          inputMode="email"
          label="E-mail"
          maxLength={254}
          spellCheck={false}
          type="email"
        />
        {isRequest && services.length === 0 ? null : (
          <Symptom {...text("symptom")} aside="optional" label="Anything we should know?" />
        )}
        {ready ? (
          <Suspense fallback={<div className="min-h-25" />}>
            <PhotoField {...photos} />
          </Suspense>
        ) : null}
        <label className="flex min-h-11 items-center gap-3">
          <input
            className="size-5 accent-accent"
            defaultChecked={typed.customerWaiting !== undefined && typed.customerWaiting !== ""}
            name="customerWaiting"
            type="checkbox"
          />
          I wait at the workshop
        </label>
        {/* Out of sight, and out of reach of keys and screen readers: whoever fills it in is no person. */}
        <div aria-hidden className="absolute -left-[9999px]">
          <label>
            Leave this empty
            <input autoComplete="off" defaultValue="" name="website" tabIndex={-1} type="text" />
          </label>
        </div>
      </form>
    </>
  );
}

function Symptom(props: Parameters<typeof TextArea>[0]) {
  return <TextArea maxLength={2000} {...props} />;
}

/** What the address says, for a form that is sent without a script. */
function Hidden({ start, booking, slot }: { start: BookingStart; booking: Booking; slot: Slot | null }) {
  const { place, isRequest } = booking;
  const values: readonly (readonly [string, string])[] = [
    ["tenantSlug", start.tenantSlug],
    ["branchId", place.branchId],
    ...place.serviceIds.map((id) => ["serviceIds", id] as const),
    ["startsAt", slot?.startsAt ?? ""],
    ["fromDay", place.fromDay ?? ""],
    ["formStamp", start.formStamp],
    ["as", isRequest ? "request" : "book"],
    ["key", start.key],
  ];
  return values.map(([name, value]) => <input key={name + value} name={name} type="hidden" value={value} />);
}

export const isTypedField = (name: string): name is TypedField => typedFields.some((field) => field === name);

const months = "January February March April May June July August September October November December".split(" ");
/** `March`, or `March 2025` of another year. */
const monthWord = (iso: string): string => {
  const year = iso.slice(0, 4);
  const month = months[Number(iso.slice(5, 7)) - 1] ?? "";
  return year === String(new Date().getFullYear()) ? month : `${month} ${year}`;
};
