"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import type { CustomerView } from "#/domain/customer.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Erases a person's data for good, once their name was typed. */
export function EraseCustomer({ customer }: { customer: Pick<CustomerView, "id" | "version" | "name"> }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const mayErase = useMay("customer.erase");
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const erase = useMutation(
    trpc.customer.erase.mutationOptions({
      onSuccess: () => setOpen(false),
      onSettled: () => {
        key.renew();
        return queries.invalidateQueries();
      },
    }),
  );
  if (!mayErase) return null;
  return (
    <>
      <LinkButton
        onClick={() => {
          setName("");
          erase.reset();
          setOpen(true);
        }}
      >
        Erase their data
      </LinkButton>
      <ConfirmDialog
        action="Erase for good"
        busy={erase.isPending ? "Erasing" : false}
        cancel="Keep the data"
        danger
        description="Name, contacts, address, notes, plates and the text of every message go, and do not come back. Issued invoices and their PDFs stay as the law demands, for six to ten years by country; so do dates, sums and whose consent a job rested on."
        onAction={() =>
          erase.mutate({ customerId: customer.id, version: customer.version, name, idempotencyKey: key.current })
        }
        onOpenChange={setOpen}
        open={open}
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
    </>
  );
}
