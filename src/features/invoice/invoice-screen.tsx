"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { linkClass, TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import { formatIsoDate, formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { InvoiceLines } from "./invoice-lines.tsx";
import { Parties } from "./parties.tsx";
import { sizeWords, stateOf } from "./words.ts";

const PaymentDialog = dynamic(() => import("./payment-dialog.tsx").then((file) => file.PaymentDialog), { ssr: false });

/** An invoice as it was issued, and what was paid since. `messages` is what the customer was sent about it and `rail` its timeline, given by the page. */
export function InvoiceScreen({
  invoiceId,
  messages,
  rail,
}: {
  invoiceId: string;
  messages: ReactNode;
  rail: ReactNode;
}) {
  const trpc = useTRPC();
  const { data: invoice } = useSuspenseQuery(trpc.invoice.byId.queryOptions({ invoiceId }));
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayTake = useMay("payment.take");
  const [paying, setPaying] = useState(false);
  const { dueMinor } = stateOf(invoice, now);
  const payable = mayTake && dueMinor > 0;
  useHotkeys([{ keys: "Alt+P", label: "take payment", enabled: payable, run: () => setPaying(true) }]);
  return (
    <>
      <div className="shrink-0 border-b bg-surface print:border-0">
        <PageHeader
          actions={
            <>
              <OpenPdf invoice={invoice} now={now} />
              {payable ? (
                <Button hint="Alt P" look="primary" onClick={() => setPaying(true)}>
                  Take payment
                </Button>
              ) : null}
            </>
          }
          className="pt-3"
          start={<Plate size="lg">{invoice.parties.vehicle.plate}</Plate>}
          sub={<Customer invoice={invoice} />}
          title={`Invoice ${invoice.number}`}
        />
        <InvoiceFacts invoice={invoice} now={now} />
      </div>
      <div
        className="min-[1360px]:grid min-[1360px]:min-h-0 min-[1360px]:flex-1 min-[1360px]:grid-cols-[minmax(0,1fr)_348px] print:block"
        data-print="flow"
      >
        <div className="min-w-0 px-4 pt-4 pb-6 max-sm:px-3 min-[1360px]:overflow-y-auto print:p-0" data-print="flow">
          <InvoiceLines invoice={invoice} now={now} />
          <Parties invoice={invoice} now={now} />
          <div data-print="hide">{messages}</div>
        </div>
        {rail ? (
          <div
            className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l"
            data-print="hide"
          >
            {rail}
          </div>
        ) : null}
      </div>
      {paying ? <PaymentDialog dueMinor={dueMinor} invoice={invoice} onClose={() => setPaying(false)} /> : null}
    </>
  );
}

function Customer({ invoice: { customer, parties } }: { invoice: InvoiceView }) {
  return (
    <>
      <TextLink href={`/customers/${customer.id}`}>{customer.name}</TextLink>
      {customer.phone ? (
        <>
          ,{" "}
          <a className={linkClass} href={`tel:${customer.phone.replace(/[^\d+]/g, "")}`}>
            {customer.phoneShown}
          </a>
        </>
      ) : null}
      . {parties.vehicle.description}.
    </>
  );
}

/** After this an invoice whose file is not stored has it made by asking for it. */
const patienceMs = 60_000;

/** The file; for the first minute, until it is stored, that it is on its way. Printing is printing the file. */
function OpenPdf({ invoice: { id, file, issuedAt }, now }: { invoice: InvoiceView; now: Date }) {
  if (file === null && now.getTime() - issuedAt.getTime() < patienceMs)
    return (
      <span className="inline-flex items-center gap-1.5 text-dense text-ink-3" role="status">
        <Glyph shape="dashedRing" tone="ink-3" />
        The PDF is being made
      </span>
    );
  return (
    <>
      {file === null ? null : (
        <span className="text-dense text-ink-3 max-sm:hidden">
          {file.pages === 1 ? "1 page" : `${file.pages} pages`}, {sizeWords(file.bytes)}
        </span>
      )}
      <a className={buttonClass()} href={`/api/files/invoices/${id}`} rel="noopener" target="_blank">
        <FileText aria-hidden size={15} strokeWidth={1.75} />
        Open PDF
      </a>
    </>
  );
}

function InvoiceFacts({ invoice, now }: { invoice: InvoiceView; now: Date }) {
  const { state, dueMinor } = stateOf(invoice, now);
  const { zone, locale } = invoice.parties.branch;
  const money = (minor: number) => formatMoney(minor, invoice.currency, locale);
  const last = invoice.payments.findLast(({ state }) => state === "CAPTURED");
  return (
    <div className="px-4 pb-3 max-sm:px-3">
      <Facts>
        <Fact className="lg:min-w-56" term="State">
          {state === "paid" ? (
            <>
              <Glyph shape="tickDisc" tone="ok" />
              <span>Paid</span>
              {last ? (
                <span className="font-normal text-ink-2">
                  {paymentMethodWords[last.method].toLowerCase()},{" "}
                  {formatMoment(last.receivedAt ?? last.createdAt, zone, now)}
                </span>
              ) : null}
            </>
          ) : (
            <>
              <Glyph shape={state === "overdue" ? "octagon" : "clock"} tone={state === "overdue" ? "bad" : "ink-2"} />
              <span className={state === "overdue" ? "text-bad" : undefined}>
                {money(dueMinor)} {state === "overdue" ? "overdue" : "due"}
              </span>
            </>
          )}
        </Fact>
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
