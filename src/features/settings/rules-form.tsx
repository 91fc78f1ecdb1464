"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import { type BookingRules, gridChoices, type RulesView } from "#/domain/booking-rules.ts";
import { formatMinutes } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import {
  AreaSetting,
  CheckSetting,
  ChoiceSetting,
  SettingsFields,
  SettingsFormFrame,
  TextSetting,
} from "./form-parts.tsx";
import { fieldAt, parseRules, type RulesTextField, textOf } from "./rules-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

/** How a branch takes bookings online. */
export function RulesForm({ branch, rules }: { branch: { id: string; name: string }; rules: RulesView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const update = useMutation(trpc.settings.updateBookingRules.mutationOptions());
  const form = useSettingsForm<RulesTextField, BookingRules>({
    place: `settings.booking.${branch.id}`,
    stored: textOf(rules),
    parse: parseRules,
    fieldAt,
    save: (value, idempotencyKey) =>
      update.mutateAsync({ branchId: branch.id, version: rules.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.pathFilter()),
    saved: `Booking at ${branch.name} saved`,
  });
  const length = (field: "leadMinutes" | "requestMinutes" | "requestHoldMinutes"): string | null => {
    const minutes = Number(form.text[field]);
    return Number.isFinite(minutes) && minutes >= 60 ? `${formatMinutes(minutes)}. ` : null;
  };
  return (
    <SettingsFormFrame form={form} label={`Booking at ${branch.name}`} mayEdit={mayEdit} word="Save booking">
      <CheckSetting
        field="online"
        form={form}
        hint="Without it the public page does not show the branch; the desk books on"
        label="Customers book here online"
      />
      <SettingsFields className="pb-3">
        <TextSetting
          end="min"
          field="leadMinutes"
          form={form}
          hint={<>{length("leadMinutes")}So long before a start it can still be booked</>}
          inputMode="numeric"
          label="Lead time"
          required
        />
        <TextSetting
          end="days"
          field="horizonDays"
          form={form}
          hint="So far ahead customers may book"
          inputMode="numeric"
          label="Horizon"
          required
        />
        <ChoiceSetting
          field="gridMinutes"
          form={form}
          hint="Counted from the opening on"
          label="Starts every"
          options={gridChoices.map((minutes) => ({ value: String(minutes), word: formatMinutes(minutes) }))}
        />
        <CheckSetting
          beside
          field="technicians"
          form={form}
          hint="A free bay alone is not enough"
          label="A technician must be free too"
        />
        <TextSetting
          end="min"
          field="requestMinutes"
          form={form}
          hint={<>{length("requestMinutes")}What a request is taken to last until an advisor has said</>}
          inputMode="numeric"
          label="Length of a request"
          required
        />
        <TextSetting
          end="min"
          field="requestHoldMinutes"
          form={form}
          hint={<>{length("requestHoldMinutes")}So long a request keeps the time that it asks for; 0 keeps none</>}
          inputMode="numeric"
          label="A request keeps its time"
          required
        />
        <TextSetting
          field="quietFrom"
          form={form}
          hint="No reminder goes out from then on: it goes before, or in the morning"
          label="Quiet from"
          required
          type="time"
        />
        <TextSetting
          field="quietUntil"
          form={form}
          hint="By the clock of this branch"
          label="Quiet until"
          required
          type="time"
        />
      </SettingsFields>
      <AreaSetting
        field="whatToBring"
        form={form}
        hint="Stands on the public page and in the confirmation"
        label="What to bring"
        rows={2}
      />
    </SettingsFormFrame>
  );
}
