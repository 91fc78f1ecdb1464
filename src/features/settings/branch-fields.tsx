"use client";

import type { ReactNode } from "react";
import { currencySign, formatMoney } from "#/domain/money.ts";
import type { BranchTextField } from "./branch-text.ts";
import { countryChoices, currencyChoices, localeChoices, useZoneChoices } from "./choices.ts";
import { AreaSetting, ChoiceSetting, SettingsFields, TextSetting } from "./form-parts.tsx";
import { HoursFields } from "./hours-fields.tsx";
import type { SettingsForm } from "./use-settings-form.ts";

/** The fields of a branch, for one that is opened and one that is changed. */
export function BranchFieldset({
  form,
  mayEdit,
  money,
  nextInvoice,
}: {
  form: SettingsForm<BranchTextField>;
  mayEdit: boolean;
  /** Where prices stand in its currency already, the currency stays. */
  money: boolean;
  nextInvoice: string | null;
}) {
  const { text } = form;
  const zones = useZoneChoices(text.zone);
  const known = /^[A-Z]{3}$/.test(text.currency);
  return (
    <>
      <Section title="Place">
        <TextSetting field="name" form={form} label="Name" required />
        <ChoiceSetting field="country" form={form} label="Country" options={countryChoices(text.country)} />
        <ChoiceSetting
          field="zone"
          form={form}
          hint="Every time of the branch is shown in it"
          label="Time zone"
          options={zones}
        />
        <ChoiceSetting field="locale" form={form} label="Amounts are written" options={localeChoices(text.locale)} />
        <TextSetting field="phone" form={form} inputMode="tel" label="Phone" type="tel" />
        <TextSetting field="email" form={form} inputMode="email" label="E-mail" type="email" />
        <AreaSetting field="address" form={form} hint="A line each, as on a letter" label="Address" rows={3} />
        <ChoiceSetting
          field="odometerUnit"
          form={form}
          label="Odometers count"
          options={[
            { value: "mi", word: "Miles" },
            { value: "km", word: "Kilometres" },
          ]}
        />
      </Section>
      <Section title="Money and tax">
        <ChoiceSetting
          disabled={money}
          field="currency"
          form={form}
          hint={
            money ? "Stays: prices and invoices of this branch are in it" : "Cannot be changed once anything is priced"
          }
          label="Currency"
          options={currencyChoices(text.currency)}
        />
        <TextSetting
          field="labourRate"
          form={form}
          hint="An hour, where no named rate is chosen"
          inputMode="decimal"
          label="Standard labour rate"
          required
          start={known ? currencySign(text.currency, "en-GB").slice(0, 1) : undefined}
        />
        <TextSetting field="taxName" form={form} label="The tax is called" required />
        <TextSetting
          field="taxRates"
          form={form}
          hint="In per cent, the usual one first: 20, 5, 0"
          label="Rates"
          required
        />
        <ChoiceSetting
          field="taxMode"
          form={form}
          hint={text.taxMode === "INCLUSIVE" ? taxHint(text.currency, true) : taxHint(text.currency, false)}
          label="Prices are"
          options={[
            { value: "EXCLUSIVE", word: "Before tax" },
            { value: "INCLUSIVE", word: "With tax inside" },
          ]}
        />
        <ChoiceSetting
          field="roundingRule"
          form={form}
          label="Tax is rounded"
          options={[
            { value: "LINE", word: "On each line" },
            { value: "DOCUMENT", word: "Once for each rate" },
          ]}
        />
      </Section>
      <Section title="Hours" wide>
        <HoursFields disabled={!mayEdit} form={form} />
      </Section>
      <Section title="Invoices">
        <TextSetting
          field="invoicePrefix"
          form={form}
          hint={
            nextInvoice === null
              ? "Letters and digits; it is this branch's for good"
              : `Next is ${nextInvoice}. A prefix that is left never comes back`
          }
          label="Number prefix"
          required
        />
        <TextSetting
          end="days"
          field="paymentTermsDays"
          form={form}
          hint="0 for due at once"
          inputMode="numeric"
          label="Payment within"
          required
        />
        <AreaSetting field="paymentDetails" form={form} hint="How to pay: bank, account" label="Payment details" />
        <AreaSetting
          field="invoiceTerms"
          form={form}
          hint="Stands at the foot: guarantee, legal details"
          label="Terms"
        />
      </Section>
    </>
  );
}

const taxHint = (currency: string, inside: boolean): string => {
  if (!/^[A-Z]{3}$/.test(currency)) return "";
  const hundred = formatMoney(10_000, currency, "en-GB");
  return inside ? `${hundred} on a card is what is paid` : `Tax is added to ${hundred} on a card`;
};

function Section({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <section className="border-b py-3 first-of-type:pt-0 last-of-type:border-b-0">
      <h3 className="mb-2 text-section">{title}</h3>
      {wide ? children : <SettingsFields>{children}</SettingsFields>}
    </section>
  );
}
