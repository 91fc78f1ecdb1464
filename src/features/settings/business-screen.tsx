"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Fact, Facts, Panel, PanelHead } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { BusinessFields, BusinessView } from "#/domain/settings.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { type BusinessTextField, fieldAt, parseBusiness, textOf } from "./business-text.ts";
import { SettingsFields, SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { LogoPanel } from "./logo-panel.tsx";
import { useSettingsForm } from "./use-settings-form.ts";

/** What the business is called, how it presents itself, and where its subscription stands. */
export function BusinessScreen() {
  const trpc = useTRPC();
  const business = useSuspenseQuery(trpc.settings.business.queryOptions()).data;
  return (
    <div className="flex flex-col gap-3">
      <Subscription business={business} />
      <LogoPanel business={business} />
      <Panel>
        <PanelHead title="Business" />
        <div className="border-t px-4 py-3">
          <BusinessForm business={business} />
        </div>
      </Panel>
    </div>
  );
}

function Subscription({ business }: { business: BusinessView }) {
  const { branch, renderedAt } = useShell();
  const now = useNow(renderedAt);
  const { subscription, trialEndsAt } = business;
  const days = trialEndsAt === null ? null : Math.max(0, Math.ceil((trialEndsAt.getTime() - now) / 86_400_000));
  return (
    <Facts>
      <Fact className="flex-1" term="Subscription">
        {subscription === "TRIAL" ? "Trial" : subscription === "ACTIVE" ? "Active" : "Expired: everything can be read"}
      </Fact>
      {trialEndsAt === null || days === null ? null : (
        <Fact className="flex-1" term={now < trialEndsAt.getTime() ? "Trial ends" : "Trial ended"}>
          {formatDate(trialEndsAt, branch.zone)}
          {days > 0 ? (
            <span className="font-normal text-ink-2">{days === 1 ? "1 day" : `${days} days`} left</span>
          ) : null}
        </Fact>
      )}
      <Fact className="flex-1" term="Since">
        {formatDate(business.createdAt, branch.zone)}
      </Fact>
    </Facts>
  );
}

function BusinessForm({ business }: { business: BusinessView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const update = useMutation(trpc.settings.updateBusiness.mutationOptions());
  const form = useSettingsForm<BusinessTextField, BusinessFields>({
    place: `settings.business.${business.id}`,
    stored: textOf(business),
    parse: parseBusiness,
    fieldAt,
    save: (value, idempotencyKey) => update.mutateAsync({ version: business.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.business.pathFilter()),
    saved: "Business saved",
  });
  return (
    <SettingsFormFrame form={form} label="Business" mayEdit={mayEdit} word="Save business">
      <SettingsFields>
        <TextSetting field="name" form={form} hint="As customers know it" label="Name" required />
        <TextSetting field="legalName" form={form} hint="As it stands on invoices" label="Legal name" required />
        <TextSetting
          field="registrationNumber"
          form={form}
          hint="Of the company register"
          label="Registration number"
        />
        <TextSetting field="taxNumber" form={form} hint="VAT, EIN or the like" label="Tax number" />
        <TextSetting
          field="jobCardTerm"
          form={form}
          hint="“Job card”, “Repair order”, or your own word"
          label="A job card is called"
          required
        />
        <TextSetting
          end={
            <span
              aria-hidden
              className="size-4 rounded-chip border border-line-strong"
              style={{ background: /^#[0-9a-f]{6}$/i.test(form.text.brandColour) ? form.text.brandColour : undefined }}
            />
          }
          field="brandColour"
          form={form}
          hint="Behind the initials, where no logo stands"
          label="Brand colour"
          required
        />
      </SettingsFields>
    </SettingsFormFrame>
  );
}
