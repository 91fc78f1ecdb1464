import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import type { InvoiceView } from "#/domain/invoice.ts";
import { formatMoney, formatRate } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatDate, formatIsoDate } from "#/domain/time.ts";
import { groupsOf, type InvoiceState, stateOf } from "./words.ts";

/** Lines under their packages, then taxes by rate, what was paid, what is due. */
export function InvoiceLines({ invoice, now }: { invoice: InvoiceView; now: Date }) {
  const { taxName, locale } = invoice.parties.branch;
  const money = (minor: number) => formatMoney(minor, invoice.currency, locale);
  const groups = groupsOf(invoice.lines);
  const titled = groups.some(({ title }) => title !== null);
  const discounted = invoice.lines.some(({ discountMinor }) => discountMinor !== 0);
  const columns = discounted ? 6 : 5;
  return (
    <section aria-label="Lines and totals" className="rounded-control border bg-surface">
      <Table className="rounded-none border-0 bg-transparent" label={`Lines of invoice ${invoice.number}`}>
        <TableHead>
          <tr>
            <HeadCell>Description</HeadCell>
            <HeadCell numeric>Qty</HeadCell>
            <HeadCell className="max-sm:hidden" numeric>
              Unit price
            </HeadCell>
            {discounted ? (
              <HeadCell className="max-sm:hidden" numeric>
                Discount
              </HeadCell>
            ) : null}
            <HeadCell className="max-sm:hidden" numeric>
              {taxName}
            </HeadCell>
            <HeadCell numeric>{invoice.taxMode === "INCLUSIVE" ? `Before ${taxName}` : "Net"}</HeadCell>
          </tr>
        </TableHead>
        {groups.map((group) => (
          <TableBody key={group.title ?? ""}>
            {titled ? (
              <Row state="group">
                <Cell className="max-sm:hidden" colSpan={columns - 1}>
                  {group.title ?? "Other"}
                </Cell>
                <Cell className="pl-3 sm:hidden" colSpan={2}>
                  {group.title ?? "Other"}
                </Cell>
                <Cell numeric>{money(group.netMinor)}</Cell>
              </Row>
            ) : null}
            {group.lines.map((line) => (
              <Row key={line.position}>
                <Cell className="w-full">{line.description}</Cell>
                <Cell numeric>{formatQuantity(line.quantity, line.unit)}</Cell>
                <Cell className="text-ink-2 max-sm:hidden" numeric>
                  {money(line.unitPriceMinor)}
                </Cell>
                {discounted ? (
                  <Cell className="text-ink-2 max-sm:hidden" numeric>
                    {line.discountMinor === 0 ? "" : money(-line.discountMinor)}
                  </Cell>
                ) : null}
                <Cell className="text-ink-2 max-sm:hidden" numeric>
                  {formatRate(line.taxRateBp)}
                </Cell>
                <Cell numeric>{money(line.netMinor)}</Cell>
              </Row>
            ))}
          </TableBody>
        ))}
      </Table>
      <Totals invoice={invoice} money={money} now={now} />
    </section>
  );
}

const dueWords: Partial<Record<InvoiceState, string>> = {
  paid: "Paid, nothing due",
  void: "Void, nothing due",
  credited: "Credited, nothing due",
  "give-back": "To give back",
};

function Totals({ invoice, money, now }: { invoice: InvoiceView; money: (minor: number) => string; now: Date }) {
  const { taxName, zone } = invoice.parties.branch;
  return (
    <div className="flex justify-end border-t px-3 py-3">
      <dl className="w-full max-w-[360px]">
        <Sum term="Net">{money(invoice.netMinor)}</Sum>
        {invoice.taxes.map(({ rateBp, netMinor, taxMinor }) => (
          <Sum key={rateBp} term={`${taxName} ${formatRate(rateBp)} on ${money(netMinor)}`}>
            {money(taxMinor)}
          </Sum>
        ))}
        <Sum strong term="Total">
          {money(invoice.totalMinor)}
        </Sum>
        {invoice.creditNotes.map(({ id, number, issuedOn, totalMinor }) => (
          <Sum key={id} term={`${number}, ${formatIsoDate(issuedOn)}`}>
            {money(-totalMinor)}
          </Sum>
        ))}
        {invoice.payments
          .filter(({ state, amountMinor }) => state === "CAPTURED" && amountMinor > 0)
          .map((payment) => (
            <Sum
              key={payment.id}
              term={[
                paymentMethodWords[payment.method],
                payment.reference,
                formatDate(payment.receivedAt ?? payment.createdAt, zone),
                payment.receivedBy,
              ]
                .filter(Boolean)
                .join(", ")}
            >
              {money(-payment.amountMinor)}
            </Sum>
          ))}
        <div className="mt-1.5 flex items-baseline justify-between gap-4 border-t pt-2">
          <dt className="font-strong">{dueWords[stateOf(invoice, now)] ?? "To pay"}</dt>
          <dd className="whitespace-nowrap text-figure-lg">
            {money(invoice.overpaidMinor > 0 ? invoice.overpaidMinor : invoice.dueMinor)}
          </dd>
        </div>
      </dl>
    </div>
  );
}

const Sum = ({ term, strong = false, children }: { term: string; strong?: boolean; children: string }) => (
  <div className="flex justify-between gap-4 py-0.5">
    <dt className={strong ? "font-strong" : "min-w-0 break-words text-ink-2"}>{term}</dt>
    <dd className={strong ? "whitespace-nowrap font-strong" : "whitespace-nowrap"}>{children}</dd>
  </div>
);
