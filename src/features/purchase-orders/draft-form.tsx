"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { MoneyField, QuantityField } from "#/components/ui/number-field.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { currencySign } from "#/domain/money.ts";
import { orderName, type PurchaseOrderView } from "#/domain/purchase-order.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { AddPart } from "./add-part.tsx";
import { type DraftEdits, draftEdits, isTouched, linesOf, parseDraft, untouched } from "./draft-text.ts";
import { NeededBy } from "./order-lines.tsx";
import { useOrderCommand } from "./use-order-command.ts";

/** A draft, to be changed and sent. What is typed stays on the device until it is saved; sending saves it first. */
export function DraftForm({ order }: { order: PurchaseOrderView }) {
  const trpc = useTRPC();
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const command = useOrderCommand();
  const update = useMutation(trpc.purchaseOrder.update.mutationOptions());
  const send = useMutation(trpc.purchaseOrder.send.mutationOptions());
  const suppliers = useQuery(trpc.supplier.list.queryOptions());
  const kept = useDraft<DraftEdits>(`purchase-order.${order.id}`, untouched, (stored) => {
    return draftEdits.safeParse(stored).data ?? null;
  });
  const [tried, setTried] = useState(false);
  const edits = kept.value;
  const parsed = parseDraft(order, edits);
  const lines = linesOf(order, edits);
  const { currency, locale, zone } = order.branch;
  const supplierId = edits.supplierId ?? order.supplier?.id ?? "";
  const chosen = suppliers.data?.suppliers.find(({ id }) => id === supplierId) ?? order.supplier;
  // Without a supplier the way is open, so that sending says what is missing.
  const reachable = !chosen || chosen.email !== null;
  const wrong = tried && !parsed.ok ? parsed.sentences : null;

  const edit = (change: Partial<DraftEdits>): void => {
    kept.set({ ...edits, ...change });
    command.changed();
  };
  /** The version that stands once all is saved; null when it was refused. */
  const save = async (): Promise<number | null> => {
    setTried(true);
    if (!parsed.ok) return null;
    if (!isTouched(edits)) return order.version;
    const answer = await command.run((idempotencyKey) =>
      update.mutateAsync({ purchaseOrderId: order.id, version: order.version, ...parsed.value, idempotencyKey }),
    );
    if (answer === null) return null;
    kept.discard();
    return answer.version;
  };
  const saveOnly = async (): Promise<void> => {
    if ((await save()) !== null) toast(`${orderName(order.number)} saved`, { mark: "ok" });
  };
  const sendBy = async (by: "EMAIL" | "HAND"): Promise<void> => {
    const version = await save();
    if (version === null) return;
    const answer = await command.run((idempotencyKey) =>
      send.mutateAsync({ purchaseOrderId: order.id, version, by, idempotencyKey }),
    );
    if (answer !== null)
      toast(by === "EMAIL" ? `${orderName(order.number)} is on its way` : `${orderName(order.number)} is ordered`, {
        mark: "ok",
      });
  };
  useHotkeys([{ keys: "Mod+Enter", label: "save the order", run: () => void saveOnly() }]);

  return (
    <form
      aria-label={`Draft ${orderName(order.number)}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void saveOnly();
      }}
    >
      {kept.restoredAt ? (
        <div className="mb-2">
          <DraftNote at={formatMoment(kept.restoredAt, zone, now)} onDiscard={kept.discard} />
        </div>
      ) : null}
      <div className="grid max-w-[760px] grid-cols-3 gap-x-3 gap-y-2 max-sm:grid-cols-1">
        <Field
          error={command.refusal?.details.field === "supplierId" ? command.refusal.sentence : undefined}
          hint={chosen && chosen.email === null ? "Has no e-mail address" : (chosen?.email ?? undefined)}
          label="Supplier"
          required
        >
          {(control) => (
            <NativeSelect
              {...control}
              onChange={(event) => edit({ supplierId: event.target.value })}
              value={supplierId}
            >
              <option value="">Choose a supplier</option>
              {(suppliers.data?.suppliers ?? (order.supplier ? [{ ...order.supplier, archivedAt: null }] : []))
                .filter(({ archivedAt, id }) => archivedAt === null || id === supplierId)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </NativeSelect>
          )}
        </Field>
        <Field hint="Told to the supplier" label="Wanted by">
          {(control) => (
            <Input
              {...control}
              onChange={(event) => edit({ expectedOn: event.target.value })}
              type="date"
              value={edits.expectedOn ?? order.expectedOn ?? ""}
            />
          )}
        </Field>
        <Field hint="Told to the supplier" label="Note">
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={500}
              onChange={(event) => edit({ note: event.target.value })}
              value={edits.note ?? order.note}
            />
          )}
        </Field>
      </div>
      <Table className="mt-2" label="Lines of the order">
        <TableHead>
          <tr>
            <HeadCell>Part</HeadCell>
            <HeadCell>Quantity</HeadCell>
            <HeadCell>Each</HeadCell>
            <HeadCell>
              <span className="sr-only">Remove</span>
            </HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {lines.map((line) => {
            const what = `${line.name}, ${line.number}`;
            const stored = order.lines.find(({ partId }) => partId === line.partId);
            return (
              <Row key={line.partId}>
                <Cell className="w-full py-1.5 align-top">
                  {line.name}{" "}
                  <TextLink className="text-ink-3" href={`/parts/${line.partId}`}>
                    {line.number}
                  </TextLink>
                  {wrong?.has(line.partId) ? (
                    <span className="block text-bad text-dense" role="alert">
                      {wrong.get(line.partId)}
                    </span>
                  ) : null}
                  {stored ? <NeededBy line={stored} /> : null}
                </Cell>
                <Cell className="py-1.5 align-top">
                  <span className="block w-24">
                    <QuantityField
                      aria-label={`Quantity of ${what}`}
                      onValueChange={(value) => edit({ quantities: { ...edits.quantities, [line.partId]: value } })}
                      unit={line.unit}
                      value={line.quantity}
                    />
                  </span>
                </Cell>
                <Cell className="py-1.5 align-top">
                  <span className="block w-28">
                    <MoneyField
                      aria-label={`Cost of one: ${what}`}
                      currencySign={currencySign(currency, locale)}
                      onValueChange={(value) => edit({ costs: { ...edits.costs, [line.partId]: value } })}
                      value={line.cost}
                    />
                  </span>
                </Cell>
                <Cell className="py-1.5 align-top">
                  <Button
                    aria-label={`Take ${what} off the order`}
                    icon
                    look="ghost"
                    onClick={() =>
                      edit({
                        removed: [...edits.removed, line.partId],
                        added: edits.added.filter(({ partId }) => partId !== line.partId),
                      })
                    }
                  >
                    <Trash2 aria-hidden size={15} strokeWidth={1.75} />
                  </Button>
                </Cell>
              </Row>
            );
          })}
        </TableBody>
      </Table>
      <AddPart
        branchId={order.branch.id}
        onAdd={(part) =>
          edit({
            added: [...edits.added.filter(({ partId }) => partId !== part.partId), part],
            removed: edits.removed.filter((partId) => partId !== part.partId),
          })
        }
      />
      {command.refusal && command.refusal.details.field !== "supplierId" ? (
        <p className="mt-2 text-bad" role="alert">
          {command.refusal.sentence}
        </p>
      ) : null}
      <div className="mt-3 flex flex-wrap justify-end gap-2">
        {isTouched(edits) ? (
          <>
            <Button look="ghost" onClick={kept.discard}>
              Undo changes
            </Button>
            <Button busy={update.isPending && "Saving"} hint="Ctrl ↵" type="submit">
              Save order
            </Button>
          </>
        ) : null}
        <Button
          busy={send.isPending && "Ordering"}
          look={reachable ? undefined : "primary"}
          onClick={() => void sendBy("HAND")}
        >
          Ordered by hand
        </Button>
        {reachable ? (
          <Button busy={send.isPending && "Sending"} look="primary" onClick={() => void sendBy("EMAIL")}>
            <Send aria-hidden size={15} strokeWidth={1.75} />
            Send by e-mail
          </Button>
        ) : null}
      </div>
    </form>
  );
}
