import { useEffect, useRef, useState } from "react";
import { type BookingPlace, bookingAddress, placeOf } from "#/domain/booking-address.ts";
import { addDays } from "#/domain/time.ts";
import { askLean, callLean } from "#/trpc/lean.ts";
import type { BookingStart, Done, Step } from "./booking-start.ts";
import { browserKey, noteHeld } from "./device.ts";
import { daysShown, freeIn } from "./slots.ts";
import type { Availability, Slot } from "./words.ts";

type Times =
  | { readonly is: "here"; readonly times: Availability | null }
  | { readonly is: "asked" }
  | { readonly is: "failed"; readonly sentence: string };
/** `until` in this device's clock; null while it is asked for. */
export type Hold =
  | { readonly is: "none"; readonly why: string | null }
  | { readonly is: "asked" }
  | { readonly is: "held"; readonly holdId: string; readonly until: number };

/** What came of a wish for a hold: on `lost` the page has gone on to the nearest times. */
export type Settled =
  | { readonly is: "none" }
  | { readonly is: "held"; readonly holdId: string }
  | { readonly is: "lost" };

const noHold: Hold = { is: "none", why: null };
const holdMs = 10 * 60_000;

/** Where a customer stands between the first look and the booked time; the address says the same at each step. */
export const useBooking = (start: BookingStart) => {
  const { tenantSlug, branches } = start;
  const [place, setPlace] = useState<BookingPlace & { branchId: string }>(start.place);
  const [times, setTimes] = useState<Times>({ is: "here", times: start.times });
  const [step, setStep] = useState<Step>(start.step);
  const [hold, setHold] = useState<Hold>(noHold);
  const asking = useRef<AbortController | null>(null);
  /** The newest wish for a hold; answers to older ones are let go. */
  const wish = useRef(0);
  /** What came of it: a form that is sent before the answer is here waits for it, or it would race its own hold. */
  const answered = useRef<Promise<Settled>>(Promise.resolve({ is: "none" }));

  const branch = branches.find(({ id }) => id === place.branchId) ?? branches[0];
  const services = branch?.services.filter(({ id }) => place.serviceIds.includes(id)) ?? [];
  const isRequest = place.unsure || services.some(({ mode }) => mode === "REQUEST");

  const write = (next: BookingPlace, how: "push" | "replace"): void => {
    const address = bookingAddress(tenantSlug, next);
    if (how === "push") window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  };

  const load = async (next: typeof place): Promise<void> => {
    asking.current?.abort();
    if (next.serviceIds.length === 0) {
      setTimes({ is: "here", times: null });
      return;
    }
    const mine = new AbortController();
    asking.current = mine;
    setTimes({ is: "asked" });
    const { branchId, serviceIds, fromDay } = next;
    const answer = await askLean(
      "booking",
      "availability",
      { tenantSlug, branchId, serviceIds: [...serviceIds], fromDay, days: daysShown },
      mine.signal,
    );
    if (mine.signal.aborted) return;
    setTimes(answer.ok ? { is: "here", times: answer.data } : { is: "failed", sentence: answer.sentence });
  };

  const choose = (change: Partial<typeof place>): void => {
    const next = { ...place, fromDay: null, day: null, startsAt: null, details: false, ...change };
    setPlace(next);
    write(next, "replace");
    void load(next);
  };
  const openDay = (day: string): void => {
    const next = { ...place, day: place.day === day ? null : day };
    setPlace(next);
    write(next, "replace");
  };
  const look = (direction: "earlier" | "later"): void => {
    const from = place.fromDay ?? branch?.today ?? "";
    const day = addDays(from, direction === "later" ? daysShown : -daysShown);
    choose({ fromDay: day <= (branch?.today ?? "") ? null : day });
  };

  const takeHold = (slot: Slot): void => {
    answered.current = askForHold(slot);
  };
  const askForHold = async (slot: Slot): Promise<Settled> => {
    wish.current += 1;
    const mine = wish.current;
    setHold({ is: "asked" });
    const { branchId, serviceIds } = place;
    const answer = await callLean("booking", "hold", {
      tenantSlug,
      branchId,
      serviceIds: [...serviceIds],
      startsAt: new Date(slot.startsAt),
      browserKey: browserKey(),
    });
    if (mine !== wish.current) return { is: "none" };
    if (answer.ok) {
      noteHeld(tenantSlug, slot.startsAt);
      // Its end by the server's clock says nothing to a device whose own is wrong: what counts is how long it lasts.
      setHold({ is: "held", holdId: answer.data.holdId, until: Date.now() + holdMs });
      return { is: "held", holdId: answer.data.holdId };
    }
    const lost = answer.code === "SLOT_TAKEN";
    setHold({ is: "none", why: lost ? null : answer.sentence });
    if (!lost) return { is: "none" };
    lose(slot, freeIn(answer.details));
    return { is: "lost" };
  };
  const letGo = (): void => {
    wish.current += 1;
    answered.current = Promise.resolve({ is: "none" });
    noteHeld(tenantSlug, null);
    if (hold.is === "held")
      void callLean("booking", "release", { tenantSlug, holdId: hold.holdId, browserKey: browserKey() });
    setHold(noHold);
  };

  /** Opens the form for a time, which is held meanwhile; for none it is a request. */
  const pick = (slot: Slot | null): void => {
    const next = { ...place, startsAt: slot?.startsAt ?? null, details: true };
    setPlace(next);
    write(next, step.at === "times" ? "push" : "replace");
    setStep({ at: "details", slot });
    window.scrollTo({ top: 0 });
    if (slot !== null && !isRequest) takeHold(slot);
    else letGo();
  };
  const lose = (slot: Slot, free: readonly Slot[]): void => {
    setStep({ at: "lost", taken: slot.startsAt, free });
    window.scrollTo({ top: 0 });
  };
  const back = (): void => {
    letGo();
    const next = { ...place, startsAt: null, details: false };
    setPlace(next);
    write(next, "replace");
    setStep({ at: "times" });
    void load(next);
  };
  const finish = (done: Done): void => {
    noteHeld(tenantSlug, null);
    wish.current += 1;
    setHold(noHold);
    setStep({ at: "done", done });
    write({ ...place, startsAt: null, details: false, day: null }, "replace");
    window.scrollTo({ top: 0 });
  };

  // The page was opened on a time: a script that has just arrived holds it.
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    if (start.step.at === "details" && start.step.slot !== null && !isRequest) takeHold(start.step.slot);
  });
  useEffect(() => {
    const onPop = (): void => {
      const query = new URLSearchParams(window.location.search);
      const there = placeOf({ at: query.getAll("at"), step: query.getAll("step") });
      // Forward again, to a time that may be gone: the server looks.
      if (there.details || there.startsAt !== null) window.location.reload();
      else if (step.at !== "times") back();
    };
    window.addEventListener("popstate", onPop);
    return () => window.removeEventListener("popstate", onPop);
  });

  return {
    place,
    branch,
    services,
    isRequest,
    times,
    step,
    hold,
    choose,
    openDay,
    look,
    pick,
    lose,
    back,
    finish,
    retry: () => void load(place),
    settledHold: () => answered.current,
  };
};

export type Booking = ReturnType<typeof useBooking>;
