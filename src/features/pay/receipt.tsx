import { Printer } from "lucide-react";
import type { ReactNode } from "react";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import type { Bill } from "./bill.ts";
import { carOf } from "./bill-head.tsx";
import type { Receipt } from "./use-paying.ts";
import { methodWords, momentWords } from "./words.ts";

/** What has just come in: how much, when, how, for which invoice, and what is left. It is printed as it stands. */
export function ReceiptPart({
  bill,
  receipt: { payment, leftMinor },
  money,
}: {
  bill: Bill;
  receipt: Receipt;
  money: (minor: number) => string;
}) {
  return (
    <section aria-labelledby="receipt" className={`${looks.column} pt-6`} data-print="whole">
      <p className="flex items-center gap-2.5 font-medium text-ok">
        <Mark className="text-ok-mark" shape="tickDisc" />
        {leftMinor === 0 ? "Paid, thank you" : "Received, thank you"}
      </p>
      <h1 className="mt-1 text-done-title" id="receipt" tabIndex={-1}>
        {money(payment.amountMinor)}
        <span className="sr-only"> {leftMinor === 0 ? "paid" : "received"}</span>
      </h1>
      <dl className="mt-5 border-line border-t">
        <Row term="Invoice">{bill.number}</Row>
        <Row term="Car">{carOf(bill)}</Row>
        <Row term="When">{momentWords(payment.at, bill.branch.zone)}</Row>
        <Row term="How">{methodWords[payment.method]}</Row>
        <Row strong term="Left to pay">
          {leftMinor === 0 ? "Nothing" : money(leftMinor)}
        </Row>
      </dl>
      <button className={`${looks.button} mt-5 w-full`} data-print="hide" onClick={() => window.print()} type="button">
        <Printer aria-hidden size={18} strokeWidth={1.75} />
        Print this receipt
      </button>
    </section>
  );
}

const Row = ({ term, strong = false, children }: { term: string; strong?: boolean; children: ReactNode }) => (
  <div className="flex justify-between gap-6 border-line border-b py-3">
    <dt className="shrink-0 text-ink-2">{term}</dt>
    <dd className={`min-w-0 break-words text-right ${strong ? "font-title" : ""}`}>{children}</dd>
  </div>
);

/** Nothing is to be paid: it was paid before, or taken back. */
export function NothingDue({ bill, money }: { bill: Bill; money: (minor: number) => string }) {
  const takenBack = bill.paidMinor === 0 && bill.creditedMinor > 0;
  return (
    <div className={`${looks.column} pt-6`}>
      <h1 className="flex items-center gap-2.5 text-customer-title">
        <Mark
          className={takenBack ? "text-ink-3" : "text-ok-mark"}
          shape={takenBack ? "ringSlash" : "tickDisc"}
          size={22}
        />
        {takenBack ? "Nothing to pay" : "Paid, thank you"}
      </h1>
      <p className="mt-2 text-ink-2">
        {takenBack
          ? `We have taken invoice ${bill.number} back. Nothing is to be paid for it.`
          : `Invoice ${bill.number} for ${carOf(bill)}: ${money(bill.paidMinor)}${
              bill.creditedMinor > 0 ? `, and ${money(bill.creditedMinor)} was credited` : ""
            }. Nothing is left to pay.`}
      </p>
    </div>
  );
}
