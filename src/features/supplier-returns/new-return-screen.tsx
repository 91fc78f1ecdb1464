"use client";

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { MoneyField, QuantityField } from "#/components/ui/number-field.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState, FailedPart } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { currencySign, editableMoney, parseMoney } from "#/domain/money.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { formatQuantity, parseQuantity, quantityText } from "#/domain/quantity.ts";
import type { ReturnOffersView, ReturnSource } from "#/domain/supplier-return.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { PickPart, type ShelfPart } from "./pick-part.tsx";
import { useReturnCommand } from "./use-return-command.ts";

type Chosen = {
  key: string;
  partId: string;
  number: string;
  name: string;
  unit: string;
  from: string;
  quantity: string;
  cost: string;
  source: ReturnSource;
};

/** Begins a return: whom it goes to, why, and what of the shelf, of a delivery or of customers' parts. */
export function NewReturnScreen() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const { branch } = useShell();
  const command = useReturnCommand();
  const create = useMutation(trpc.supplierReturn.create.mutationOptions());
  const { data } = useSuspenseQuery(trpc.supplier.list.queryOptions());
  const [supplierId, setSupplierId] = useState("");
  const [reason, setReason] = useState("");
  const [lines, setLines] = useState<readonly Chosen[]>([]);
  const [tried, setTried] = useState(false);
  const offers = useQuery(
    trpc.supplierReturn.offers.queryOptions({ branchId: branch.id, supplierId }, { enabled: supplierId !== "" }),
  );
  const money = (minor: number) => editableMoney(minor, branch.currency);
  const change = (next: readonly Chosen[]): void => {
    setLines(next);
    command.changed();
  };
  const add = (line: Chosen): void => change([...lines.filter(({ key }) => key !== line.key), line]);
  const addShelf = async ({ free: _, ...part }: ShelfPart): Promise<void> => {
    const known = await queries.fetchQuery(trpc.part.byId.queryOptions({ partId: part.partId, branchId: branch.id }));
    const cost = money(known.costMinor ?? 0);
    add({ ...part, key: part.partId, from: "From the shelf", quantity: "1", cost, source: { from: "SHELF" } });
  };
  const parsed = lines.map((line) => ({
    line,
    milli: parseQuantity(line.quantity),
    unitCostMinor: parseMoney(line.cost, branch.currency),
  }));
  const sentence =
    supplierId === ""
      ? "Choose whom it goes back to."
      : reason.trim() === ""
        ? "Say why they go back."
        : lines.length === 0
          ? "Put a part on it."
          : parsed.some(({ milli, unitCostMinor }) => milli === null || milli <= 0 || unitCostMinor === null)
            ? "Each line needs a quantity as 4 or 4.5, and an amount as 84.20."
            : null;
  const submit = async (): Promise<void> => {
    setTried(true);
    if (sentence !== null) return;
    const answer = await command.run((idempotencyKey) =>
      create.mutateAsync({
        branchId: branch.id,
        supplierId,
        reason,
        lines: parsed.map(({ line: { partId, source }, milli, unitCostMinor }) => ({
          partId,
          quantity: quantityText(milli ?? 0),
          unitCostMinor: unitCostMinor ?? 0,
          source,
        })),
        idempotencyKey,
      }),
    );
    if (answer !== null) router.push(`/supplier-returns/${answer.id}`);
  };
  return (
    <>
      <PageHeader
        sub={
          <>
            {branch.name}. <TextLink href="/supplier-returns">All returns</TextLink>
          </>
        }
        title="New return"
      />
      <form
        aria-label="New return"
        className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 max-sm:px-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="grid max-w-[760px] grid-cols-2 gap-x-3 gap-y-2 max-sm:grid-cols-1">
          <Field label="Supplier" required>
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => {
                  setSupplierId(event.target.value);
                  change(lines.filter(({ source }) => source.from === "SHELF"));
                }}
                value={supplierId}
              >
                <option value="">Choose a supplier</option>
                {data.suppliers.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <Field hint="Wrong part, not needed, broken" label="Reason" required>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={300}
                onChange={(event) => {
                  setReason(event.target.value);
                  command.changed();
                }}
                value={reason}
              />
            )}
          </Field>
        </div>
        {lines.length === 0 ? null : (
          <Table className="mt-2 max-w-[860px]" label="Parts of the return">
            <TableHead>
              <tr>
                <HeadCell>Part</HeadCell>
                <HeadCell>Quantity</HeadCell>
                <HeadCell>Expected, each</HeadCell>
                <HeadCell>
                  <span className="sr-only">Remove</span>
                </HeadCell>
              </tr>
            </TableHead>
            <TableBody>
              {lines.map((line) => {
                const what = `${line.name}, ${line.number}`;
                const set = (part: Partial<Chosen>): void =>
                  change(lines.map((each) => (each.key === line.key ? { ...each, ...part } : each)));
                return (
                  <Row key={line.key}>
                    <Cell className="w-full py-1.5 align-top">
                      {line.name} <span className="text-ink-3">{line.number}</span>
                      <span className="block text-dense text-ink-2">{line.from}</span>
                    </Cell>
                    <Cell className="py-1.5 align-top">
                      <span className="block w-24">
                        <QuantityField
                          aria-label={`Quantity of ${what}`}
                          onValueChange={(quantity) => set({ quantity })}
                          unit={line.unit}
                          value={line.quantity}
                        />
                      </span>
                    </Cell>
                    <Cell className="py-1.5 align-top">
                      <span className="block w-28">
                        <MoneyField
                          aria-label={`Expected for one: ${what}`}
                          currencySign={currencySign(branch.currency, branch.locale)}
                          onValueChange={(cost) => set({ cost })}
                          value={line.cost}
                        />
                      </span>
                    </Cell>
                    <Cell className="py-1.5 align-top">
                      <Button
                        aria-label={`Take ${what} off the return`}
                        icon
                        look="ghost"
                        onClick={() => change(lines.filter(({ key }) => key !== line.key))}
                      >
                        <Trash2 aria-hidden size={15} strokeWidth={1.75} />
                      </Button>
                    </Cell>
                  </Row>
                );
              })}
            </TableBody>
          </Table>
        )}
        <PickPart branchId={branch.id} onPick={(part) => void addShelf(part)} />
        {command.refusal || (tried && sentence !== null) ? (
          <p className="mt-2 text-bad" role="alert">
            {command.refusal?.sentence ?? sentence}
          </p>
        ) : null}
        <div className="mt-3 flex max-w-[860px] justify-end gap-2">
          <Button busy={command.busy && "Saving"} look="primary" type="submit">
            Begin return
          </Button>
        </div>
        {offers.isError ? (
          <FailedPart
            className="mt-3 max-w-[860px]"
            onRetry={() => void offers.refetch()}
            title="What can go back did not load."
          >
            {errorOf(offers.error)?.sentence}
          </FailedPart>
        ) : offers.data === undefined ? null : (
          <Offers chosen={new Set(lines.map(({ key }) => key))} money={money} offers={offers.data} onAdd={add} />
        )}
      </form>
    </>
  );
}

