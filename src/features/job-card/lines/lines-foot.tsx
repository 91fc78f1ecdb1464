"use client";

import { Lock, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Kbd } from "#/components/ui/kbd.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { formatRate } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useEditable, useFormats, useScene } from "../card-context.tsx";
import { depositOf, dueOf } from "../facts.ts";

const AddLine = dynamic(() => import("./add-line.tsx").then((file) => file.AddLine), { ssr: false });

/** Left: add a line, or why none can be added. Right: the totals, live while typing. */
export function LinesFoot({ adding, onAdding }: { adding: boolean; onAdding: (adding: boolean) => void }) {
  const editable = useEditable();
  const { card, totals } = useScene();
  const [templates, setTemplates] = useState(false);
  const add = (what: "line" | "template"): void => {
    setTemplates(what === "template");
    onAdding(true);
  };
  return (
    <div className="grid gap-x-8 gap-y-4 border-t px-4 py-3.5 md:grid-cols-[1fr_minmax(260px,300px)]">
      <div className="min-w-0">
        {editable ? (
          <div data-print="hide">
            {adding ? (
              <AddLine
                key={templates ? "template" : "line"}
                onClose={() => {
                  onAdding(false);
                  setTemplates(false);
                }}
                templates={templates}
              />
            ) : (
              <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <button
                  className="press touch-target relative -mx-1.5 flex min-h-8 items-center gap-3 rounded-control px-1.5 text-left text-ink-2 hover:text-ink"
                  data-fix="add"
                  onClick={() => add("line")}
                  type="button"
                >
                  <Plus aria-hidden size={15} strokeWidth={1.75} />
                  Add a line: type a part, or what is to be done
                  <span className="max-lg:hidden pointer-coarse:hidden">
                    <Kbd>Alt N</Kbd>
                  </span>
                </button>
                <Button onClick={() => add("template")} size="sm">
                  Add a template
                </Button>
              </div>
            )}
          </div>
        ) : (
          <ClosedNote />
        )}
        <MarginNote />
      </div>
      {totals === null ? null : typeof totals === "string" ? (
        <p className="text-bad" role="alert">
          {totals}
        </p>
      ) : card.lines.length > 0 ? (
        <Totals />
      ) : null}
    </div>
  );
}

function ClosedNote() {
  const { card, may } = useScene();
  const { moment } = useFormats();
  if (isOpen(card.status))
    return may.edit ? null : <p className="text-dense text-ink-3">The advisor changes lines; ticks are yours.</p>;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <Badge className="h-6 border border-line-strong px-2.5">
        <Lock aria-hidden size={13} strokeWidth={1.75} />
        Lines are closed
      </Badge>
      <span className="text-ink-2">
        {card.invoice && card.completedAt ? (
          <>
            Invoice <TextLink href={`/invoices/${card.invoice.id}`}>{card.invoice.number}</TextLink> fixed them at{" "}
            {moment(card.completedAt)}
          </>
        ) : card.status === "CANCELLED" ? (
          `The card was cancelled ${moment(card.statusSince)}`
        ) : card.completedAt ? (
          `They were fixed at ${moment(card.completedAt)}`
        ) : null}
      </span>
    </p>
  );
}

function MarginNote() {
  const { totals } = useScene();
  const { money } = useFormats();
  if (totals === null || typeof totals === "string" || totals.marginBp === null) return null;
  return (
    <p className="mt-2 text-dense text-ink-3" data-print="hide">
      Margin {Math.round(totals.marginBp / 100)}%, {money(Math.round((totals.netMinor * totals.marginBp) / 10_000))}{" "}
      before tax.
    </p>
  );
}

function Totals() {
  const { card, totals } = useScene();
  const { money, moment } = useFormats();
  if (totals === null || typeof totals === "string") return null;
  // Of a card that was opened again the invoice is taken back: what counts is what stands on the card now.
  const invoice = isOpen(card.status) ? null : card.invoice;
  const paid = invoice?.paidMinor ?? 0;
  const deposits = card.deposits ?? [];
  const afterDeposits = totals.totalMinor - depositOf(card);
  const agreed = card.totals?.authorisedMinor ?? null;
  const row = "flex justify-between gap-4 py-px";
  return (
    <dl className="md:pr-1" data-print="whole">
      <div className={row}>
        <dt className="text-ink-2">Labour</dt>
        <dd>{money(totals.labourNetMinor)}</dd>
      </div>
      <div className={row}>
        <dt className="text-ink-2">Parts and fees</dt>
        <dd>{money(totals.partsAndFeesNetMinor)}</dd>
      </div>
      {totals.taxes.map((tax) => (
        <div className={row} key={tax.rateBp}>
          <dt className="text-ink-2">
            {card.branch.taxName} {formatRate(tax.rateBp)}
          </dt>
          <dd>{money(tax.taxMinor)}</dd>
        </div>
      ))}
      {paid > 0 ? (
        <div className={row}>
          <dt className="text-ink-2">Paid</dt>
          <dd>{money(-paid)}</dd>
        </div>
      ) : null}
      {invoice && invoice.creditedMinor > 0 ? (
        <div className={row}>
          <dt className="text-ink-2">Credited</dt>
          <dd>{money(-invoice.creditedMinor)}</dd>
        </div>
      ) : null}
      <div className={`${row} mt-1 items-baseline font-strong`}>
        <dt>{invoice ? `Due, of ${money(invoice.totalMinor)}` : "Total"}</dt>
        <dd className="text-figure-sm">{money(invoice ? dueOf(invoice) : totals.totalMinor)}</dd>
      </div>
      {deposits.map(({ paymentId, method, freeMinor, receivedAt }) => (
        <div className={row} key={paymentId}>
          <dt className="text-ink-2">
            {invoice ? "Held for the customer" : "Deposit"}, {paymentMethodWords[method].toLowerCase()},{" "}
            {moment(receivedAt)}
          </dt>
          <dd className="whitespace-nowrap">{money(invoice ? freeMinor : -freeMinor)}</dd>
        </div>
      ))}
      {!invoice && deposits.length > 0 ? (
        <div className={`${row} font-strong`}>
          <dt>{afterDeposits < 0 ? "To give back then" : "To pay then"}</dt>
          <dd className="whitespace-nowrap">{money(Math.abs(afterDeposits))}</dd>
        </div>
      ) : null}
      {!invoice && agreed !== null && agreed !== totals.totalMinor ? (
        <div className={`${row} text-dense text-ink-2`}>
          <dt>Agreed by now</dt>
          <dd>{money(agreed)}</dd>
        </div>
      ) : null}
    </dl>
  );
}
