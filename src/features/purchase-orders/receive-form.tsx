"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { MoneyField, QuantityField } from "#/components/ui/number-field.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { currencySign } from "#/domain/money.ts";
import { orderName, type PurchaseOrderView } from "#/domain/purchase-order.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { NeededBy } from "./order-lines.tsx";
import type { ArrivedCard } from "./order-screen.tsx";
import { comesTo, costOf, nothingTyped, parseDelivery, quantityOf, receiveText } from "./receive-text.ts";
import { useOrderCommand } from "./use-order-command.ts";

/** Takes in a delivery: what has come of each line, at which price; says beforehand what is missing or over. */
export function ReceiveForm({
  order,
  onDone,
  onLeave,
}: {
  order: PurchaseOrderView;
  onDone: (arrived: readonly ArrivedCard[]) => void;
  onLeave: () => void;
}) {
  const trpc = useTRPC();
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const command = useOrderCommand();
  const receive = useMutation(trpc.purchaseOrder.receive.mutationOptions());
  const draft = useDraft(`purchase-order.receive.${order.id}`, nothingTyped, (stored) => {
    return receiveText.safeParse(stored).data ?? null;
  });
  const [tried, setTried] = useState(false);
  const note = useRef<HTMLInputElement>(null);
  useEffect(() => note.current?.focus(), []);
  const text = draft.value;
  const parsed = parseDelivery(text, order);
  const { currency, locale, zone } = order.branch;
  const priced = order.totalMinor !== undefined;

  const type = (next: typeof text): void => {
    draft.set(next);
    command.changed();
  };
  const save = async (): Promise<void> => {
    setTried(true);
    if (!parsed.ok) return;
    const answer = await command.run((idempotencyKey) =>
      receive.mutateAsync({
        purchaseOrderId: order.id,
        version: order.version,
        deliveryNote: text.deliveryNote,
        lines: parsed.lines,
        idempotencyKey,
      }),
    );
    if (answer === null) return;
    draft.clear();
    toast(`Delivery of ${orderName(order.number)} received`, { mark: "ok" });
    onDone(answer.arrived);
  };
  useHotkeys([
    { keys: "Mod+Enter", label: "receive the delivery", run: () => void save() },
    { keys: "Escape", label: "leave the delivery", run: onLeave },
  ]);
  const wrong = tried && !parsed.ok ? parsed : null;
  return (
    <form
      aria-label={`Delivery of ${orderName(order.number)}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {draft.restoredAt ? (
        <div className="mb-2">
          <DraftNote at={formatMoment(draft.restoredAt, zone, now)} onDiscard={draft.discard} />
        </div>
      ) : null}
      <div className="mb-2 max-w-[320px]">
        <Field hint="The number on the supplier's paper, if there is one" label="Delivery note">
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={80}
              onChange={(event) => type({ ...text, deliveryNote: event.target.value })}
              ref={note}
              value={text.deliveryNote}
            />
          )}
        </Field>
      </div>
      <Table label="What has come">
        <TableHead>
          <tr>
            <HeadCell>Part</HeadCell>
            <HeadCell className="max-sm:hidden" numeric>
              Ordered
            </HeadCell>
            <HeadCell className="max-sm:hidden" numeric>
              Here before
            </HeadCell>
            <HeadCell>Came now</HeadCell>
            {priced ? <HeadCell>Each</HeadCell> : null}
          </tr>
        </TableHead>
        <TableBody>
          {order.lines.map((line) => {
            const { words, over } = comesTo(text, line);
            const sentence = wrong?.sentences.get(line.partId);
            const what = `${line.name}, ${line.number}`;
            return (
              <Row key={line.partId}>
                <Cell className="w-full py-1.5 align-top">
                  {line.name} <span className="text-ink-3">{line.number}</span>
                  <span className={cn("block text-dense", sentence ? "text-bad" : over ? "text-warn" : "text-ink-2")}>
                    {sentence ?? words}
                    {line.bin === "" ? "" : `. Bin ${line.bin}`}
                  </span>
                  <NeededBy line={line} />
                </Cell>
                <Cell className="py-1.5 align-top max-sm:hidden" numeric>
                  {formatQuantity(line.quantity, line.unit)}
                </Cell>
                <Cell className="py-1.5 align-top max-sm:hidden" numeric>
                  {formatQuantity(line.received, line.unit)}
                </Cell>
                <Cell className="py-1.5 align-top">
                  <span className="block w-24">
                    <QuantityField
                      aria-invalid={sentence !== undefined || undefined}
                      aria-label={`Came now: ${what}`}
                      onValueChange={(value) =>
                        type({ ...text, quantities: { ...text.quantities, [line.partId]: value } })
                      }
                      unit={line.unit}
                      value={quantityOf(text, line)}
                    />
                  </span>
                </Cell>
                {priced ? (
                  <Cell className="py-1.5 align-top">
                    <span className="block w-28">
                      <MoneyField
                        aria-label={`Cost of one: ${what}`}
                        currencySign={currencySign(currency, locale)}
                        onValueChange={(value) => type({ ...text, costs: { ...text.costs, [line.partId]: value } })}
                        value={costOf(text, line, currency)}
                      />
                    </span>
                  </Cell>
                ) : null}
              </Row>
            );
          })}
        </TableBody>
      </Table>
      {command.refusal || wrong?.form ? (
        <p className="mt-2 text-bad" role="alert">
          {command.refusal?.sentence ?? wrong?.form}
        </p>
      ) : null}
      <div className="mt-3 flex justify-end gap-2">
        <Button look="ghost" onClick={onLeave}>
          Not now
        </Button>
        <Button busy={command.busy && "Receiving"} hint="Ctrl ↵" look="primary" type="submit">
          Receive
        </Button>
      </div>
    </form>
  );
}
