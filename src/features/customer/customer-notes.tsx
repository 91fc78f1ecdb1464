"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { CustomerView } from "#/domain/customer.ts";
import { duplicateReasonWords } from "#/domain/duplicate.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
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
        <MergeNote customer={customer} key={merge.mergeId} merge={merge} />
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

function MergeNote({ customer, merge }: { customer: CustomerView; merge: CustomerView["merges"][number] }) {
  const trpc = useTRPC();
  const mayMerge = useMay("customer.merge");
  const { renderedAt } = useShell();
  const now = useNow(renderedAt);
  const [asking, setAsking] = useState(false);
  const undo = useMutation(trpc.customer.undoMerge.mutationOptions());
  const command = useCommand((input: { idempotencyKey: string }) =>
    undo.mutateAsync({ mergeId: merge.mergeId, ...input }),
  );
  if (merge.undoableUntil.getTime() <= now) return null;
  const run = async (): Promise<void> => {
    if ((await command.run({})) === null) return;
    setAsking(false);
    toast(
      <>
        <b className="font-strong">{merge.goneName}</b> is a customer again
      </>,
      { mark: "ok" },
    );
  };
  return (
    <>
      <Banner
        actions={
          mayMerge ? (
            <Button onClick={() => setAsking(true)} size="sm">
              Undo merge
            </Button>
          ) : null
        }
        tone="note"
      >
        <TextLink href={`/customers/${merge.goneId}`}>{merge.goneName}</TextLink> was merged into this customer on{" "}
        {formatDate(merge.mergedAt, customer.zone)} by {merge.mergedByName}. It can be undone until{" "}
        {formatDate(merge.undoableUntil, customer.zone)}.
      </Banner>
      {asking ? (
        <ConfirmDialog
          action="Undo merge"
          busy={command.busy && "Undoing"}
          cancel="Leave it"
          description={`${merge.goneName} becomes a customer of their own again, with the cars, cards and messages they had.`}
          onAction={() => void run()}
          onOpenChange={(open) => (open ? undefined : setAsking(false))}
          open
          title="Make two customers of this one again?"
        >
          {command.refusal ? (
            <p className="text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          ) : null}
        </ConfirmDialog>
      ) : null}
    </>
  );
}
