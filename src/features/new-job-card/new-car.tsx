"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useController } from "react-hook-form";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NumberField } from "#/components/ui/number-field.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { useSettled } from "#/components/ui/use-settled.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import type { NewCard } from "./use-new-card.ts";

const ChoiceCombobox = dynamic(
  () => import("#/components/ui/choice-combobox.tsx").then((file) => file.ChoiceCombobox<OwnerChoice>),
  {
    ssr: false,
    loading: () => <div className="h-8 max-sm:h-12" />,
  },
);

type OwnerChoice = { id: string; name: string; detail: string };

/** Make, model, year and owner of a car nobody has seen. */
export function NewCar({ card: { form } }: { card: NewCard }) {
  const { errors } = form.formState;
  const year = useController({ control: form.control, name: "year" }).field;
  const ownerKind = useController({ control: form.control, name: "ownerKind" }).field;
  return (
    <div className="border-t px-4 pt-3 pb-2">
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[1fr_1fr_150px]">
        <Field error={errors.make?.message} label="Make" required>
          {(control) => <Input {...control} {...form.register("make")} autoComplete="off" />}
        </Field>
        <Field error={errors.model?.message} label="Model" required>
          {(control) => <Input {...control} {...form.register("model")} autoComplete="off" />}
        </Field>
        <Field error={errors.year?.message} label="Year">
          {(control) => (
            <NumberField
              {...control}
              name={year.name}
              onBlur={year.onBlur}
              onValueChange={year.onChange}
              ref={year.ref}
              value={year.value}
            />
          )}
        </Field>
      </div>
      <div className="mt-1 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="font-medium max-sm:text-lead-sm">Owner</span>
        <Segmented
          label="Owner"
          onValueChange={ownerKind.onChange}
          options={[
            { value: "new", label: "New customer" },
            { value: "existing", label: "Existing customer" },
          ]}
          value={ownerKind.value}
        />
      </div>
      {ownerKind.value === "new" ? (
        <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          <Field error={errors.ownerName?.message} label="Name" required>
            {(control) => <Input {...control} {...form.register("ownerName")} autoComplete="off" />}
          </Field>
          <Field error={errors.phone?.message} hint="With + from abroad" label="Phone">
            {(control) => <Input {...control} {...form.register("phone")} autoComplete="off" type="tel" />}
          </Field>
          <Field className="sm:col-span-2" error={errors.email?.message} hint="The invoice goes there" label="E-mail">
            {(control) => (
              <Input {...control} {...form.register("email")} autoComplete="off" inputMode="email" type="text" />
            )}
          </Field>
        </div>
      ) : (
        <ExistingOwner form={form} />
      )}
    </div>
  );
}

function ExistingOwner({ form }: Pick<NewCard, "form">) {
  const trpc = useTRPC();
  const customerId = form.watch("customerId");
  const customerName = form.watch("customerName");
  const [query, setQuery] = useState(customerName);
  const search = useSettled(query.trim());
  const found = useQuery(
    trpc.customer.search.queryOptions({ search: search.slice(0, 120) }, { enabled: search.length > 1 }),
  );
  const chosen = customerId === "" ? null : { id: customerId, name: customerName, detail: "" };
  const items: OwnerChoice[] = (found.data ?? []).map(({ id, name, phone, email, plates }) => ({
    id,
    name,
    detail: [phone ?? email, ...plates.slice(0, 2)].filter(Boolean).join(", "),
  }));
  const choose = (next: OwnerChoice | null): void => {
    form.setValue("customerName", next?.name ?? "");
    form.setValue("customerId", next?.id ?? "", { shouldDirty: true, shouldValidate: true });
  };
  return (
    <div className="sm:w-2/3">
      <Field
        error={form.formState.errors.customerId?.message}
        hint="Name, phone tail, e-mail or another plate"
        label="Customer"
        required
      >
        {(control) => (
          <ChoiceCombobox
            {...control}
            data-card-field="customerId"
            failed={errorOf(found.error)?.sentence}
            items={items}
            none={`No customer matches “${search}”. Choose New customer above.`}
            onQueryChange={setQuery}
            onValueChange={choose}
            query={query}
            searched={search}
            searching={(found.isFetching || search !== query.trim()) && `Looking for “${query.trim()}”`}
            value={chosen}
          />
        )}
      </Field>
    </div>
  );
}
