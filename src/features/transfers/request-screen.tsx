"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { QuantityField } from "#/components/ui/number-field.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { formatQuantity, parseQuantity, quantityText } from "#/domain/quantity.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { type PickedPart, PickPart } from "./pick-part.tsx";
import { useTransferCommand } from "./use-transfer-command.ts";

type Wanted = PickedPart & { quantity: string };

/** Asks one branch for parts for another. Nothing moves until they are sent. */
export function RequestScreen() {
  const trpc = useTRPC();
  const router = useRouter();
  const { branch, branches } = useShell();
  const { data: places } = useSuspenseQuery(trpc.stockTransfer.places.queryOptions());
  const command = useTransferCommand();
  const request = useMutation(trpc.stockTransfer.request.mutationOptions());
  const others = places.filter(({ id }) => id !== branch.id);
  const [sides, setSides] = useState({ from: others[0]?.id ?? branch.id, to: branch.id });
  const [note, setNote] = useState("");
  const [lines, setLines] = useState<readonly Wanted[]>([]);
  const [tried, setTried] = useState(false);

  const wrong = new Set(
    lines.filter(({ quantity }) => !(Number(parseQuantity(quantity)) > 0)).map(({ partId }) => partId),
  );
  const seesSender = branches.some(({ id }) => id === sides.from);
  const one = sides.from === sides.to;
  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): void => {
      set(value);
      command.changed();
    };
  const setAll = change(setLines);
  const setPlaces = change(setSides);
  const send = async (): Promise<void> => {
    setTried(true);
    if (lines.length === 0 || wrong.size > 0 || one) return;
    const answer = await command.run((idempotencyKey) =>
      request.mutateAsync({
        fromBranchId: sides.from,
        toBranchId: sides.to,
        note,
        lines: lines.map(({ partId, quantity }) => ({ partId, quantity: quantityText(parseQuantity(quantity) ?? 0) })),
        idempotencyKey,
      }),
    );
    if (answer !== null) router.push(`/transfers/${answer.id}`);
  };
  useHotkeys([{ keys: "Mod+Enter", label: "ask for the parts", run: () => void send() }]);
  if (others.length === 0)
    return (
      <>
        <PageHeader title="New transfer" />
        <EmptyState className="mx-4 max-w-[520px]" title="There is one branch alone">
          Parts go from one branch to another. A second branch is opened in the settings.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader sub={<TextLink href="/transfers">All transfers</TextLink>} title="New transfer" />
      <form
        aria-label="New transfer"
        className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 max-sm:px-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className="grid max-w-[760px] grid-cols-3 gap-x-3 gap-y-2 max-sm:grid-cols-1">
          <Field label="From" required>
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => setPlaces({ ...sides, from: event.target.value })}
                value={sides.from}
              >
                <Options places={places} />
              </NativeSelect>
            )}
          </Field>
          <Field error={one ? "Choose two branches." : undefined} label="To" required>
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => setPlaces({ ...sides, to: event.target.value })}
                value={sides.to}
              >
                <Options places={places} />
              </NativeSelect>
            )}
          </Field>
          <Field hint="Both branches read it" label="Note">
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={500}
                onChange={(event) => change(setNote)(event.target.value)}
                value={note}
              />
            )}
          </Field>
        </div>
        {lines.length === 0 ? null : (
          <Table className="mt-2 max-w-[760px]" label="Parts of the transfer">
            <TableHead>
              <tr>
                <HeadCell>Part</HeadCell>
                <HeadCell>Quantity</HeadCell>
                <HeadCell>
                  <span className="sr-only">Remove</span>
                </HeadCell>
              </tr>
            </TableHead>
            <TableBody>
              {lines.map((line) => {
                const what = `${line.name}, ${line.number}`;
                return (
                  <Row key={line.partId}>
                    <Cell className="w-full py-1.5 align-top">
                      {line.name} <span className="text-ink-3">{line.number}</span>
                      {line.free === null ? null : (
                        <span className="block text-dense text-ink-2">
                          {formatQuantity(line.free, line.unit)} free there
                        </span>
                      )}
                      {tried && wrong.has(line.partId) ? (
                        <span className="block text-bad text-dense" role="alert">
                          More than zero, as 4 or 4.5.
                        </span>
                      ) : null}
                    </Cell>
                    <Cell className="py-1.5 align-top">
                      <span className="block w-24">
                        <QuantityField
                          aria-invalid={(tried && wrong.has(line.partId)) || undefined}
                          aria-label={`Quantity of ${what}`}
                          onValueChange={(quantity) =>
                            setAll(lines.map((each) => (each.partId === line.partId ? { ...each, quantity } : each)))
                          }
                          unit={line.unit}
                          value={line.quantity}
                        />
                      </span>
                    </Cell>
                    <Cell className="py-1.5 align-top">
                      <Button
                        aria-label={`Take ${what} off the transfer`}
                        icon
                        look="ghost"
                        onClick={() => setAll(lines.filter(({ partId }) => partId !== line.partId))}
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
        <PickPart
          branchId={seesSender ? sides.from : branch.id}
          tellsFree={seesSender}
          onPick={(part) =>
            setAll([...lines.filter(({ partId }) => partId !== part.partId), { ...part, quantity: "1" }])
          }
        />
        {command.refusal || (tried && lines.length === 0) ? (
          <p className="mt-2 text-bad" role="alert">
            {command.refusal?.sentence ?? "Put a part on it."}
          </p>
        ) : null}
        <div className="mt-3 flex max-w-[760px] justify-end gap-2">
          <Button busy={command.busy && "Asking"} hint="Ctrl ↵" look="primary" type="submit">
            Ask for the parts
          </Button>
        </div>
      </form>
    </>
  );
}

const Options = ({ places }: { places: readonly { id: string; name: string }[] }) =>
  places.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
