"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useDraft } from "#/components/ui/use-draft.ts";
import type { AppointmentBooked, CalendarView } from "#/domain/appointment.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf, type ShownError } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import {
  type BookingField,
  type BookingText,
  bookingFields,
  bookingText,
  emptyBooking,
  type Found,
  fieldAt,
  isBlank,
  parseBooking,
  type Sentences,
  type Wanted,
} from "./booking-text.ts";
import type { Span } from "./hand.ts";

/**
 * A booking at the desk: text kept on the device, the plate looked up when it is left, everything checked by the
 * procedure's own schema, sent once.
 */
export const useBooking = ({
  calendar,
  plate: prefilled,
  span,
  onBooked,
}: {
  calendar: CalendarView;
  plate: string;
  span: Span;
  onBooked: (booked: AppointmentBooked) => void;
}) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branchId } = calendar;
  const [initial] = useState(() => emptyBooking(prefilled));
  const draft = useDraft<BookingText>(
    prefilled === "" ? `appointment.new.${branchId}` : `appointment.new.${branchId}.${normalisePlate(prefilled)}`,
    initial,
    (stored) => {
      const text = bookingText.safeParse(stored).data;
      return text === undefined || isBlank(text) ? null : text;
    },
  );
  const text = draft.value;
  const { restoredAt } = draft;

  // ── The plate ──────────────────────────────────────────────────────────────────────────────────
  const [asked, setAsked] = useState(normalisePlate(prefilled));
  useEffect(() => {
    if (restoredAt !== null) setAsked((before) => before || normalisePlate(text.plate));
  }, [restoredAt, text.plate]);
  const lookUp = (plate: string) =>
    trpc.vehicle.lookUpPlate.queryOptions({ plate: normalisePlate(plate).slice(0, 16) });
  const current = asked !== "" && asked === normalisePlate(text.plate);
  const looking = useQuery({ ...lookUp(asked), enabled: asked !== "" && asked.length <= 16 });
  const found: Found = current ? looking.data : undefined;
  const warnings = useQuery(
    trpc.appointment.warnings.queryOptions(
      { vehicleId: found?.vehicle.id ?? null, customerId: found?.owner.id ?? null, appointmentId: null },
      { enabled: found !== undefined && found !== null },
    ),
  );

  // ── Fields ─────────────────────────────────────────────────────────────────────────────────────
  const key = useIdempotencyKey();
  const [left, setLeft] = useState<ReadonlySet<BookingField>>(new Set());
  const [refused, setRefused] = useState<{ fields: Sentences; form: ShownError | null } | null>(null);
  const parsed = parseBooking(text, found, branchId, span);
  const form = useRef<HTMLFormElement>(null);
  const focus = (field: BookingField | undefined): void => {
    if (field !== undefined) form.current?.querySelector<HTMLElement>(`[data-booking="${field}"]`)?.focus();
  };
  const set = (change: Partial<BookingText>): void => {
    draft.set({ ...text, ...change });
    setRefused(null);
    key.renew();
  };

  // ── Sending ────────────────────────────────────────────────────────────────────────────────────
  const book = useMutation(trpc.appointment.book.mutationOptions());
  const [checking, setChecking] = useState(false);
  const underWay = useRef(false);

  const send = async (at: Wanted): Promise<boolean> => {
    const wanted = normalisePlate(text.plate);
    const car: Found = wanted === "" || wanted.length > 16 ? undefined : await queries.fetchQuery(lookUp(text.plate));
    setAsked(wanted);
    const checked = parseBooking(text, car, branchId, at);
    if (!checked.ok) {
      const wrong = bookingFields.filter((field) => checked.sentences[field] !== undefined);
      setLeft((before) => new Set([...before, ...wrong]));
      // Fields of a car that nobody has seen are drawn in this very moment.
      requestAnimationFrame(() => focus(wrong[0]));
      return false;
    }
    const booked = await book.mutateAsync({ ...checked.value, idempotencyKey: key.current });
    draft.clear();
    key.renew();
    await queries.invalidateQueries(trpc.appointment.pathFilter());
    onBooked(booked);
    return true;
  };
  const refuse = (error: unknown): void => {
    const shown = errorOf(error);
    const paths = { ...shown?.fields };
    if (typeof shown?.details.field === "string") paths[shown.details.field] = shown.sentence;
    const fields: { [Field in BookingField]?: string } = {};
    for (const [path, sentence] of Object.entries(paths)) {
      const field = fieldAt(path);
      if (field !== null) fields[field] ??= sentence;
    }
    const first = bookingFields.find((field) => fields[field] !== undefined);
    // An answer ends the attempt; without one the same key asks again, so that nothing is booked twice.
    if (shown?.code) key.renew();
    setRefused({ fields, form: first === undefined ? shown : null });
    focus(first);
  };
  /** Harmless when pressed twice: one attempt at a time. */
  const submit = async (at: Wanted = span): Promise<void> => {
    if (underWay.current) return;
    underWay.current = true;
    setRefused(null);
    setChecking(true);
    try {
      await send(at);
    } catch (error) {
      refuse(error);
    } finally {
      underWay.current = false;
      setChecking(false);
    }
  };

  return {
    form,
    text,
    set,
    found,
    warnings: found ? warnings.data : undefined,
    looking: current && looking.isFetching && looking.data === undefined,
    lookUpFailed: current && looking.isError && looking.data === undefined ? errorOf(looking.error) : null,
    lookUpAgain: () => void looking.refetch(),
    ask: (typed: string) => setAsked(normalisePlate(typed)),
    errorAt: (field: BookingField): string | undefined =>
      refused?.fields[field] ?? (left.has(field) && !parsed.ok ? parsed.sentences[field] : undefined),
    leave: (field: BookingField) => setLeft((before) => new Set(before).add(field)),
    refusal: refused?.form ?? null,
    /** The time is another: an earlier refusal no longer speaks of it. */
    forgetRefusal: () => {
      setRefused(null);
      key.renew();
    },
    busy: checking,
    submit: (at?: Wanted) => void submit(at),
    restoredAt,
    discard: draft.discard,
  };
};
export type Booking = ReturnType<typeof useBooking>;
