"use client";

import { Suspense } from "react";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { useMay } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { costFigures, dayFigures } from "#/domain/report.ts";
import { type Address, branchOf, spanOf } from "./address.ts";
import { DayFigureCard } from "./day-figure.tsx";
import { Filters } from "./filters.tsx";
import { CardSkeletons } from "./reports-skeleton.tsx";
import { OwedCard, StockCards } from "./state-figures.tsx";
import { useAsked, useFigures, useReportAddress, useWhere } from "./use-report.ts";
import { spanText } from "./words.ts";

const order = ["sales", ...dayFigures.filter((figure) => figure !== "sales")] as const;

/** The workshop's figures by branch and period, each with the period before, its basis and the way to its rows. */
export function ReportsScreen() {
  const [address, change] = useReportAddress();
  const where = useWhere();
  const mayCost = useMay("cost.read");
  const shown = useAsked(address);
  const span = spanOf(shown.address, where);
  return (
    <>
      <PageHeader
        sub={`${branchOf(shown.address, where)?.name ?? `All branches in ${shown.asked.currency}`}, ${spanText(span)}`}
        title="Reports"
      />
      <Filters address={address} onChange={(changed) => void change(changed)} />
      <div
        className={cn("min-h-0 flex-1 overflow-y-auto px-4 pb-6 max-sm:px-3", shown.stale && "opacity-60")}
        data-print="flow"
      >
        <div className="grid grid-cols-1 gap-3 md:grid-cols-2 xl:grid-cols-3">
          <Suspense fallback={<CardSkeletons count={8} />}>
            <DayFigures address={shown.address} mayCost={mayCost} />
          </Suspense>
          <Suspense fallback={<CardSkeletons count={1} />}>
            <OwedCard address={shown.address} span={span} />
          </Suspense>
          {mayCost ? (
            <Suspense fallback={<CardSkeletons count={2} />}>
              <StockCards address={shown.address} span={span} />
            </Suspense>
          ) : null}
        </div>
      </div>
      <FootBar>
        <FootHint caps={["Tab"]}>to a chart</FootHint>
        <FootHint caps={["←", "→"]}>along it</FootHint>
        <FootHint caps={["↵"]}>its rows</FootHint>
      </FootBar>
    </>
  );
}

function DayFigures({ address, mayCost }: { address: Address; mayCost: boolean }) {
  const data = useFigures(address);
  const span = spanOf(address, useWhere());
  return order
    .filter((figure) => mayCost || !costFigures.has(figure))
    .map((figure) => (
      <DayFigureCard address={address} data={data} figure={figure} key={figure} span={span} wide={figure === "sales"} />
    ));
}
