"use client";

import { formatWhole } from "#/domain/money.ts";
import type { Resolved } from "#/domain/report-period.ts";
import { type Address, rowsHref } from "./address.ts";
import { AgeChart } from "./age-chart.tsx";
import { FigureCard } from "./figure-card.tsx";
import { PlainTable } from "./plain-table.tsx";
import { useOwed, useStock } from "./use-report.ts";
import { ageWords, spanText, unusedWords, valueText } from "./words.ts";

type Props = { address: Address; span: Resolved };

const beforeWordOf = ({ before }: Resolved): string | null =>
  before === null ? null : spanText({ first: before.last, last: before.last });

/** What is owed now, by how late it is. */
export function OwedCard({ address, span }: Props) {
  const owed = useOwed(address);
  const bars = owed.ages.map(({ age, count, amountMinor }) => ({
    key: age,
    word: ageWords[age],
    amount: amountMinor,
    text: valueText("owed", amountMinor, owed),
    count: count === 0 ? "" : `${formatWhole(count)} ${count === 1 ? "invoice" : "invoices"}`,
    href: rowsHref("owed", address, { age }),
    main: age !== "due",
  }));
  return (
    <FigureCard
      before={owed.beforeMinor}
      beforeWord={beforeWordOf(span)}
      figure="owed"
      href={rowsHref("owed", address)}
      money={owed}
      note="owed now"
      now={owed.dueMinor}
      table={<PlainTable caption="Receivables by age" head={["Age", "Owed"]} rows={bars} />}
    >
      <AgeChart bars={bars} label="Receivables by age" />
    </FigureCard>
  );
}

/** What lies on the shelves, and how much of it lies dead; absent without the right to costs. */
export function StockCards({ address, span }: Props) {
  const stock = useStock(address);
  if (stock === null) return null;
  const bars = (dead: boolean) =>
    stock.ages.map(({ age, count, amountMinor }) => ({
      key: age,
      word: unusedWords[age],
      amount: amountMinor,
      text: valueText("stock", amountMinor, stock),
      count: count === 0 ? "" : `${formatWhole(count)} ${count === 1 ? "part" : "parts"}`,
      href: rowsHref("stock", address, { age }),
      main: dead === (age === "181"),
    }));
  const beforeWord = beforeWordOf(span);
  const share = stock.valueMinor === 0 ? null : stock.deadMinor / stock.valueMinor;
  return (
    <>
      <FigureCard
        before={stock.before?.valueMinor ?? null}
        beforeWord={beforeWord}
        figure="stock"
        href={rowsHref("stock", address)}
        money={stock}
        note="at cost"
        now={stock.valueMinor}
        table={<PlainTable caption="Stock by when it was last used" head={["Last used", "Value"]} rows={bars(false)} />}
      >
        <AgeChart bars={bars(false)} label="Stock by when it was last used" />
      </FigureCard>
      <FigureCard
        before={stock.before?.deadMinor ?? null}
        beforeWord={beforeWord}
        figure="dead-stock"
        href={rowsHref("dead-stock", address)}
        money={stock}
        now={stock.deadMinor}
        {...(share === null ? {} : { note: `${(share * 100).toFixed(0)} % of the stock` })}
        table={<PlainTable caption="Dead stock in all" head={["Last used", "Value"]} rows={bars(true)} />}
      >
        <AgeChart bars={bars(true)} label="Dead stock beside what is used" />
      </FigureCard>
    </>
  );
}