function Offers({
  offers,
  chosen,
  money,
  onAdd,
}: {
  offers: ReturnOffersView;
  chosen: ReadonlySet<string>;
  money: (minor: number) => string;
  onAdd: (line: Chosen) => void;
}) {
  const offered: Chosen[] = [
    ...offers.credited.map(({ creditNoteId, position, creditNote, unitCostMinor, ...part }) => ({
      ...part,
      key: `${creditNoteId} ${position}`,
      from: `Brought back by a customer, ${creditNote}`,
      cost: money(unitCostMinor),
      source: { from: "CREDIT" as const, creditNoteId, position },
    })),
    ...offers.delivered.map(({ goodsReceiptId, order, receivedAt: _, unitCostMinor, ...part }) => ({
      ...part,
      key: `${goodsReceiptId} ${part.partId}`,
      from: `Delivered with ${orderName(order)}`,
      cost: money(unitCostMinor),
      source: { from: "RECEIPT" as const, goodsReceiptId },
    })),
  ].filter(({ key }) => !chosen.has(key));
  if (offered.length === 0)
    return (
      <EmptyState className="mt-4 max-w-[520px]" title="Nothing else of theirs waits to go back">
        What they delivered in the last six months, and what customers brought back, stands here.
      </EmptyState>
    );
  return (
    <Panel aria-label="What can go back" className="mt-4 max-w-[860px]">
      <PanelHead title="What can go back" />
      <ul className="divide-y divide-line border-t">
        {offered.map((offer) => (
          <li className="flex items-center gap-3 px-4 py-2" key={offer.key}>
            <span className="min-w-0 flex-1">
              {formatQuantity(offer.quantity, offer.unit)} {offer.unit === "" ? "×" : ""} {offer.name}{" "}
              <span className="text-ink-3">{offer.number}</span>
              <span className="block text-dense text-ink-2">{offer.from}</span>
            </span>
            <Button aria-label={`Add ${offer.name}, ${offer.from}`} onClick={() => onAdd(offer)} size="sm">
              <Plus aria-hidden size={14} strokeWidth={2} />
              Add
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
