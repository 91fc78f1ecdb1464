"use client";

import { Choice, DateField } from "#/components/ui/filter-fields.tsx";
import { reportPeriods, reportPeriodWords } from "#/domain/report-period.ts";
import { isoDateIn } from "#/domain/time.ts";
import { type Address, branchOf, periodOf, spanOf } from "./address.ts";
import { useWhere } from "./use-report.ts";

/** Whose figures, and of when. Everything stands in the address. */
export function Filters({ address, onChange }: { address: Address; onChange: (change: Partial<Address>) => void }) {
  const where = useWhere();
  const period = periodOf(address);
  const branch = branchOf(address, where);
  const currencies = [...new Set(where.branches.map(({ currency }) => currency))];
  const { first, last } = spanOf(address, where);
  const today = isoDateIn(where.now, branch?.zone ?? where.branch.zone);
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-2.5 max-sm:grid max-sm:grid-cols-2 max-sm:px-3">
      {where.branches.length > 1 ? (
        <Choice
          label="Branch"
          onChange={(chosen) => onChange({ branch: chosen, currency: null })}
          value={branch?.id ?? "all"}
        >
          {where.branches.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value="all">All branches</option>
        </Choice>
      ) : null}
      {branch === null && currencies.length > 1 ? (
        <Choice
          label="Currency"
          onChange={(currency) => onChange({ currency })}
          value={address.currency ?? where.branch.currency}
        >
          {currencies.map((currency) => (
            <option key={currency} value={currency}>
              In {currency}
            </option>
          ))}
        </Choice>
      ) : null}
      <Choice
        label="Period"
        onChange={(chosen) =>
          onChange(
            chosen === "dates" ? { period: chosen, from: first, to: last } : { period: chosen, from: null, to: null },
          )
        }
        value={period}
      >
        {reportPeriods.map((each) => (
          <option key={each} value={each}>
            {reportPeriodWords[each]}
          </option>
        ))}
      </Choice>
      {period === "dates" ? (
        <>
          <DateField label="From" max={today} onChange={(from) => onChange({ from })} value={first} />
          <DateField label="To" max={today} onChange={(to) => onChange({ to })} value={last} />
        </>
      ) : null}
    </div>
  );
}
