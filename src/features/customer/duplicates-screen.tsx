"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Radio } from "#/components/ui/checkbox.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Panel } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { CustomerView } from "#/domain/customer.ts";
import {
  type DuplicatePair,
  type DuplicateSide,
  duplicateReasonWords,
  type MergeField,
  pairsShown,
} from "#/domain/duplicate.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";

/** Customers who may be one person, side by side; of one customer when the address says so. */
export function DuplicatesScreen({ customerId }: { customerId: string | null }) {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.customer.duplicates.queryOptions({ customerId }));
  return (
    <>
      <PageHeader
        sub={
          data.total > pairsShown
            ? `The ${pairsShown} clearest of ${data.total}. The next ones come as these are settled.`
            : "Choose what to keep of each. All contacts are kept, and a merge can be undone for 30 days."
        }
        title="Possible duplicates"
      />
      <div className="flex flex-col gap-4 px-4 pb-6 max-sm:px-3">
        {data.pairs.length === 0 ? (
          <EmptyState
            action={<TextLink href="/customers">All customers</TextLink>}
            title="Nobody seems to be here twice."
          >
            Customers with the same phone number, e-mail address or car, or with a similar name at the same address, are
            shown here side by side.
          </EmptyState>
        ) : (
          data.pairs.map((pair) => (
            <Pair key={pair.sides.map(({ id, version }) => `${id} ${version}`).join()} pair={pair} zone={data.zone} />
          ))
        )}
      </div>
      <div className="sticky bottom-0 mt-auto">
        <FootBar>
          <FootHint caps={["↑", "↓"]}>choose a side</FootHint>
        </FootBar>
      </div>
    </>
  );
}

const fields: readonly { field: MergeField; words: string; of: (side: DuplicateSide) => string }[] = [
  { field: "name", words: "Name", of: ({ name }) => name },
  { field: "phone", words: "First phone number", of: ({ phones }) => phones[0]?.shown ?? "" },
  { field: "email", words: "First e-mail address", of: ({ emails }) => emails[0]?.shown ?? "" },
  { field: "addressLines", words: "Address", of: ({ addressLines }) => addressLines.join(", ") },
  { field: "note", words: "Note", of: ({ note }) => note },
];

type Choice = Readonly<Record<MergeField, 0 | 1>>;
/** The older record's value, where it has one. */
const firstChoice = ([low, high]: DuplicatePair["sides"]): Choice => {
  const of = (field: MergeField): 0 | 1 => {
    const row = fields.find((each) => each.field === field);
    return row !== undefined && row.of(low) === "" && row.of(high) !== "" ? 1 : 0;
  };
  return {
    name: of("name"),
    phone: of("phone"),
    email: of("email"),
    addressLines: of("addressLines"),
    note: of("note"),
  };
};

function Pair({ pair, zone }: { pair: DuplicatePair; zone: CustomerView["zone"] }) {
  const trpc = useTRPC();
  const [choice, setChoice] = useState(() => firstChoice(pair.sides));
  const merge = useMutation(trpc.customer.merge.mutationOptions());
  const dismiss = useMutation(trpc.customer.dismissDuplicate.mutationOptions());
  const [low, high] = pair.sides;
  const take = (field: MergeField) => (choice[field] === 0 ? ("kept" as const) : ("gone" as const));
  const merging = useCommand((input: { idempotencyKey: string }) =>
    merge.mutateAsync({
      kept: { customerId: low.id, version: low.version },
      gone: { customerId: high.id, version: high.version },
      take: {
        name: take("name"),
        phone: take("phone"),
        email: take("email"),
        addressLines: take("addressLines"),
        note: take("note"),
      },
      ...input,
    }),
  );
  const dismissing = useCommand((input: { idempotencyKey: string }) =>
    dismiss.mutateAsync({ customerIds: [low.id, high.id], ...input }),
  );
  const kept = pair.sides[choice.name].name;
  const run = async (): Promise<void> => {
    if ((await merging.run({})) === null) return;
    toast(
      <>
        <b className="font-strong">{kept}</b> is one customer now.{" "}
        <TextLink href={`/customers/${low.id}`}>Open</TextLink>
      </>,
      { mark: "ok" },
    );
  };
  const refusal = merging.refusal ?? dismissing.refusal;
  return (
    <Panel aria-label={`${low.name} and ${high.name}`} className="p-4">
      <p className="mb-3 text-ink-2">{pair.reasons.map((reason) => duplicateReasonWords[reason]).join(". ")}.</p>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
        {pair.sides.map((side) => (
          <div className="min-w-0" key={side.id}>
            <h2 className="text-section wrap-anywhere">
              <TextLink href={`/customers/${side.id}`}>{side.name}</TextLink>
            </h2>
            <p className="text-dense text-ink-3">
              Since {formatDate(side.since, zone)}. {side.jobCards === 1 ? "1 job card" : `${side.jobCards} job cards`}
              {side.lastVisit === null ? "" : `, last ${formatDate(side.lastVisit, zone)}`}.{" "}
              {side.plates.length === 0 ? "No car." : side.plates.join(", ")}
            </p>
          </div>
        ))}
        {fields.map(({ field, words, of }) => {
          const same = of(low) === of(high);
          if (same && of(low) === "") return null;
          return (
            <fieldset className="grid gap-x-6 gap-y-1 border-t pt-2 sm:col-span-2 sm:grid-cols-2" key={field}>
              <legend className="sr-only">{words}</legend>
              <span aria-hidden className="text-dense text-ink-3 sm:col-span-2">
                {words}
              </span>
              {same ? (
                <span className="wrap-anywhere sm:col-span-2">{of(low)}</span>
              ) : (
                pair.sides.map((side, index) => (
                  <Radio
                    checked={choice[field] === index}
                    className="items-start wrap-anywhere"
                    key={side.id}
                    name={`${low.id} ${high.id} ${field}`}
                    onChange={() => setChoice({ ...choice, [field]: index === 0 ? 0 : 1 })}
                  >
                    {of(side) === "" ? <span className="text-ink-3">Nothing</span> : of(side)}
                  </Radio>
                ))
              )}
            </fieldset>
          );
        })}
      </div>
      {refusal ? (
        <p className="mt-3 text-bad" role="alert">
          {refusal.sentence}
        </p>
      ) : null}
      <div className="mt-4 flex flex-wrap justify-end gap-2 border-t pt-3 max-sm:[&>*]:flex-1">
        <Button busy={dismissing.busy && "Noting"} onClick={() => void dismissing.run({})}>
          Not the same
        </Button>
        <Button busy={merging.busy && "Merging"} look="primary" onClick={() => void run()}>
          Merge
        </Button>
      </div>
    </Panel>
  );
}
