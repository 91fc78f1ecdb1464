"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { type FieldErrors, type Resolver, useForm } from "react-hook-form";
import { useShell } from "#/components/shell/shell-context.tsx";
import { useDraft } from "#/components/ui/use-draft.ts";
import type { CreateJobCardInput } from "#/domain/job-card.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf, type ShownError } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import {
  type CardText,
  type CardTextField,
  cardText,
  emptyCard,
  type Found,
  fieldAt,
  fieldsInOrder,
  isBlank,
  parseCard,
  type Sentences,
} from "./card-text.ts";

const asErrors = (sentences: Sentences): FieldErrors<CardText> =>
  Object.fromEntries(Object.entries(sentences).map(([field, message]) => [field, { type: "schema", message }]));

export const halfTyped = "Give both the date and the time.";

/** A date without its time reads as empty: it must not be dropped without a word. */
const isHalfTyped = (field: CardTextField): boolean =>
  document.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.validity.badInput === true;

/**
 * The form of a new job card: text kept on the device, the plate looked up when it is left, everything
 * checked by the procedure's own schema, sent once.
 */
export const useNewCard = (prefilledPlate: string) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const { branch, branches } = useShell();
  const [initial] = useState(() => emptyCard(branch.id, prefilledPlate));
  const zoneOf = (branchId: string): string => branches.find(({ id }) => id === branchId)?.zone ?? branch.zone;

  const lookUp = (plate: string) =>
    trpc.vehicle.lookUpPlate.queryOptions({ plate: normalisePlate(plate).slice(0, 16) });
  const foundNow = (plate: string): Found => queries.getQueryData(lookUp(plate).queryKey);

  const resolver: Resolver<CardText, unknown, CreateJobCardInput> = (text) => {
    const parsed = parseCard(text, foundNow(text.plate), zoneOf(text.branchId));
    return parsed.ok ? { values: parsed.value, errors: {} } : { values: {}, errors: asErrors(parsed.sentences) };
  };
  const form = useForm<CardText, unknown, CreateJobCardInput>({
    defaultValues: initial,
    mode: "onTouched",
    resolver,
    // Fields of a new car come later than those below them, and would be focused after them.
    shouldFocusError: false,
  });

  // ── What was typed comes back ──────────────────────────────────────────────────────────────────
  const name = prefilledPlate === "" ? "job-card.new" : `job-card.new.${normalisePlate(prefilledPlate)}`;
  const draft = useDraft<CardText>(name, initial, (stored) => {
    const parsed = cardText.safeParse(stored);
    if (!parsed.success) return null;
    const known = branches.some(({ id }) => id === parsed.data.branchId);
    return known ? parsed.data : { ...parsed.data, branchId: branch.id };
  });
  const [asked, setAsked] = useState(normalisePlate(prefilledPlate));
  const { restoredAt, value: kept, set: keep, clear: forget } = draft;
  const restored = useRef<Date | null>(null);
  useEffect(() => {
    if (restoredAt === null || restored.current === restoredAt) return;
    restored.current = restoredAt;
    form.reset(kept, { keepDefaultValues: true });
    setAsked(normalisePlate(kept.plate));
  }, [restoredAt, kept, form]);
  useEffect(() => {
    const watching = form.watch((_, { name: changed }) => {
      // A reset names no field: putting text back is not typing it.
      if (changed === undefined) return;
      const text = form.getValues();
      if (isBlank(text)) forget();
      else keep(text);
    });
    return () => watching.unsubscribe();
  }, [form, keep, forget]);

  // ── The plate ──────────────────────────────────────────────────────────────────────────────────
  const plate = form.watch("plate");
  const current = asked !== "" && asked === normalisePlate(plate);
  const looking = useQuery({ ...lookUp(asked), enabled: asked !== "" && asked.length <= 16 });
  const found: Found = current ? looking.data : undefined;
  const ask = (typed: string): void => setAsked(normalisePlate(typed));

  // A new car's fields are drawn once its plate was asked for, maybe in this very moment.
  const [wantsFocus, setWantsFocus] = useState<{ field: CardTextField } | null>(null);
  useEffect(() => {
    if (wantsFocus === null) return;
    // The search field of the owner is not registered with the form.
    const control = document.querySelector<HTMLElement>(`[data-card-field="${wantsFocus.field}"]`);
    if (control) control.focus();
    else form.setFocus(wantsFocus.field);
  }, [wantsFocus, form]);

  // ── Sending ────────────────────────────────────────────────────────────────────────────────────
  const key = useIdempotencyKey();
  const sent = useRef<string | null>(null);
  const create = useMutation(trpc.jobCard.create.mutationOptions());
  const [refusal, setRefusal] = useState<ShownError | null>(null);
  const [checking, setChecking] = useState(false);
  const underWay = useRef(false);

  const focusFirst = (wrong: readonly string[]): void => {
    const first = fieldsInOrder.find((field) => wrong.includes(field));
    if (first) setWantsFocus({ field: first });
  };

  const send = async (input: CreateJobCardInput): Promise<boolean> => {
    const text = JSON.stringify(input);
    // The same card again, after a lost answer, is the same attempt; another card is another.
    if (sent.current !== null && sent.current !== text) key.renew();
    sent.current = text;
    try {
      const { jobCardId } = await create.mutateAsync({ ...input, idempotencyKey: key.current });
      forget();
      router.push(`/job-cards/${jobCardId}`);
      return true;
    } catch (error) {
      const shown = errorOf(error);
      const wrong = { ...shown?.fields };
      if (typeof shown?.details.field === "string") wrong[shown.details.field] = shown.sentence;
      const fields = Object.entries(wrong).flatMap(([path, message]) => {
        const field = fieldAt(path);
        return field ? [{ field, message }] : [];
      });
      for (const { field, message } of fields) form.setError(field, { type: "server", message });
      focusFirst(fields.map(({ field }) => field));
      // A colleague may have added the car meanwhile: then it is filled in.
      if (shown?.code === "DUPLICATE") await queries.invalidateQueries(trpc.vehicle.lookUpPlate.pathFilter());
      setRefusal(fields.length === 0 ? shown : null);
      return false;
    }
  };

  /** Harmless when pressed twice: one attempt at a time, and none after a success. */
  const save = async (): Promise<void> => {
    if (underWay.current) return;
    underWay.current = true;
    setRefusal(null);
    setChecking(true);
    let done = false;
    try {
      const typed = form.getValues("plate");
      const wanted = normalisePlate(typed);
      if (wanted !== "" && wanted.length <= 16) {
        ask(typed);
        await queries.fetchQuery(lookUp(typed));
      }
      if (isHalfTyped("promisedAt")) {
        form.setError("promisedAt", { type: "schema", message: halfTyped });
        return setWantsFocus({ field: "promisedAt" });
      }
      await form.handleSubmit(
        async (input) => {
          done = await send(input);
        },
        (errors) => focusFirst(Object.keys(errors)),
      )();
    } catch (error) {
      setRefusal(errorOf(error));
    } finally {
      underWay.current = done;
      setChecking(false);
    }
  };

  return {
    form,
    found,
    /** The plate in the field is being looked up. */
    looking: current && looking.isFetching && looking.data === undefined,
    lookUpFailed: current && looking.isError && looking.data === undefined ? errorOf(looking.error) : null,
    lookUpAgain: () => void looking.refetch(),
    ask,
    save: () => void save(),
    busy: checking || create.isSuccess,
    /** The card that was just opened: no news about itself. */
    openedId: create.data?.jobCardId ?? null,
    refusal,
    restoredAt,
    discard: () => {
      draft.discard();
      form.reset(initial);
      setAsked(normalisePlate(prefilledPlate));
      form.setFocus("plate");
    },
  };
};

export type NewCard = ReturnType<typeof useNewCard>;
