"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { CustomerView } from "#/domain/customer.ts";
import { duplicateReasonWords } from "#/domain/duplicate.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { MergeNote } from "./merge-note.tsx";
import { useCommand } from "./use-command.ts";

/** What stands between this record and the person: where it went, what was merged into it, who else it may be. */
export function CustomerNotes({ customer }: { customer: CustomerView }) {
  const mayMerge = useMay("customer.merge");
  const { mergedInto } = customer;
  return (
    <>
      {mergedInto === null ? null : (
        <Banner tone="note">
          This record was merged into <TextLink href={`/customers/${mergedInto.id}`}>{mergedInto.name}</TextLink>. What
          was issued to it stays here; everything stands there.
        </Banner>
      )}
      {customer.merges.map((merge) => (
        <MergedNote customer={customer} key={merge.mergeId} merge={merge} />
      ))}
      {mayMerge && customer.archivedAt === null ? <DuplicateHint customerId={customer.id} /> : null}
    </>
  );
}

function DuplicateHint({ customerId }: { customerId: string }) {
  const trpc = useTRPC();
  const found = useQuery(trpc.customer.duplicates.queryOptions({ customerId }));
  return (found.data?.pairs ?? []).map(({ reasons, sides }) => {
    const other = sides.find(({ id }) => id !== customerId);
    if (other === undefined) return null;
    return (
      <Banner
        actions={<TextLink href={`/customers/duplicates?customer=${customerId}`}>Compare</TextLink>}
        key={other.id}
        tone="note"
      >
        Perhaps the same person as <TextLink href={`/customers/${other.id}`}>{other.name}</TextLink>:{" "}
        {reasons.map((reason) => duplicateReasonWords[reason].toLowerCase()).join(", ")}.
      </Banner>
    );
  });
}

function MergedNote({ customer, merge }: { customer: CustomerView; merge: CustomerView["merges"][number] }) {
  const trpc = useTRPC();
  const mayMerge = useMay("customer.merge");
  const undo = useMutation(trpc.customer.undoMerge.mutationOptions());
  const command = useCommand((input: { idempotencyKey: string }) =>
    undo.mutateAsync({ mergeId: merge.mergeId, ...input }),
  );
  const run = async (): Promise<boolean> => {
    if ((await command.run({})) === null) return false;
    toast(
      <>
        <b className="font-strong">{merge.goneName}</b> is a customer again
      </>,
      { mark: "ok" },
    );
    return true;
  };
  return (
    <MergeNote
      command={command}
      description={`${merge.goneName} becomes a customer of their own again, with the cars, cards and messages they had.`}
      mayUndo={mayMerge}
      merge={merge}
      onUndo={run}
      question="Make two customers of this one again?"
      what={
        <>
          <TextLink href={`/customers/${merge.goneId}`}>{merge.goneName}</TextLink> was merged into this customer
        </>
      }
      zone={customer.zone}
    />
  );
}
