"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import { addressLimits, type BookingLimits, type LimitsView } from "#/domain/booking-limits.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { SettingsFields, SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { fieldAt, type LimitsTextField, parseLimits, textOf } from "./limits-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

/** How much booking online the workshop bears, over all its branches. */
export function LimitsForm({ limits }: { limits: LimitsView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const update = useMutation(trpc.settings.updateBookingLimits.mutationOptions());
  const form = useSettingsForm<LimitsTextField, BookingLimits>({
    place: "settings.booking-limits",
    stored: textOf(limits),
    parse: parseLimits,
    fieldAt,
    save: (value, idempotencyKey) => update.mutateAsync({ version: limits.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.pathFilter()),
    saved: "Limits of the public page saved",
  });
  return (
    <SettingsFormFrame form={form} label="Limits of the public page" mayEdit={mayEdit} word="Save limits">
      <p className="pb-3 text-dense text-ink-3">
        They keep machines from filling the calendar. The desk is not bound by them.
      </p>
      <SettingsFields>
        <TextSetting
          field="bookingsOfContact"
          form={form}
          hint="To come, with one e-mail address or phone number"
          inputMode="numeric"
          label="Bookings of one contact"
          required
        />
        <TextSetting
          field="requestsOfContact"
          form={form}
          hint="That wait for an answer, with one e-mail address or phone number"
          inputMode="numeric"
          label="Requests of one contact"
          required
        />
        <TextSetting
          end="a day"
          field="perContactDay"
          form={form}
          hint="Bookings and requests that are tried, the refused ones too"
          inputMode="numeric"
          label="Attempts of one contact"
          required
        />
        <TextSetting
          end="an hour"
          field="perTenantHour"
          form={form}
          hint="Bookings and requests that are tried, whoever sends them"
          inputMode="numeric"
          label="Attempts at the whole workshop"
          required
        />
      </SettingsFields>
      <p className="text-dense text-ink-3">
        Whoever runs Pitlane for you sets the rest: {limits.ofAddress.bookingsPerHour} bookings and{" "}
        {limits.ofAddress.holdsPerHour} held times an hour from one connection, {addressLimits.holdsAtOnce} of them held
        at once, one in a browser.
      </p>
    </SettingsFormFrame>
  );
}
