"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { QuantityField } from "#/components/ui/number-field.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { formatQuantity, parseQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import { type StockTransferView, type TransferLineView, transferName } from "#/domain/stock-transfer.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useTransferCommand } from "./use-transfer-command.ts";

/** As much of what was asked for as is free. */
const offered = ({ wanted, free }: TransferLineView): string =>
  quantityText(Math.max(0, Math.min(quantityMilli(wanted), quantityMilli(free))));

/** Says what leaves of each part, beforehand as much as is free, and sends it. */
export function SendForm({ transfer, onLeave }: { transfer: StockTransferView; onLeave: () => void }) {
  const trpc = useTRPC();
  const command = useTransferCommand();
  const send = useMutation(trpc.stockTransfer.send.mutationOptions());
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const lines = transfer.items.map((line) => {
    const text = typed[line.partId] ?? offered(line);
    const milli = text.trim() === "" ? 0 : parseQuantity(text);
    return { line, text, milli };
  });
  const leaving = lines.flatMap(({ line, milli }) =>
    milli !== null && milli > 0 ? [{ partId: line.partId, quantity: quantityText(milli) }] : [],
  );
  const wrong = lines.some(({ milli }) => milli === null || milli < 0);
  const sentence = wrong
    ? "A quantity looks like 4 or 4.5."
    : leaving.length === 0
      ? "Say what leaves of at least one part."
      : null;
  const submit = async (): Promise<void> => {
    setTried(true);
    if (sentence !== null) return;
    const answer = await command.run((idempotencyKey) =>
      send.mutateAsync({ stockTransferId: transfer.id, version: transfer.version, lines: leaving, idempotencyKey }),
    );
    if (answer === null) return;
    toast(`${transferName(transfer.number)} is in transit`, { mark: "ok" });
    onLeave();
  };
  return (
    <form
      aria-label="Send parts"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Table label="Parts to send">
        <TableHead>
          <tr>
            <HeadCell>Part</HeadCell>
            <HeadCell className="max-sm:hidden" numeric>
              Asked for
            </HeadCell>
            <HeadCell numeric>Free here</HeadCell>
            <HeadCell>Leaves now</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {lines.map(({ line, text }) => (
            <Row key={line.partId}>
              <Cell className="w-full py-1.5 align-top">
                {line.name}
                <span className="block text-dense text-ink-2">
                  {line.bin === "" ? "" : `${line.bin}. `}
                  {line.number}
                </span>
              </Cell>
              <Cell className="py-1.5 align-top max-sm:hidden" numeric>
                {formatQuantity(line.wanted, line.unit)}
              </Cell>
              <Cell className="py-1.5 align-top" numeric>
                {formatQuantity(line.free, line.unit)}
              </Cell>
              <Cell className="py-1.5 align-top">
                <span className="block w-24">
                  <QuantityField
                    aria-label={`Leaves now: ${line.name}, ${line.number}`}
                    onValueChange={(value) => {
                      setTyped({ ...typed, [line.partId]: value });
                      command.changed();
                    }}
                    unit={line.unit}
                    value={text}
                  />
                </span>
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      {command.refusal || (tried && sentence !== null) ? (
        <p className="mt-2 text-bad" role="alert">
          {command.refusal?.sentence ?? sentence}
        </p>
      ) : null}
      <div className="mt-3 flex justify-end gap-2">
        <Button look="ghost" onClick={onLeave}>
          Not now
        </Button>
        <Button busy={command.busy && "Sending"} look="primary" type="submit">
          Send
        </Button>
      </div>
    </form>
  );
}
