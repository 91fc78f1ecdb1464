"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { SlidersHorizontal, X } from "lucide-react";
import { useId, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Choice, DateField } from "#/components/ui/filter-fields.tsx";
import { Popover } from "#/components/ui/popover.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { isoDateIn } from "#/domain/time.ts";
import { jobCardStatuses, jobCardStatusWords } from "#/domain/transitions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import {
  type Address,
  branchOf,
  type Change,
  isNarrowed,
  type Since,
  sinceOf,
  sinces,
  statusesOf,
  wholeHistory,
} from "./address.ts";
import { AmountFilter } from "./amount-filter.tsx";
import { Chosen } from "./chosen.tsx";
import { SubjectFilter } from "./subject-filter.tsx";

export type FilterProps = { readonly address: Address; readonly onChange: (change: Change) => void };

const sinceWords = {
  today: "Today",
  week: "Last 7 days",
  month: "Last 30 days",
  year: "Last 365 days",
  dates: "Between dates",
} as const satisfies Record<Since, string>;

/** Which cards are listed. All of it stands in the address. */
export function FilterBar({ address, onChange }: FilterProps) {
  const { branches } = useShell();
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <>
      {/* On a phone the list comes first. */}
      <div className="px-3 pb-2 sm:hidden">
        <Button aria-controls={id} aria-expanded={shown} className="w-full" onClick={() => setShown(!shown)}>
          <SlidersHorizontal aria-hidden size={15} strokeWidth={1.75} />
          {isNarrowed(address) ? "Filters, some are set" : "Filters"}
        </Button>
      </div>
      <div
        className={cn(
          "flex shrink-0 flex-wrap items-center gap-2 px-4 pb-2.5 max-sm:grid max-sm:grid-cols-2 max-sm:px-3",
          !shown && "max-sm:hidden",
        )}
        id={id}
      >
        <StatusFilter address={address} onChange={onChange} />
        {branches.length > 1 ? (
          <Choice label="Branch" onChange={(branch) => onChange({ branch })} value={address.branch}>
            <option value="">All branches</option>
            {branches.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
        ) : null}
        <When address={address} onChange={onChange} />
        <People address={address} onChange={onChange} />
        <AmountFilter address={address} key={`${address.least} ${address.most}`} onChange={onChange} />
        <SubjectFilter onChange={onChange} />
        <Chosen address={address} onChange={onChange} />
        {isNarrowed(address) ? (
          <Button look="ghost" onClick={() => onChange(wholeHistory)}>
            <X aria-hidden size={14} strokeWidth={2} />
            Clear filters
          </Button>
        ) : null}
      </div>
    </>
  );
}

function StatusFilter({ address, onChange }: FilterProps) {
  const chosen = statusesOf(address);
  const [only] = chosen;
  const said =
    only === undefined ? "Status: any" : chosen.length === 1 ? jobCardStatusWords[only] : `${chosen.length} statuses`;
  return (
    <Popover title="Status" trigger={<Button className="justify-start font-normal">{said}</Button>}>
      <div className="grid gap-1">
        {jobCardStatuses.map((status) => (
          <Checkbox
            checked={chosen.includes(status)}
            key={status}
            onChange={(event) => {
              const next = jobCardStatuses.filter((each) =>
                each === status ? event.target.checked : chosen.includes(each),
              );
              onChange({ status: next.length === 0 ? null : next.join(",") });
            }}
          >
            <span className="inline-flex items-center gap-1.5">
              <StatusGlyph decorative status={status} />
              {jobCardStatusWords[status]}
            </span>
          </Checkbox>
        ))}
      </div>
    </Popover>
  );
}

/** By which date, and how far back. */
function When({ address, onChange }: FilterProps) {
  const { branch, branches, renderedAt } = useShell();
  const today = isoDateIn(new Date(renderedAt), branchOf(address, { branch, branches }).zone);
  return (
    <>
      <Choice label="By date" onChange={(by) => onChange({ by })} value={address.by}>
        <option value="">By opened</option>
        <option value="completed">By completed</option>
      </Choice>
      <Choice
        label="Period"
        onChange={(value) =>
          onChange(
            value === "dates" ? { since: value, from: today, to: today } : { since: value, from: null, to: null },
          )
        }
        value={sinceOf(address)}
      >
        <option value="">Any time</option>
        {sinces.map((since) => (
          <option key={since} value={since}>
            {sinceWords[since]}
          </option>
        ))}
      </Choice>
      {sinceOf(address) === "dates" ? (
        <>
          <DateField
            label="First day"
            max={address.to ?? today}
            onChange={(from) => onChange({ from })}
            value={address.from}
          />
          <DateField label="Last day" max={today} onChange={(to) => onChange({ to })} value={address.to} />
        </>
      ) : null}
    </>
  );
}

/** Who worked on it, and who completed it; those who left are named still. */
function People({ address, onChange }: FilterProps) {
  const trpc = useTRPC();
  const { data: people } = useSuspenseQuery(trpc.history.people.queryOptions());
  const option = ({ memberId, name }: { memberId: string; name: string }) => (
    <option key={memberId} value={memberId}>
      {name}
    </option>
  );
  return (
    <>
      <Choice label="Technician" onChange={(technician) => onChange({ technician })} value={address.technician}>
        <option value="">Technician: any</option>
        {people.filter(({ technician }) => technician).map(option)}
      </Choice>
      <Choice label="Completed by" onChange={(completedBy) => onChange({ completedBy })} value={address.completedBy}>
        <option value="">Completed by: any</option>
        {people.filter(({ technician }) => !technician).map(option)}
      </Choice>
    </>
  );
}
