"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SupplierFields, SupplierView } from "#/domain/supplier.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { AreaSetting, SettingsFields, SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { parseSupplier, type SupplierTextField, supplierFieldAt, supplierText } from "./supplier-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

/** Name, address and account of a supplier, one that is added or one that is changed. */
export function SupplierForm({ supplier, onDone }: { supplier: SupplierView | null; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.supplier.create.mutationOptions());
  const update = useMutation(trpc.supplier.update.mutationOptions());
  const form = useSettingsForm<SupplierTextField, SupplierFields>({
    place: `settings.supplier.${supplier?.id ?? "new"}`,
    stored: supplierText(supplier),
    parse: parseSupplier,
    fieldAt: supplierFieldAt,
    save: (value, idempotencyKey) =>
      supplier === null
        ? create.mutateAsync({ ...value, idempotencyKey })
        : update.mutateAsync({ supplierId: supplier.id, version: supplier.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.supplier.pathFilter()),
    saved: supplier === null ? "Supplier added" : "Supplier saved",
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame
      form={form}
      label={supplier === null ? "New supplier" : `Change ${supplier.name}`}
      mayEdit
      onCancel={onDone}
      word={supplier === null ? "Add supplier" : "Save supplier"}
    >
      <SettingsFields className="pt-1">
        <TextSetting field="name" form={form} label="Name" required />
        <TextSetting
          field="email"
          form={form}
          hint="Orders go here. Empty: they are ordered by hand."
          label="E-mail for orders"
          type="email"
        />
        <TextSetting field="phone" form={form} label="Telephone" />
        <TextSetting field="accountNumber" form={form} hint="What they know you by" label="Account number" />
        <div className="col-span-full">
          <AreaSetting field="addressLines" form={form} label="Address" rows={3} />
        </div>
      </SettingsFields>
    </SettingsFormFrame>
  );
}
