"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import type { CustomerView } from "#/domain/customer.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Erases a person's data for good, once their name was typed. */
export function EraseDialog({
  customer,
  onClose,
}: {
  customer: Pick<CustomerView, "id" | "version" | "name">;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const [name, setName] = useState("");
  const erase = useMutation(
    trpc.customer.erase.mutationOptions({
      onSuccess: onClose,
      onSettled: () => {
        key.renew();
        return queries.invalidateQueries();
      },
    }),
  );
  return (
    <ConfirmDialog
      action="Erase for good"
      busy={erase.isPending ? "Erasing" : false}
      cancel="Keep the data"
      danger
      description="Name, contacts, address, notes, plates and the text of every message go, and do not come back. Issued invoices and their PDFs stay as the law demands, for six to ten years by country; so do dates, sums and whose consent a job rested on."
      onAction={() =>
        erase.mutate({ customerId: customer.id, version: customer.version, name, idempotencyKey: key.current })
      }
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      ready={name.trim() === customer.name}
      title={`Erase ${customer.name}?`}
    >
      <Field
        error={errorOf(erase.error)?.sentence}
        hint={`Type ${customer.name} to erase.`}
        label="Name of the customer"
      >
        {(control) => (
          <Input {...control} autoComplete="off" onChange={(event) => setName(event.target.value)} value={name} />
        )}
      </Field>
    </ConfirmDialog>
  );
}
