"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveMark } from "#/components/shell/live-mark.tsx";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { linkClass, TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { CustomerView } from "#/domain/customer.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ConsentsPanel } from "./consents-panel.tsx";
import { ContactsPanel } from "./contacts-panel.tsx";
import { CustomerActions } from "./customer-actions.tsx";
import { Cars, FormerCars, Invoices, JobCards } from "./customer-lists.tsx";
import { CustomerNotes } from "./customer-notes.tsx";

/** A customer as the desk needs them at the phone. `messages` is what they were sent, given by the page. */
export function CustomerScreen({ customerId, messages }: { customerId: string; messages: ReactNode }) {
  const trpc = useTRPC();
  const { data: customer } = useSuspenseQuery(trpc.customer.byId.queryOptions({ customerId }));
  const { renderedAt } = useShell();
  const mayRead = useMay("invoice.read");
  const now = new Date(useNow(renderedAt));
  return (
    <>
      <div className="shrink-0 border-b bg-surface">
        <PageHeader
          actions={
            <>
              <LiveMark />
              <CustomerActions customer={customer} />
            </>
          }
          className="pt-3"
          sub={<Contacts customer={customer} />}
          title={customer.name}
        />
        <CustomerFacts customer={customer} mayRead={mayRead} />
      </div>
      <CustomerNotes customer={customer} />
      <div className="grid items-start gap-4 px-4 pt-4 pb-6 max-sm:px-3 min-[1100px]:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Cars customer={customer} />
          <FormerCars customer={customer} />
          <JobCards customer={customer} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <ContactsPanel customer={customer} />
          <ConsentsPanel customer={customer} />
          <Invoices customer={customer} now={now} />
          {messages}
        </div>
      </div>
    </>
  );
}

function Contacts({ customer: { email, phone, phoneShown, addressLines } }: { customer: CustomerView }) {
  if (phone === null && email === null && addressLines.length === 0)
    return "No phone number, e-mail address or address on file.";
  return (
    <span className="flex flex-wrap gap-x-4">
      {phone === null ? null : (
        <a className={linkClass} href={`tel:${phone.replace(/[^\d+]/g, "")}`}>
          {phoneShown}
        </a>
      )}
      {email === null ? null : (
        <a className={cn(linkClass, "wrap-anywhere")} href={`mailto:${email}`}>
          {email}
        </a>
      )}
      {addressLines.length === 0 ? null : <span>{addressLines.join(", ")}</span>}
    </span>
  );
}

function CustomerFacts({
  customer: { id, owed, locale, vehicles, since, zone, archivedAt, archivedReason },
  mayRead,
}: {
  customer: CustomerView;
  mayRead: boolean;
}) {
  const own = vehicles.filter((vehicle) => vehicle.archivedAt === null).length;
  return (
    <div className="px-4 pb-3 max-sm:px-3">
      <Facts>
        <Fact className="lg:flex-1" term="Balance">
          {owed.length === 0 ? (
            <>
              <Glyph shape="tickDisc" tone="ok" />
              Nothing is owed
            </>
          ) : (
            <>
              <Glyph shape="clock" tone="ink-2" />
              {owed.map(({ currency, dueMinor, invoices }) => (
                <span key={currency}>
                  {formatMoney(dueMinor, currency, locale)} due
                  <span className="font-normal text-ink-2">
                    {" "}
                    on {invoices === 1 ? "1 invoice" : `${invoices} invoices`}
                  </span>
                </span>
              ))}
            </>
          )}
          {mayRead ? (
            <TextLink className="font-normal" href={`/customers/${id}/statement`}>
              Statement
            </TextLink>
          ) : null}
        </Fact>
        <Fact className="max-sm:basis-1/2 lg:flex-1" term="Cars">
          <span className="font-medium">{own}</span>
        </Fact>
        <Fact className="max-sm:basis-1/2 lg:flex-1" term="Customer since">
          <span className="font-medium">{formatDate(since, zone)}</span>
        </Fact>
        {archivedAt === null ? null : (
          <Fact className="lg:flex-1" term="Archived">
            <span className="font-medium">
              {formatDate(archivedAt, zone)}
              {archivedReason ? `: ${archivedReason}` : ""}
            </span>
          </Fact>
        )}
      </Facts>
    </div>
  );
}
