"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ServiceFields, type ServiceView, serviceModes, serviceModeWords } from "#/domain/booking-rules.ts";
import { currencySign } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import {
  AreaSetting,
  CheckSetting,
  ChoiceSetting,
  SettingsFields,
  SettingsFormFrame,
  TextSetting,
} from "./form-parts.tsx";
import { fieldAt, parseService, type ServiceTextField, textOf } from "./service-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

/** A service, one that is added or one that is changed: how long, on which bay, by whom, and how customers get it. */
export function ServiceForm({
  branch,
  service,
  onDone,
}: {
  branch: { id: string; currency: string; locale: string };
  service: ServiceView | null;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.settings.createService.mutationOptions());
  const update = useMutation(trpc.settings.updateService.mutationOptions());
  const form = useSettingsForm<ServiceTextField, ServiceFields>({
    place: `settings.service.${service?.id ?? `new.${branch.id}`}`,
    stored: textOf(service, branch.currency),
    parse: parseService(branch.currency),
    fieldAt,
    save: (value, idempotencyKey) =>
      service === null
        ? create.mutateAsync({ branchId: branch.id, ...value, idempotencyKey })
        : update.mutateAsync({ serviceId: service.id, version: service.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.pathFilter()),
    saved: service === null ? "Service added" : "Service saved",
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame
      form={form}
      label={service === null ? "New service" : `Change ${service.name}`}
      mayEdit
      onCancel={onDone}
      word={service === null ? "Add service" : "Save service"}
    >
      <SettingsFields className="pt-1">
        <TextSetting field="name" form={form} hint="As customers say it: Full service" label="Name" required />
        <ChoiceSetting
          field="mode"
          form={form}
          hint="Asked for first: an advisor says how long, then the customer chooses a time"
          label="How it is booked"
          options={serviceModes.map((value) => ({ value, word: serviceModeWords[value] }))}
        />
        <div className="col-span-full">
          <AreaSetting
            field="description"
            form={form}
            hint="What is done, in a sentence"
            label="Description"
            rows={2}
          />
        </div>
        <TextSetting end="min" field="labourMinutes" form={form} inputMode="numeric" label="Labour" required />
        <TextSetting
          end="min"
          field="bufferMinutes"
          form={form}
          hint="The bay stays taken so long after it"
          inputMode="numeric"
          label="Buffer"
          required
        />
        <TextSetting
          field="priceFrom"
          form={form}
          hint="Empty: nothing is said of a price"
          inputMode="decimal"
          label="Price from"
          start={currencySign(branch.currency, branch.locale).slice(0, 1)}
        />
        <TextSetting
          field="capabilities"
          form={form}
          hint="All of which a bay must have: lift, align"
          label="Needs of the bay"
        />
        <TextSetting
          field="skill"
          form={form}
          hint="Which a technician must have: hybrid"
          label="Needs of the technician"
        />
        <CheckSetting beside field="bookableOnline" form={form} label="Customers book it online" />
      </SettingsFields>
    </SettingsFormFrame>
  );
}
