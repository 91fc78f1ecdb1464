"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { useCountCommand } from "./use-count-command.ts";

/** Asks which parts are counted, and opens the sheet. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const { branch } = useShell();
  const command = useCountCommand();
  const open = useMutation(trpc.stockCount.open.mutationOptions());
  const seesSuppliers = useMay("purchase_order.read");
  const suppliers = useQuery(trpc.supplier.list.queryOptions(undefined, { enabled: seesSuppliers }));
  const [asked, setAsked] = useState({ bin: "", supplierId: "", search: "" });
  const ask = (change: Partial<typeof asked>): void => {
    setAsked({ ...asked, ...change });
    command.changed();
  };
  const submit = async (): Promise<void> => {
    const made = await command.run((idempotencyKey) =>
      open.mutateAsync({
        branchId: branch.id,
        bin: asked.bin,
        supplierId: asked.supplierId === "" ? null : asked.supplierId,
        search: asked.search,
        idempotencyKey,
      }),
    );
    if (made !== null) router.push(`/stock-counts/${made.stockCountId}`);
  };
  return (
    <Dialog
      description={`Left empty, every part that ${branch.name} stocks stands on the sheet.`}
      onOpenChange={(stays) => (stays ? undefined : onClose())}
      open
      title="Which parts are counted?"
    >
      <form
        className="flex min-h-0 flex-col"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="min-h-0 overflow-y-auto px-5 py-4">
          <Field hint="A shelf or a row: A, or A-0" label="Bin begins with">
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={24}
                onChange={(event) => ask({ bin: event.target.value })}
                value={asked.bin}
              />
            )}
          </Field>
          {seesSuppliers ? (
            <Field label="Bought of">
              {(control) => (
                <NativeSelect
                  {...control}
                  onChange={(event) => ask({ supplierId: event.target.value })}
                  value={asked.supplierId}
                >
                  <option value="">Any supplier</option>
                  {(suppliers.data?.suppliers ?? []).map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </NativeSelect>
              )}
            </Field>
          ) : null}
          <Field hint="As brake pads, or OX" label="Number or name contains">
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={80}
                onChange={(event) => ask({ search: event.target.value })}
                value={asked.search}
              />
            )}
          </Field>
          {command.refusal ? (
            <p className="text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          ) : null}
        </div>
        <DialogFooter>
          <Button onClick={onClose}>Not now</Button>
          <Button busy={command.busy && "Opening"} look="primary" type="submit">
            Open count
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
