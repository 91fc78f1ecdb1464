import NextLink from "next/link";
import type { MouseEvent, ReactNode } from "react";
import { linkClass } from "#/components/ui/link.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Status } from "#/components/ui/status-glyph.tsx";
import type { HistoryRow } from "#/domain/history.ts";
import { type HistoryColumn, momentOf } from "#/domain/history-columns.ts";
import { formatMoney } from "#/domain/money.ts";

/** The row is a target of its own. */
const stop = (event: MouseEvent): void => event.stopPropagation();
const none = <span className="text-ink-3">—</span>;
const when = (at: Date | null, row: HistoryRow): ReactNode =>
  at === null ? none : <time dateTime={at.toISOString()}>{momentOf(at, row)}</time>;
const money = (minor: number | undefined, { invoice, branch }: HistoryRow): ReactNode =>
  invoice === null || minor === undefined ? none : formatMoney(minor, invoice.currency, branch.locale);

/** What each column shows of a card; text that is long is cut where a column of its own has room for it. */
export const cells = {
  number: ({ number }) => number,
  status: ({ status }) => <Status status={status} />,
  plate: ({ plate }) => <Plate size="sm">{plate}</Plate>,
  vehicle: ({ vehicle }) => vehicle,
  customer: ({ customer }) => (
    <NextLink className={linkClass} href={`/customers/${customer.id}`} onClick={stop} prefetch={false}>
      {customer.name}
    </NextLink>
  ),
  phone: ({ customer }) => customer.phone ?? none,
  work: ({ work }) => work,
  technician: ({ technician }) => technician ?? none,
  branch: ({ branch }) => branch.name,
  opened: (row) => when(row.openedAt, row),
  promised: (row) => when(row.promisedAt, row),
  completed: (row) => when(row.completedAt, row),
  completedBy: ({ completedBy }) => completedBy ?? none,
  invoice: ({ invoice }) =>
    invoice === null ? (
      none
    ) : (
      <NextLink className={linkClass} href={`/invoices/${invoice.id}`} onClick={stop} prefetch={false}>
        {invoice.number}
      </NextLink>
    ),
  currency: ({ invoice }) => invoice?.currency ?? none,
  total: (row) => money(row.invoice?.totalMinor, row),
  due: (row) => (row.invoice?.dueMinor === 0 ? "paid" : money(row.invoice?.dueMinor, row)),
} as const satisfies Record<HistoryColumn, (row: HistoryRow) => ReactNode>;

export const numeric: ReadonlySet<HistoryColumn> = new Set(["total", "due"]);
/** May take a line of their own width and be cut: the card shows them whole. */
export const elastic: ReadonlySet<HistoryColumn> = new Set(["vehicle", "customer", "work"]);
