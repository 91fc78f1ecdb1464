"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { TextLink } from "#/components/ui/link.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import {
  type DuplicatePair,
  type DuplicateSide,
  duplicateReasonWords,
  type MergeCustomers,
  type MergeField,
} from "#/domain/duplicate.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { type Choice, DuplicatePairPanel, firstChoice } from "./duplicate-pair.tsx";
import { DuplicatesPage } from "./duplicates-page.tsx";
import { useCommand } from "./use-command.ts";
import { cardsOf } from "./words.ts";

/** Customers who may be one person, side by side; of one customer when the address says so. */
export function DuplicatesScreen({ customerId }: { customerId: string | null }) {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.customer.duplicates.queryOptions({ customerId }));
  return (
    <DuplicatesPage
      emptyText="Customers with the same phone number, e-mail address or car, or with a similar name at the same address, are shown here side by side."
      emptyTitle="Nobody seems to be here twice."
      hint="Choose what to keep of each. All contacts are kept."
      other={<TextLink href="/vehicles/duplicates">Duplicate cars</TextLink>}
      title="Possible duplicates"
      total={data.total}
    >
      {data.pairs.map((pair) => (
        <Pair key={pair.sides.map(({ id, version }) => `${id} ${version}`).join()} pair={pair} zone={data.zone} />
      ))}
    </DuplicatesPage>
  );
}

const fields: readonly { field: MergeField; words: string; of: (side: DuplicateSide) => string }[] = [
  { field: "name", words: "Name", of: ({ name }) => name },
  { field: "phone", words: "First phone number", of: ({ phones }) => phones[0]?.shown ?? "" },
  { field: "email", words: "First e-mail address", of: ({ emails }) => emails[0]?.shown ?? "" },
  { field: "addressLines", words: "Address", of: ({ addressLines }) => addressLines.join(", ") },
  { field: "note", words: "Note", of: ({ note }) => note },
];
const older = { name: 0, phone: 0, email: 0, addressLines: 0, note: 0 } as const;

function Pair({ pair, zone }: { pair: DuplicatePair; zone: string }) {
  const trpc = useTRPC();
  const merge = useMutation(trpc.customer.merge.mutationOptions());
  const dismiss = useMutation(trpc.customer.dismissDuplicate.mutationOptions());
  const [low, high] = pair.sides;
  const merging = useCommand((input: Pick<MergeCustomers, "take"> & { idempotencyKey: string }) =>
    merge.mutateAsync({
      kept: { customerId: low.id, version: low.version },
      gone: { customerId: high.id, version: high.version },
      ...input,
    }),
  );
  const dismissing = useCommand((input: { idempotencyKey: string }) =>
    dismiss.mutateAsync({ customerIds: [low.id, high.id], ...input }),
  );
  const run = async (choice: Choice<MergeField>): Promise<void> => {
    const take = (field: MergeField) => (choice[field] === 0 ? ("kept" as const) : ("gone" as const));
    const taken = {
      name: take("name"),
      phone: take("phone"),
      email: take("email"),
      addressLines: take("addressLines"),
      note: take("note"),
    };
    if ((await merging.run({ take: taken })) === null) return;
    toast(
      <>
        <b className="font-strong">{pair.sides[choice.name].name}</b> is one customer now.{" "}
        <TextLink href={`/customers/${low.id}`}>Open</TextLink>
      </>,
      { mark: "ok" },
    );
  };
  return (
    <DuplicatePairPanel
      dismissing={dismissing}
      fields={fields}
      head={(side) => (
        <>
          <h2 className="text-section wrap-anywhere">
            <TextLink href={`/customers/${side.id}`}>{side.name}</TextLink>
          </h2>
          <p className="text-dense text-ink-3">
            Since {formatDate(side.since, zone)}. {cardsOf(side, zone)}{" "}
            {side.plates.length === 0 ? "No car." : side.plates.join(", ")}
          </p>
        </>
      )}
      initial={firstChoice(fields, pair.sides, older)}
      label={`${low.name} and ${high.name}`}
      merging={merging}
      onMerge={(choice) => void run(choice)}
      reasons={pair.reasons.map((reason) => duplicateReasonWords[reason])}
      sides={pair.sides}
    />
  );
}
