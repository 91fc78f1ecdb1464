import type { ReactNode } from "react";
import { Glyph } from "#/components/ui/glyph.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import type { InvoiceView } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import { formatIsoDate, formatMoment } from "#/domain/time.ts";
import { stateOf } from "./words.ts";

/** How the invoice stands, when it was issued and is due, and for which work. */
export function InvoiceFacts({ invoice, now }: { invoice: InvoiceView; now: Date }) {
  const { pendingMinor, currency } = invoice;
  return (
    <div className="px-4 pb-3 max-sm:px-3">
      <Facts>
        <Fact className="lg:min-w-64" term="State">
          <State invoice={invoice} now={now} />
        </Fact>
        {pendingMinor > 0 ? (
          <Fact className="lg:min-w-56" term="Right now">
            <Glyph shape="arc" tone="accent" />
            <span className="font-medium" role="status">
              {formatMoney(pendingMinor, currency, invoice.parties.branch.locale)} is being paid online
            </span>
          </Fact>
        ) : null}
        <Fact className="max-sm:basis-1/2 lg:flex-1" term="Issued">
          <span className="font-medium">{formatIsoDate(invoice.issuedOn)}</span>
        </Fact>
        <Fact className="max-sm:basis-1/2 lg:flex-1" term="Due">
          <span className="font-medium">{formatIsoDate(invoice.dueOn)}</span>
        </Fact>
        <Fact className="max-sm:basis-1/2 lg:flex-1" term="For">
          <TextLink className="font-medium" href={`/job-cards/${invoice.jobCard.id}`}>
            Job card {invoice.jobCard.number}
          </TextLink>
        </Fact>
      </Facts>
    </div>
  );
}

function State({ invoice, now }: { invoice: InvoiceView; now: Date }): ReactNode {
  const { zone, locale } = invoice.parties.branch;
  const money = (minor: number) => formatMoney(minor, invoice.currency, locale);
  const last = invoice.payments.findLast(({ state, amountMinor }) => state === "CAPTURED" && amountMinor > 0);
  const aside = (words: string) => <span className="font-normal text-ink-2">{words}</span>;
  switch (stateOf(invoice, now)) {
    case "void":
      return (
        <>
          <Glyph shape="ringSlash" tone="ink-3" />
          <span>Void</span>
        </>
      );
    case "credited":
      return (
        <>
          <Glyph shape="ringSlash" tone="ink-3" />
          <span>Credited</span>
          {aside("in full")}
        </>
      );
    case "give-back":
      return (
        <>
          <Glyph shape="backArrow" tone="warn" />
          <span className="text-warn">{money(invoice.overpaidMinor)} to give back</span>
        </>
      );
    case "paid":
      return (
        <>
          <Glyph shape="tickDisc" tone="ok" />
          <span>Paid</span>
          {last
            ? aside(
                `${paymentMethodWords[last.method].toLowerCase()}, ${formatMoment(last.receivedAt ?? last.createdAt, zone, now)}`,
              )
            : null}
        </>
      );
    case "part":
      return (
        <>
          <Glyph shape="halfRing" tone="ink-2" />
          <span>{money(invoice.dueMinor)} due</span>
          {aside(invoice.paidMinor > 0 ? "part paid" : "part credited")}
        </>
      );
    case "overdue":
      return (
        <>
          <Glyph shape="octagon" tone="bad" />
          <span className="text-bad">{money(invoice.dueMinor)} overdue</span>
          {invoice.paidMinor > 0 ? aside("part paid") : null}
        </>
      );
    case "due":
      return (
        <>
          <Glyph shape="clock" tone="ink-2" />
          <span>{money(invoice.dueMinor)} due</span>
        </>
      );
  }
}
