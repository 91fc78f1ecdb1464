"use client";

import { Checkbox } from "#/components/ui/checkbox.tsx";
import { cn } from "#/components/ui/cn.ts";
import { FieldMessage } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { weekdays } from "#/domain/hours.ts";
import { type HoursField, hoursFields, hoursOfText, sayDay } from "./day-text.ts";
import { Theirs } from "./form-parts.tsx";
import type { SettingsForm } from "./use-settings-form.ts";

/** Hours of each weekday: open or not, from when, until when. */
export function HoursFields<Name extends string>({
  form,
  disabled,
  closed = "Closed",
}: {
  form: SettingsForm<Name | HoursField>;
  disabled: boolean;
  /** What a day without hours is called. */
  closed?: string;
}) {
  return (
    <div className="flex flex-col">
      {hoursFields.map((field, index) => {
        const day = weekdays[index] ?? "";
        const hours = hoursOfText(form.text[field]);
        const error = form.errorAt(field);
        const set = (opens: string, closes: string): void => form.type(field, `${opens}-${closes}`);
        return (
          <div key={field}>
            <fieldset disabled={disabled} onBlur={() => form.leave(field)}>
              <legend className="sr-only">{day}</legend>
              <div className="flex min-h-9 flex-wrap items-center gap-x-3 max-sm:pb-2">
                <span className={cn("w-36", hours !== null && "max-sm:w-full")}>
                  <Checkbox
                    checked={hours !== null}
                    data-setting={hours === null ? field : undefined}
                    onChange={(event) => form.type(field, event.target.checked ? "08:00-18:00" : "")}
                  >
                    {day}
                  </Checkbox>
                </span>
                {hours === null ? (
                  <span className="text-ink-3">{closed}</span>
                ) : (
                  <>
                    <Input
                      aria-invalid={error ? true : undefined}
                      aria-label={`${day} opens`}
                      className="w-28 max-sm:w-0 max-sm:flex-1"
                      data-setting={field}
                      onChange={(event) => set(event.target.value, hours.closes)}
                      type="time"
                      value={hours.opens}
                    />
                    <span className="text-ink-3">to</span>
                    <Input
                      aria-invalid={error ? true : undefined}
                      aria-label={`${day} closes`}
                      className="w-28 max-sm:w-0 max-sm:flex-1"
                      onChange={(event) => set(hours.opens, event.target.value)}
                      type="time"
                      value={hours.closes}
                    />
                  </>
                )}
              </div>
            </fieldset>
            {error ? (
              <FieldMessage error id={`${field}-error`}>
                {error}
              </FieldMessage>
            ) : null}
            <Theirs field={field} form={form} say={sayDay} />
          </div>
        );
      })}
    </div>
  );
}
