"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { QuantityField } from "#/components/ui/number-field.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { adjustStockInput, type PartView, receiveStockInput } from "#/domain/part.ts";
import { formatQuantity, parseQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

type Sentences = Partial<Record<"quantity" | "change" | "reason", string>>;

const words = {
  receive: { verb: "Receive", busy: "Receiving", quantity: "Quantity", note: "Note", hint: "Delivery note, supplier" },
  correct: { verb: "Correct", busy: "Correcting", quantity: "Change", note: "Reason", hint: "Counted, broken, lost" },
} as const;

/** Puts stock on the shelf, or corrects the books to what the shelf holds; says what it will come to. */
export function StockForm({
  kind,
  part,
  onClose,
}: {
  kind: "receive" | "correct";
  part: PartView;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch } = useShell();
  const key = useIdempotencyKey();
  const receive = useMutation(trpc.part.receive.mutationOptions());
  const adjust = useMutation(trpc.part.adjust.mutationOptions());
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<Sentences & { form?: string }>({});
  const underWay = useRef(false);
  const amountField = useRef<HTMLInputElement>(null);
  const reasonField = useRef<HTMLInputElement>(null);
  useEffect(() => amountField.current?.focus(), []);

  const say = words[kind];
  const place = { partId: part.id, branchId: branch.id };
  const checked = (): Sentences => {
    const parsed =
      kind === "receive"
        ? receiveStockInput.safeParse({ ...place, quantity: amount, reason })
        : adjustStockInput.safeParse({ ...place, change: amount, reason });
    const sentences: Record<string, string> = {};
    for (const { path, message } of parsed.error?.issues ?? []) sentences[String(path[0])] ??= message;
    return sentences;
  };
  const wrong = checked();
  const shown = (field: "amount" | "reason"): string | undefined =>
    field === "amount"
      ? (refused.quantity ?? refused.change ?? (left.has("amount") ? (wrong.quantity ?? wrong.change) : undefined))
      : (refused.reason ?? (left.has("reason") ? wrong.reason : undefined));
  const leave = (field: string): void => setLeft((before) => new Set(before).add(field));
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    setRefused({});
    // What is sent next is another thing than what an answer was lost for.
    key.renew();
  };

  const save = async (): Promise<void> => {
    if (underWay.current) return;
    setLeft(new Set(["amount", "reason"]));
    if (Object.keys(wrong).length > 0) {
      (wrong.quantity || wrong.change ? amountField : reasonField).current?.focus();
      return;
    }
    underWay.current = true;
    try {
      const stock =
        kind === "receive"
          ? await receive.mutateAsync({ ...place, quantity: amount, reason, idempotencyKey: key.current })
          : await adjust.mutateAsync({ ...place, change: amount, reason, idempotencyKey: key.current });
      await queries.invalidateQueries(trpc.part.pathFilter());
      toast(
        <>
          <b className="font-strong">{part.name}</b>: {formatQuantity(stock.onHand, part.unit)} on hand,{" "}
          {formatQuantity(stock.free, "")} free
        </>,
        { mark: "ok" },
      );
      onClose();
    } catch (error) {
      const answer = errorOf(error);
      const short = answer?.code === "STOCK_SHORT";
      setRefused({
        ...answer?.fields,
        ...(short ? { change: "More than is free." } : {}),
        form: answer?.sentence,
      });
      if (short) amountField.current?.focus();
    } finally {
      underWay.current = false;
    }
  };
  useHotkeys([{ keys: "Mod+Enter", label: "save", run: () => void save() }]);

  const busy = receive.isPending || adjust.isPending;
  const change = parseQuantity(amount);
  const after = change === null ? null : quantityMilli(part.onHand) + change;
  return (
    <form
      className="mt-3"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="grid grid-cols-[132px_minmax(0,1fr)] gap-x-3 max-sm:grid-cols-1">
        <Field
          error={shown("amount")}
          hint={
            after === null
              ? kind === "correct"
                ? "−2 takes two off"
                : undefined
              : `${formatQuantity(quantityText(after), part.unit)} on hand then`
          }
          label={say.quantity}
          required
        >
          {(control) => (
            <QuantityField
              {...control}
              negative={kind === "correct"}
              onBlur={() => leave("amount")}
              onValueChange={typed(setAmount)}
              ref={amountField}
              unit={part.unit}
              value={amount}
            />
          )}
        </Field>
        <Field error={shown("reason")} hint={say.hint} label={say.note} required={kind === "correct"}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={200}
              onBlur={() => leave("reason")}
              onChange={(event) => typed(setReason)(event.target.value)}
              ref={reasonField}
              value={reason}
            />
          )}
        </Field>
      </div>
      {refused.form ? (
        <p className="mb-2 text-bad" role="alert">
          {refused.form}
        </p>
      ) : null}
      <div className="mt-1 flex justify-end gap-2">
        <Button look="ghost" onClick={onClose}>
          Close
        </Button>
        <Button busy={busy && say.busy} hint="Ctrl ↵" look="primary" type="submit">
          {say.verb}
        </Button>
      </div>
    </form>
  );
}
