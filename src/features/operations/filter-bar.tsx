"use client";

import type { ReactNode } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Choice, DateField } from "#/components/ui/filter-fields.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { consumerTitles } from "#/domain/events.ts";
import { runTitles } from "#/domain/operation.ts";
import { isoDateIn } from "#/domain/time.ts";
import { type Address, type Outcome, outcomes, type Since, sinces } from "./address.ts";
import { useFigures } from "./figures.tsx";

type Change = (change: Partial<Address>) => void;

const outcomeWords = {
  done: "Completed",
  refused: "Refused, nothing changed",
  undone: "Undone",
  unknown: "Outcome unknown",
  running: "Running",
  waiting: "Effects on the way",
  planned: "Effects planned",
  dead: "Effects dead",
  skipped: "Effects skipped",
} as const satisfies Record<Outcome, string>;

const sinceWords = {
  today: "Since: today",
  week: "Since: 7 days",
  month: "Since: 30 days",
  dates: "Between dates",
} as const satisfies Record<Since, string>;

const titles = (words: Readonly<Record<string, string>>) =>
  Object.entries(words)
    .sort(([, a], [, b]) => a.localeCompare(b, "en"))
    .map(([name, title]) => (
      <option key={name} value={name}>
        {title}
      </option>
    ));

/** Which runs are listed: by how they ended, what they did, where and when. All of it stands in the address. */
export function FilterBar({ address, onChange }: { address: Address; onChange: Change }) {
  const { branches } = useShell();
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-3 py-2.5 max-sm:grid max-sm:grid-cols-2">
      <Quick address={address} onChange={onChange} />
      <Choice
        label="Outcome"
        onChange={(outcome) => onChange({ outcome: known(outcomes, outcome) })}
        value={address.outcome}
      >
        <option value="">Outcome: any</option>
        {outcomes.map((outcome) => (
          <option key={outcome} value={outcome}>
            {outcomeWords[outcome]}
          </option>
        ))}
      </Choice>
      <Choice label="Type" onChange={(type) => onChange({ type })} value={address.type}>
        <option value="">Type: any</option>
        <optgroup label="Operations">{titles(runTitles)}</optgroup>
        <optgroup label="What follows">{titles(consumerTitles)}</optgroup>
      </Choice>
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
    </div>
  );
}

const known = <Word extends string>(words: readonly Word[], value: string | null): Word | null =>
  words.find((word) => word === value) ?? null;

const quick = ["", "dead", "unknown", "undone"] as const;
/** `other`: chosen in the list beside it. */
type QuickChoice = (typeof quick)[number] | "other";

/** The four that are asked for most; the first two say how many there are. */
function Quick({ address, onChange }: { address: Address; onChange: Change }) {
  const { dead, unknown } = useFigures();
  const faces: Record<(typeof quick)[number], ReactNode> = {
    "": "All",
    dead: (
      <>
        {dead > 0 ? <Glyph shape="octagon" tone="bad" /> : null}
        Needs a person {dead}
      </>
    ),
    unknown: `Unknown ${unknown}`,
    undone: "Undone",
  };
  return (
    <Segmented<QuickChoice>
      className="max-sm:hidden"
      label="Which runs"
      onValueChange={(value) => onChange({ outcome: known(outcomes, value) })}
      options={quick.map((value) => ({ value, label: faces[value] }))}
      value={quick.find((value) => value === (address.outcome ?? "")) ?? "other"}
    />
  );
}

function When({ address, onChange }: { address: Address; onChange: Change }) {
  const { branch, renderedAt } = useShell();
  const today = isoDateIn(new Date(renderedAt), branch.zone);
  return (
    <>
      <Choice
        label="Time"
        onChange={(value) => {
          const since = known(sinces, value);
          onChange(since === "dates" ? { since, from: today, to: today } : { since, from: null, to: null });
        }}
        value={address.since}
      >
        <option value="">Since: ever</option>
        {sinces.map((since) => (
          <option key={since} value={since}>
            {sinceWords[since]}
          </option>
        ))}
      </Choice>
      {address.since === "dates" ? (
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
