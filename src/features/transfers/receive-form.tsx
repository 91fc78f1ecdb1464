"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { MoneyField, QuantityField } from "#/components/ui/number-field.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { currencySign, editableMoney, parseMoney } from "#/domain/money.ts";
import { formatQuantity, parseQuantity, quantityText } from "#/domain/quantity.ts";
import { type StockTransferView, stillUnderWay, transferName } from "#/domain/stock-transfer.ts";
import { useTRPC } from "#/trpc/client.tsx";
import type { ArrivedCard } from "./transfer-screen.tsx";
import { useTransferCommand } from "./use-transfer-command.ts";

type Text = Readonly<Record<string, string>>;

/** Says what has come of each part; what has not is still in transit, or is told to be missing. */
export function ReceiveForm({
  transfer,
  onDone,
  onLeave,
}: {
  transfer: StockTransferView;
  onDone: (arrived: readonly ArrivedCard[]) => void;
  onLeave: () => void;
}) {
  const trpc = useTRPC();
  const command = useTransferCommand();
  const receive = useMutation(trpc.stockTransfer.receive.mutationOptions());
  const [quantities, setQuantities] = useState<Text>({});
  const [costs, setCosts] = useState<Text>({});
  const [missing, setMissing] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const { from, to } = transfer;
  const priced = from.currency !== to.currency;
  const lines = transfer.items
    .filter((line) => stillUnderWay(line) > 0)
    .map((line) => {
      const text = quantities[line.partId] ?? quantityText(stillUnderWay(line));
      const cost = costs[line.partId] ?? editableMoney(line.costThereMinor ?? 0, to.currency);
      const milli = text.trim() === "" ? 0 : parseQuantity(text);
      return { line, text, cost, milli, costMinor: parseMoney(cost, to.currency) };
    });
  const short = lines.some(({ line, milli }) => (milli ?? 0) < stillUnderWay(line));
  const sentence = lines.some(({ milli }) => milli === null || milli < 0)
    ? "A quantity looks like 4 or 4.5."
    : priced && lines.some(({ milli, costMinor }) => milli !== 0 && costMinor === null)
      ? "A cost looks like 84.20."
      : missing === null && lines.every(({ milli }) => milli === 0)
        ? "Say what has come of at least one part."
        : short && missing !== null && missing.trim() === ""
          ? "Say why the rest never comes."
          : null;
  const submit = async (): Promise<void> => {
    setTried(true);
    if (sentence !== null) return;
    const came = lines.flatMap(({ line, milli, costMinor }) =>
      milli === null || milli === 0
        ? []
        : [{ partId: line.partId, quantity: quantityText(milli), unitCostMinor: priced ? costMinor : null }],
    );
    const answer = await command.run((idempotencyKey) =>
      receive.mutateAsync({
        stockTransferId: transfer.id,
        version: transfer.version,
        lines: came,
        missingReason: short ? missing : null,
        idempotencyKey,
      }),
    );
    if (answer === null) return;
    toast(`${transferName(transfer.number)}: ${answer.status === "RECEIVED" ? "received" : "received in part"}`, {
      mark: "ok",
    });
    onDone(answer.arrived);
  };
  return (
    <form
      aria-label="Receive parts"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Table label="Parts in transit">
        <TableHead>
          <tr>
            <HeadCell>Part</HeadCell>
            <HeadCell numeric>In transit</HeadCell>
            <HeadCell>Came now</HeadCell>
            {priced ? <HeadCell>Worth here, each</HeadCell> : null}
          </tr>
        </TableHead>
        <TableBody>
          {lines.map(({ line, text, cost }) => {
            const what = `${line.name}, ${line.number}`;
            return (
              <Row key={line.partId}>
                <Cell className="w-full py-1.5 align-top">
                  {line.name}
                  <span className="block text-dense text-ink-2">{line.number}</span>
                </Cell>
                <Cell className="py-1.5 align-top" numeric>
                  {formatQuantity(quantityText(stillUnderWay(line)), line.unit)}
                </Cell>
                <Cell className="py-1.5 align-top">
                  <span className="block w-24">
                    <QuantityField
                      aria-label={`Came now: ${what}`}
                      onValueChange={(value) => {
                        setQuantities({ ...quantities, [line.partId]: value });
                        command.changed();
                      }}
                      unit={line.unit}
                      value={text}
                    />
                  </span>
                </Cell>
                {priced ? (
                  <Cell className="py-1.5 align-top">
                    <span className="block w-28">
                      <MoneyField
                        aria-label={`Worth of one here: ${what}`}
                        currencySign={currencySign(to.currency, to.locale)}
                        onValueChange={(value) => {
                          setCosts({ ...costs, [line.partId]: value });
                          command.changed();
                        }}
                        value={cost}
                      />
                    </span>
                  </Cell>
                ) : null}
              </Row>
            );
          })}
        </TableBody>
      </Table>
      {short ? (
        <div className="mt-3 max-w-[420px]">
          <Checkbox
            checked={missing !== null}
            onChange={(event) => {
              setMissing(event.target.checked ? "" : null);
              command.changed();
            }}
          >
            The rest never comes
          </Checkbox>
          {missing === null ? (
            <p className="mt-1 text-dense text-ink-2">What has not come stays in transit.</p>
          ) : (
            <Field className="mt-2" label="Why" required>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  maxLength={200}
                  onChange={(event) => {
                    setMissing(event.target.value);
                    command.changed();
                  }}
                  value={missing}
                />
              )}
            </Field>
          )}
        </div>
      ) : null}
      {command.refusal || (tried && sentence !== null) ? (
        <p className="mt-2 text-bad" role="alert">
          {command.refusal?.sentence ?? sentence}
        </p>
      ) : null}
      <div className="mt-3 flex justify-end gap-2">
        <Button look="ghost" onClick={onLeave}>
          Not now
        </Button>
        <Button busy={command.busy && "Receiving"} look="primary" type="submit">
          Receive
        </Button>
      </div>
    </form>
  );
}
