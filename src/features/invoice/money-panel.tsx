"use client";

import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { linkClass } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import type { InvoiceView } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import type { PaymentView } from "#/domain/payment.ts";
import { formatMoment } from "#/domain/time.ts";
import { type MoneyEntry, moneyEntries } from "./money-entries.ts";
import { refundableOf } from "./words.ts";

/** What was paid, given back and credited: each with its state, who and when, and giving it back. */
export function MoneyPanel({
  invoice,
  now,
  onRefund,
}: {
  invoice: InvoiceView;
  now: Date;
  onRefund: (payment: PaymentView) => void;
}) {
  const mayRefund = useMay("payment.refund");
  const { locale, zone } = invoice.parties.branch;
  const money = (minor: number) => formatMoney(minor, invoice.currency, locale);
  const entries = moneyEntries(invoice, money);
  const refundable = ({ payment }: MoneyEntry): PaymentView | null =>
    payment !== null && refundableOf(invoice, payment).limitMinor > 0 ? payment : null;
  const locked = !mayRefund && entries.some((entry) => refundable(entry) !== null);
  return (
    <Panel aria-label="Payments and credit" className="mt-4">
      <PanelHead
        end={locked ? "An owner, an admin or the accountant gives money back." : null}
        title="Payments and credit"
      />
      {entries.length === 0 ? (
        <p className="px-4 pb-3.5 text-ink-2">
          Nothing was paid or credited yet. Payments taken at the desk and by the payment link stand here.
        </p>
      ) : (
        <ul className="divide-y divide-line border-t">
          {entries.map((entry) => {
            const payment = mayRefund ? refundable(entry) : null;
            return (
              <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2" key={entry.id}>
                <Glyph className="mt-0.5" shape={entry.shape} tone={entry.tone} />
                <div className="min-w-0 flex-1 basis-52">
                  <p>
                    <span className="font-medium">{entry.title}</span>{" "}
                    <span className={entry.bad ? "text-bad" : "text-ink-2"}>{entry.state}</span>
                  </p>
                  {entry.notes.map((note) => (
                    <p className={cn("break-words text-dense", entry.bad ? "text-ink" : "text-ink-2")} key={note}>
                      {note}
                    </p>
                  ))}
                  <p className="text-dense text-ink-3">
                    {formatMoment(entry.at, zone, now)}, {entry.by}
                  </p>
                </div>
                {entry.paper === null ? null : (
                  <a
                    className={cn("text-dense", linkClass)}
                    data-print="hide"
                    href={entry.paper}
                    rel="noopener"
                    target="_blank"
                  >
                    PDF<span className="sr-only"> of {entry.title}</span>
                  </a>
                )}
                {payment === null ? null : (
                  <Button data-print="hide" onClick={() => onRefund(payment)} size="sm">
                    Give back
                    <span className="sr-only">
                      {" "}
                      from {money(entry.amountMinor)}, {entry.title}
                    </span>
                  </Button>
                )}
                <span
                  className={cn(
                    "ml-auto min-w-24 whitespace-nowrap text-right",
                    entry.moved ? "font-strong" : "text-ink-3",
                  )}
                >
                  {money(entry.amountMinor)}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
