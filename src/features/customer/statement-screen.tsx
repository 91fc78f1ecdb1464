"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import type { StatementView } from "#/domain/till.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { GiveBackDialog } from "./give-back-dialog.tsx";

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
        {statement.deposits.length === 0 ? null : <Deposits customer={customer} statement={statement} />}
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
            <HeadCell className="max-sm:hidden" numeric>
              Owed after it
            </HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {account.openingMinor === 0 ? null : (
            <Row>
              <Cell />
              <Cell className="text-ink-2">Carried over from before</Cell>
              <Cell numeric>
                <span className="sm:hidden">{money(account.openingMinor)}</span>
              </Cell>
              <Cell className="max-sm:hidden" numeric>
                {money(account.openingMinor)}
              </Cell>
            </Row>
          )}
          {account.rows.map((row) => (
            <Row key={`${row.what} ${row.id}`}>
              <Cell className="whitespace-nowrap">{formatDate(row.at, zone)}</Cell>
              <Cell className="w-full max-sm:py-1.5">
                {whatWords[row.what]}
                {row.method === null ? "" : `, ${paymentMethodWords[row.method].toLowerCase()}`}
                {row.number === null ? null : row.invoiceId === null ? (
                  ` ${row.number}`
                ) : (
                  <>
                    {" "}
                    <TextLink className="whitespace-nowrap" href={`/invoices/${row.invoiceId}`}>
                      {row.number}
                    </TextLink>
                  </>
                )}
              </Cell>
              <Cell numeric>{money(row.amountMinor)}</Cell>
              <Cell className="max-sm:hidden" numeric>
                {money(row.balanceMinor)}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

function Deposits({
  statement: { deposits, currencies },
  customer: { name, zone },
}: {
  statement: StatementView;
  customer: { readonly name: string; readonly zone: string };
}) {
  const mayRefund = useMay("payment.refund");
  const [giving, setGiving] = useState<StatementView["deposits"][number] | null>(null);
  const localeOf = (currency: string): string =>
    currencies.find((each) => each.currency === currency)?.locale ?? "en-GB";
  return (
    <Panel aria-label="Kept for the customer" className="max-w-[720px]">
      <PanelHead
        end={mayRefund ? null : "An owner, an admin or the accountant gives money back."}
        title="Kept for the customer"
      />
      <ul className="divide-y divide-line border-t">
        {deposits.map((deposit) => {
          const { paymentId, method, freeMinor, currency, receivedAt } = deposit;
          const amount = formatMoney(freeMinor, currency, localeOf(currency));
          return (
            <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2" key={paymentId}>
              <span className="min-w-0 flex-1 basis-52 text-ink-2">
                {paymentMethodWords[method]}, {formatDate(receivedAt, zone)}
              </span>
              {mayRefund ? (
                <Button data-print="hide" onClick={() => setGiving(deposit)} size="sm">
                  Give back<span className="sr-only"> {amount}</span>
                </Button>
              ) : null}
              <span className="min-w-24 text-right font-strong">{amount}</span>
            </li>
          );
        })}
      </ul>
      <p className="border-t px-4 py-2 text-dense text-ink-3">
        A deposit pays the invoice of its visit when the card is completed. What is above it stays here until it is
        given back.
      </p>
      {giving === null ? null : (
        <GiveBackDialog
          customerName={name}
          deposit={giving}
          locale={localeOf(giving.currency)}
          onClose={() => setGiving(null)}
        />
      )}
    </Panel>
  );
}
