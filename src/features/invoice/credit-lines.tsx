import { Checkbox } from "#/components/ui/checkbox.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { QuantityField } from "#/components/ui/number-field.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import type { InvoiceView } from "#/domain/invoice.ts";
import { type CreditStock, creditStock } from "#/domain/payment.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { type Chosen, type ChosenLine, creditOfChosen, isLeft, restOf } from "./credit-reckoning.ts";

const stockWords = {
  SHELF: "Back to the shelf",
  SUPPLIER: "Back to the supplier",
  NONE: "Nothing comes back",
} as const satisfies Record<CreditStock, string>;
const isStock = (value: string): value is CreditStock => creditStock.some((known) => known === value);

/** The lines of the invoice: which are taken back, how much of each, and of parts where they go. */
export function CreditLines({
  invoice,
  chosen,
  money,
  onChange,
}: {
  invoice: InvoiceView;
  chosen: Chosen;
  money: (minor: number) => string;
  onChange: (next: Chosen) => void;
}) {
  const put = (position: number, line: ChosenLine | null): void => {
    const next = new Map(chosen);
    if (line === null) next.delete(position);
    else next.set(position, line);
    onChange(next);
  };
  return (
    <Table label="Lines to take back">
      <TableHead>
        <tr>
          <HeadCell>Line</HeadCell>
          <HeadCell numeric>Taken back</HeadCell>
          <HeadCell>Goods</HeadCell>
          <HeadCell numeric>Credit</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {invoice.lines.map((line) => {
          const { position, description, unit, kind } = line;
          const of = chosen.get(position);
          const rest = restOf(line);
          const left = isLeft(line);
          const credit = of === undefined ? null : creditOfChosen(invoice.lines, new Map([[position, of]]));
          return (
            <Row key={position}>
              <Cell className="w-full py-1">
                <Checkbox
                  checked={of !== undefined}
                  disabled={!left}
                  onChange={(event) =>
                    put(
                      position,
                      event.target.checked ? { quantity: rest, stock: kind === "PART" ? "SHELF" : "NONE" } : null,
                    )
                  }
                >
                  <span className={left ? "" : "text-ink-3"}>
                    {description}
                    <span className="block text-dense text-ink-3">
                      {left
                        ? `${formatQuantity(rest, unit)}, ${money(line.totalMinor - line.creditedNetMinor - line.creditedTaxMinor)} with tax`
                        : "Credited already"}
                    </span>
                  </span>
                </Checkbox>
              </Cell>
              <Cell numeric>
                {of === undefined || rest === "0" ? null : (
                  <QuantityField
                    aria-label={`Taken back of ${description}`}
                    className="w-24"
                    onValueChange={(quantity) => put(position, { ...of, quantity })}
                    size="sm"
                    unit={unit}
                    value={of.quantity}
                  />
                )}
              </Cell>
              <Cell>
                {of === undefined || kind !== "PART" ? null : (
                  <NativeSelect
                    aria-label={`Where ${description} goes`}
                    className="w-44"
                    onChange={(event) => {
                      const stock = event.target.value;
                      if (isStock(stock)) put(position, { ...of, stock });
                    }}
                    size="sm"
                    value={of.stock}
                  >
                    {creditStock.toReversed().map((stock) => (
                      <option key={stock} value={stock}>
                        {stockWords[stock]}
                      </option>
                    ))}
                  </NativeSelect>
                )}
              </Cell>
              <Cell numeric>
                {credit === null ? null : typeof credit === "string" ? (
                  <span className="text-bad">not possible</span>
                ) : (
                  money(-credit.totalMinor)
                )}
              </Cell>
            </Row>
          );
        })}
      </TableBody>
    </Table>
  );
}
