import { useRef, useState } from "react";
import { bookingIn, requestIn, typedFields, whatFails } from "#/domain/booking-form.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { callLean, type LeanRefusal } from "#/trpc/lean.ts";
import type { BookingStart, Done, Errors } from "./booking-start.ts";
import { browserKey } from "./device.ts";
import { freeIn } from "./slots.ts";
import type { Booking } from "./use-booking.ts";
import type { Slot } from "./words.ts";

/** Sends the form: books, or asks; a refusal leaves all of it as it is. */
export const useSending = (
  start: BookingStart,
  booking: Booking,
  { onDone, onLost }: { onDone: (done: Done) => void; onLost: (slot: Slot, free: readonly Slot[]) => void },
) => {
  const [errors, setErrors] = useState<Errors>(start.errors);
  const [refusal, setRefusal] = useState(start.refusal);
  const [busy, setBusy] = useState(false);
  /** The same until an answer has come, so that one that was lost is no second booking. */
  const key = useRef(uuidv7());

  const show = (failing: Errors, form: HTMLFormElement): void => {
    setErrors(failing);
    const first = [...form.elements].find((element) => Object.hasOwn(failing, element.getAttribute("name") ?? ""));
    if (first instanceof HTMLElement) first.focus();
  };
  const refuse = (answer: LeanRefusal, form: HTMLFormElement): void => {
    // Fields of the input are named as those of the form; a rule of the server's own names the last part alone.
    const named =
      Object.entries(answer.fields).length > 0
        ? answer.fields
        : answer.field === null
          ? {}
          : { [answer.field]: answer.sentence };
    const failing = Object.fromEntries(
      Object.entries(named).flatMap(([name, sentence]) => {
        const field = typedFields.find((each) => each === name || each.endsWith(`.${name}`));
        return field === undefined ? [] : [[field, sentence]];
      }),
    );
    if (Object.keys(failing).length === 0) setRefusal(answer.sentence);
    show(failing, form);
  };

  const send = async (form: HTMLFormElement, slot: Slot | null): Promise<void> => {
    const given = new FormData(form);
    const failing = whatFails(given);
    setRefusal(null);
    if (Object.keys(failing).length > 0) return show(failing, form);
    setErrors({});
    setBusy(true);
    const wanted = booking.isRequest ? null : bookingIn(given);
    const held = await booking.settledHold();
    if (held.is === "lost") return setBusy(false);
    const hold = held.is === "held" ? { holdId: held.holdId, browserKey: browserKey() } : null;
    const asked = requestIn(given);
    const answer =
      wanted === null
        ? await callLean("booking", "request", asked, key.current)
        : await callLean("booking", "book", { ...wanted, hold }, key.current);
    setBusy(false);
    if (!answer.ok) {
      if (answer.code === null) {
        setRefusal(answer.sentence);
        return;
      }
      key.current = uuidv7();
      if (answer.code === "SLOT_TAKEN" && slot !== null) onLost(slot, freeIn(answer.details));
      else refuse(answer, form);
      return;
    }
    key.current = uuidv7();
    onDone({
      kind: wanted === null ? "request" : "book",
      reference: answer.data.reference,
      token: answer.data.token,
      slot,
      plate: asked.vehicle.plate,
      email: asked.contact.email ?? "",
      phone: asked.contact.phone ?? "",
    });
  };

  return {
    errors,
    refusal,
    busy,
    send,
    setError: (field: string, sentence: string | null): void =>
      setErrors(({ [field]: _, ...rest }) => (sentence === null ? rest : { ...rest, [field]: sentence })),
  };
};
