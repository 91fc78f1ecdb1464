import { Checkbox } from "#/components/ui/checkbox.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { QuantityField } from "#/components/ui/number-field.tsx";
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

type Line = InvoiceView["lines"][number];

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
  return (
    <ul aria-label="Lines to take back" className="divide-y divide-line rounded-control border">
      {invoice.lines.map((line) => {
        const of = chosen.get(line.position);
        const credit = of === undefined ? null : creditOfChosen(invoice.lines, new Map([[line.position, of]]));
        return (
          <li
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 px-3 py-2 sm:min-h-11 sm:grid-cols-[minmax(0,1fr)_104px_176px_96px] sm:py-1"
            key={line.position}
          >
            <Choose
              checked={of !== undefined}
              line={line}
              money={money}
              onChange={(next) => {
                const lines = new Map(chosen);
                if (next === null) lines.delete(line.position);
                else lines.set(line.position, next);
                onChange(lines);
              }}
            />
            <span className="whitespace-nowrap text-right sm:order-last sm:col-start-4">
              {credit === null ? null : typeof credit === "string" ? (
                <span className="text-bad">not possible</span>
              ) : (
                money(-credit.totalMinor)
              )}
            </span>
            {of === undefined ? null : (
              <HowMuch line={line} of={of} onChange={(next) => onChange(new Map(chosen).set(line.position, next))} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Choose({
  line,
  checked,
  money,
  onChange,
}: {
  line: Line;
  checked: boolean;
  money: (minor: number) => string;
  onChange: (next: ChosenLine | null) => void;
}) {
  const left = isLeft(line);
  const rest = restOf(line);
  const restMinor = line.totalMinor - line.creditedNetMinor - line.creditedTaxMinor;
  return (
    <Checkbox
      checked={checked}
      disabled={!left}
      onChange={(event) =>
        onChange(event.target.checked ? { quantity: rest, stock: line.kind === "PART" ? "SHELF" : "NONE" } : null)
      }
    >
      <span className={left ? "min-w-0" : "min-w-0 text-ink-3"}>
        {line.description}
        <span className="block text-dense text-ink-3">
          {left ? `${formatQuantity(rest, line.unit)}, ${money(restMinor)} with tax` : "Credited already"}
        </span>
      </span>
    </Checkbox>
  );
}

function HowMuch({ line, of, onChange }: { line: Line; of: ChosenLine; onChange: (next: ChosenLine) => void }) {
  return (
    <div className="col-span-2 flex flex-wrap items-center gap-3 pl-6 max-sm:pl-7 sm:contents">
      {restOf(line) === "0" ? null : (
        <div className="w-26 sm:col-start-2 sm:w-full">
          <QuantityField
            aria-label={`Taken back of ${line.description}`}
            onValueChange={(quantity) => onChange({ ...of, quantity })}
            size="sm"
            unit={line.unit}
            value={of.quantity}
          />
        </div>
      )}
      {line.kind === "PART" ? (
        <NativeSelect
          aria-label={`Where ${line.description} goes`}
          className="w-44 sm:col-start-3"
          onChange={(event) => {
            const stock = event.target.value;
            if (isStock(stock)) onChange({ ...of, stock });
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
      ) : null}
    </div>
  );
}
