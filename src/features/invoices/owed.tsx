"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { formatMoney, formatWhole } from "#/domain/money.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";

/** What is owed in all, in each currency, and how much of it is late. */
export function Owed() {
  const trpc = useTRPC();
  const { branch, branches } = useShell();
  const { data } = useSuspenseQuery(trpc.invoice.owed.queryOptions());
  if (data.length === 0) return <p className="text-ink-2">Nothing is owed.</p>;
  return data.map(({ currency, invoices, dueMinor, overdueInvoices, overdueMinor, oldestDueOn }) => {
    const { locale } = branches.find((each) => each.currency === currency) ?? branch;
    return (
      <p className="text-ink-2" key={currency}>
        <b className="font-strong text-ink">{formatMoney(dueMinor, currency, locale)}</b> owed on{" "}
        {invoices === 1 ? "1 invoice" : `${formatWhole(invoices)} invoices`}
        {overdueInvoices === 0 ? (
          ", none overdue"
        ) : (
          <>
            ,{" "}
            <TextLink href="/invoices?state=overdue&order=oldest">
              {formatMoney(overdueMinor, currency, locale)} overdue
            </TextLink>
            {oldestDueOn === null ? null : `, the oldest since ${formatIsoDate(oldestDueOn)}`}
          </>
        )}
      </p>
    );
  });
}
