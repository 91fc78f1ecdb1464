"use client";

import { Phone } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { looks } from "#/components/public/looks.ts";
import { PublicPage } from "#/components/public/public-page.tsx";
import { TenantBar } from "#/components/public/tenant-bar.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { amountIn, editableIn } from "./amount.ts";
import { AmountChoice, type AmountChosen } from "./amount-choice.tsx";
import type { Bill } from "./bill.ts";
import { BillHead, PaidSoFar } from "./bill-head.tsx";
import { CardPart } from "./card-part.tsx";
import { Confirming } from "./confirming.tsx";
import { NothingDue, ReceiptPart } from "./receipt.tsx";
import { usePaying } from "./use-paying.ts";

const formId = "pay";

/** A bill for whoever holds its link: what is due, the card that pays it or a part of it, and the receipt. */
export function PayScreen({ token, bill: given, renderedAt }: { token: string; bill: Bill; renderedAt: number }) {
  const paying = usePaying(token, given);
  const { bill, stage, refusal, receipt, money } = paying;
  const now = useNow(renderedAt);
  const amountField = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<AmountChosen>(() => wholeOf(given));
  const [left, setLeft] = useState(false);
  useComingBack();

  // Another amount is left than what was chosen from: after a part, or when the desk took something meanwhile.
  const [roomSeen, setRoomSeen] = useState(bill.roomMinor);
  if (roomSeen !== bill.roomMinor) {
    setRoomSeen(bill.roomMinor);
    if (receipt !== null) setChosen(wholeOf(bill));
  }

  const amountMinor = chosen.whole ? bill.roomMinor : amountIn(chosen.typed, bill.currency, bill.locale);
  const mistake = mistakeIn(amountMinor, bill.roomMinor, money);
  const sending = stage.at === "sending";
  const payable = bill.roomMinor > 0 && stage.at !== "confirming" && !paying.ended;

  // Whoever does not see the page is told where it has gone on to.
  const told = paying.ended
    ? "ended"
    : stage.at === "confirming"
      ? "confirming"
      : receipt !== null
        ? "receipt"
        : refusal?.at === "card"
          ? "refusal"
          : null;
  const shown = useRef(told);
  useEffect(() => {
    if (shown.current === told) return;
    shown.current = told;
    if (told !== null) document.getElementById(told)?.focus();
  }, [told]);
  useEffect(() => {
    if (refusal?.at === "amount") amountField.current?.focus();
  }, [refusal]);

  const submit = (): void => {
    setLeft(true);
    if (mistake !== null || amountMinor === null) amountField.current?.focus();
    else void paying.pay(amountMinor);
  };

  return (
    <PublicPage
      bar={
        <TenantBar of={bill}>
          <span className="text-right text-ink-3 text-lead-sm">Invoice {bill.number}</span>
        </TenantBar>
      }
      dock={
        payable ? (
          <button aria-busy={sending || undefined} className={`${looks.primary} w-full`} form={formId} type="submit">
            {sending ? `Paying ${money(stage.amountMinor)}` : `Pay ${mistake === null ? money(amountMinor ?? 0) : ""}`}
          </button>
        ) : null
      }
      scripted
    >
      {paying.ended ? (
        <div className={`${looks.column} pt-6`}>
          <h1 className="text-customer-title" id="ended" tabIndex={-1}>
            This link has ended
          </h1>
          <p className="mt-2 text-ink-2">Nothing can be paid here any more. Ask the workshop for a new link.</p>
        </div>
      ) : null}
      {stage.at === "confirming" ? (
        <Confirming
          bill={bill}
          looking={paying.looking}
          money={money}
          onStop={() => void paying.stop()}
          renderedAt={renderedAt}
          stage={stage}
          stopping={paying.stopping}
        />
      ) : receipt !== null ? (
        <ReceiptPart bill={bill} money={money} receipt={receipt} />
      ) : bill.dueMinor === 0 ? (
        <NothingDue bill={bill} money={money} />
      ) : (
        <BillHead bill={bill} money={money} now={now} />
      )}
      {/* Kept while the bank is asked, so that a card that is refused stands there still. */}
      {bill.dueMinor > 0 ? (
        <form
          className={`${looks.column} mt-8 noscript:hidden`}
          data-print="hide"
          hidden={!payable}
          id={formId}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {receipt === null ? null : <h2 className="mb-6 text-customer-title">{money(bill.dueMinor)} is left</h2>}
          <AmountChoice
            bill={bill}
            chosen={chosen}
            error={refusal?.at === "amount" ? refusal.sentence : left ? mistake : null}
            field={amountField}
            money={money}
            onChoose={(next) => {
              setChosen(next);
              paying.mend();
            }}
            onLeave={() => setLeft(true)}
          />
          <CardPart bill={bill} onField={paying.onField} refusal={refusal?.at === "card" ? refusal.sentence : null} />
        </form>
      ) : null}
      <div className={looks.column}>
        {bill.dueMinor > 0 ? (
          <noscript>
            <p className="mt-6 rounded-touch border border-line px-4 py-3">
              Paying by card needs JavaScript, which is off in this browser. How to pay by bank transfer stands on the
              invoice{bill.branch.phoneShown === null ? "." : `, or call us on ${bill.branch.phoneShown}.`}
            </p>
          </noscript>
        ) : null}
        <PaidSoFar bill={bill} except={receipt?.payment.id ?? null} money={money} />
        <Contact bill={bill} />
      </div>
    </PublicPage>
  );
}

const wholeOf = (bill: Bill): AmountChosen => ({
  whole: true,
  typed: editableIn(bill.roomMinor, bill.currency, bill.locale),
});

const mistakeIn = (amountMinor: number | null, roomMinor: number, money: (minor: number) => string): string | null => {
  if (amountMinor === null) return "That is not an amount. Type it in figures.";
  if (amountMinor === 0) return "Type more than zero.";
  return amountMinor > roomMinor ? `${money(roomMinor)} is left to pay. Type that or less.` : null;
};

/** Back from the bank's page: what it put into the address is not read, since the server is asked, and goes away. */
const useComingBack = (): void =>
  useEffect(() => {
    if (window.location.search !== "") window.history.replaceState(null, "", window.location.pathname);
  }, []);

const Contact = ({ bill: { branch, tenantName } }: { bill: Bill }) => (
  <p className="mt-8 text-ink-3 text-lead-sm" data-print="hide">
    {tenantName}, {branch.name}.
    {branch.phone === null ? null : (
      <a className="mt-1 flex min-h-11 items-center gap-3 text-ink text-lead" href={`tel:${branch.phone}`}>
        <Phone aria-hidden className="shrink-0 text-ink-3" size={18} strokeWidth={1.75} />
        {branch.phoneShown}
      </a>
    )}
  </p>
);
