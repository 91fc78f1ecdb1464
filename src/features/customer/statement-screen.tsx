"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import type { StatementView } from "#/domain/till.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";

type Account = StatementView["currencies"][number];

const whatWords = {
  invoice: "Invoice",
  creditNote: "Credit note",
  payment: "Payment",
  refund: "Given back",
  refundFailed: "Refund failed, kept for them",
} as const satisfies Record<Account["rows"][number]["what"], string>;

/** What a customer was invoiced, paid, was credited and given back, each with what is owed after it. */
export function StatementScreen({ customerId }: { customerId: string }) {
  const trpc = useTRPC();
  const { data: customer } = useSuspenseQuery(trpc.customer.byId.queryOptions({ customerId }));
  const { data: statement } = useSuspenseQuery(trpc.customer.statement.queryOptions({ customerId }));
  return (
    <>
      <PageHeader
        actions={
          <Button onClick={() => window.print()}>
            <Printer aria-hidden size={15} strokeWidth={1.75} />
            Print
          </Button>
        }
        sub={<TextLink href={`/customers/${customerId}`}>{customer.name}</TextLink>}
        title="Statement"
      />
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 pb-6 max-sm:px-3" data-print="flow">
        {statement.currencies.length === 0 ? (
          <EmptyState className="max-w-[520px]" title="Nothing was invoiced or paid yet">
            Invoices, payments, credit notes and refunds stand here.
          </EmptyState>
        ) : (
          statement.currencies.map((account) => (
            <AccountTable account={account} key={account.currency} zone={customer.zone} />
          ))
        )}
        {statement.deposits.length === 0 ? null : <Deposits statement={statement} zone={customer.zone} />}
      </div>
    </>
  );
}

function AccountTable({ account, zone }: { account: Account; zone: string }) {
  const money = (minor: number) => formatMoney(minor, account.currency, account.locale);
  const said =
    account.balanceMinor > 0
      ? `${money(account.balanceMinor)} is owed`
      : account.balanceMinor < 0
        ? `${money(-account.balanceMinor)} is kept for them`
        : "Nothing is owed";
  return (
    <section aria-label={`In ${account.currency}`}>
      <p className="pb-2 text-figure-lg">{said}</p>
      <Table label={`Statement in ${account.currency}`}>
        <TableHead>
          <tr>
            <HeadCell>Date</HeadCell>
            <HeadCell>What</HeadCell>
            <HeadCell numeric>Amount</HeadCell>
            <HeadCell numeric>Owed after it</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {account.openingMinor === 0 ? null : (
            <Row>
              <Cell />
              <Cell className="text-ink-2">Carried over from before</Cell>
              <Cell numeric />
              <Cell numeric>{money(account.openingMinor)}</Cell>
            </Row>
          )}
          {account.rows.map((row) => (
            <Row key={`${row.what} ${row.id}`}>
              <Cell className="whitespace-nowrap">{formatDate(row.at, zone)}</Cell>
              <Cell className="w-full">
                {whatWords[row.what]}
                {row.method === null ? "" : `, ${paymentMethodWords[row.method].toLowerCase()}`}
                {row.number === null ? null : row.invoiceId === null ? (
                  ` ${row.number}`
                ) : (
                  <>
                    {" "}
                    <TextLink href={`/invoices/${row.invoiceId}`}>{row.number}</TextLink>
                  </>
                )}
              </Cell>
              <Cell numeric>{money(row.amountMinor)}</Cell>
              <Cell numeric>{money(row.balanceMinor)}</Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

function Deposits({ statement: { deposits, currencies }, zone }: { statement: StatementView; zone: string }) {
  return (
    <section aria-label="Kept for the customer">
      <h2 className="pb-1 font-strong">Kept for the customer</h2>
      <ul className="flex flex-col gap-1">
        {deposits.map(({ paymentId, method, freeMinor, currency, receivedAt }) => (
          <li className="text-ink-2" key={paymentId}>
            <b className="font-strong text-ink">
              {formatMoney(
                freeMinor,
                currency,
                currencies.find((each) => each.currency === currency)?.locale ?? "en-GB",
              )}
            </b>
            , {paymentMethodWords[method].toLowerCase()}, {formatDate(receivedAt, zone)}
          </li>
        ))}
      </ul>
    </section>
  );
}
