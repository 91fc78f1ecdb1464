import { TextLink } from "#/components/ui/link.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import type { TillView } from "#/domain/till.ts";
import { formatIsoDate, formatTime } from "#/domain/time.ts";

/** Every movement of the day, the earliest first; each leads to what it was for. */
export function TillTable({ till }: { till: TillView }) {
  const money = (minor: number) => formatMoney(minor, till.currency, till.locale);
  return (
    <Table label={`Money of ${formatIsoDate(till.day)}`}>
      <TableHead>
        <tr>
          <HeadCell>Time</HeadCell>
          <HeadCell>Customer</HeadCell>
          <HeadCell className="max-sm:hidden">For</HeadCell>
          <HeadCell className="max-md:hidden">How</HeadCell>
          <HeadCell className="max-lg:hidden">Reference or reason</HeadCell>
          <HeadCell className="max-md:hidden">By</HeadCell>
          <HeadCell numeric>Amount</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {till.rows.map((row) => (
          <Row key={`${row.kind} ${row.id}`}>
            <Cell className="whitespace-nowrap">{formatTime(row.at, till.zone)}</Cell>
            <Cell className="max-sm:py-1.5">
              <TextLink href={`/customers/${row.customerId}`}>{row.customerName}</TextLink>
              <span className="block text-dense text-ink-2 md:hidden">
                {methodOf(row)}
                <span className="sm:hidden">
                  , <For row={row} />
                </span>
              </span>
            </Cell>
            <Cell className="max-sm:hidden">
              <For row={row} />
            </Cell>
            <Cell className="max-md:hidden">{methodOf(row)}</Cell>
            <Cell className="max-lg:hidden text-ink-2">{row.reference}</Cell>
            <Cell className="max-md:hidden text-ink-2">{row.by}</Cell>
            <Cell numeric>{money(row.amountMinor)}</Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

const methodOf = ({ method, kind }: TillView["rows"][number]): string =>
  `${paymentMethodWords[method]}${kind === "refund" ? ", given back" : ""}`;

function For({ row: { invoiceId, invoiceNumber, jobCardId, appointmentId } }: { row: TillView["rows"][number] }) {
  if (invoiceId !== null)
    return (
      <TextLink className="whitespace-nowrap" href={`/invoices/${invoiceId}`}>
        {invoiceNumber}
      </TextLink>
    );
  if (jobCardId !== null) return <TextLink href={`/job-cards/${jobCardId}`}>Deposit</TextLink>;
  return appointmentId === null ? "" : <TextLink href={`/calendar?open=${appointmentId}`}>Deposit</TextLink>;
}
