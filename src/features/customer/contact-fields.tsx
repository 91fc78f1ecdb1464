"use client";

import { Plus, X } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";
import { Input } from "#/components/ui/input.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { contactsKept } from "#/domain/contact.ts";

type Contact = { value: string; label: string };

/** Rows are known by their place: they are typed in, and have no other name. */
const placed = (rows: readonly Contact[]) => rows.map((row, index) => ({ ...row, index, key: `row ${index}` }));

/** Addresses or numbers with their labels; the first is where messages go. */
export function ContactFields({
  title,
  noun,
  contacts,
  errors,
  type,
  onChange,
}: {
  title: string;
  /** As in "Add a phone number". */
  noun: string;
  contacts: readonly Contact[];
  /** Sentences by the row's number. */
  errors: (index: number) => string | undefined;
  type: "tel" | "email";
  onChange: (contacts: Contact[]) => void;
}) {
  // An empty row is where the first one is typed.
  const rows = contacts.length === 0 ? [{ value: "", label: "" }] : contacts;
  const change = (index: number, next: Partial<Contact>): void =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...next } : row)));
  const name = noun.charAt(0).toUpperCase() + noun.slice(1);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium max-sm:text-lead-sm">{title}</legend>
      <ul className="flex flex-col gap-2">
        {placed(rows).map(({ value, label, index, key }) => (
          <li key={key}>
            <div className="flex flex-wrap items-center gap-2">
              <Input
                aria-invalid={errors(index) ? true : undefined}
                aria-label={`${name} ${index + 1}`}
                autoComplete="off"
                className="min-w-0 flex-1 max-sm:basis-full"
                inputMode={type}
                maxLength={254}
                onChange={(event) => change(index, { value: event.target.value })}
                value={value}
              />
              <span className="w-28 shrink-0 max-sm:flex-1">
                <Input
                  aria-label={`Label of ${noun} ${index + 1}`}
                  autoComplete="off"
                  maxLength={24}
                  onChange={(event) => change(index, { label: event.target.value })}
                  placeholder="Label"
                  value={label}
                />
              </span>
              <Button
                aria-label={`Remove ${noun} ${index + 1}`}
                icon
                look="ghost"
                onClick={() => onChange(rows.filter((_, at) => at !== index))}
              >
                <X aria-hidden size={16} strokeWidth={1.75} />
              </Button>
            </div>
            {errors(index) ? <p className="mt-1 text-bad text-dense">{errors(index)}</p> : null}
            {index === 0 && rows.length > 1 ? (
              <p className="mt-1 text-dense text-ink-3">First: this is where messages go.</p>
            ) : null}
            {index > 0 ? (
              <LinkButton
                className="text-dense"
                onClick={() =>
                  onChange([rows[index] ?? { value: "", label: "" }, ...rows.filter((_, at) => at !== index)])
                }
              >
                Make it the first
              </LinkButton>
            ) : null}
          </li>
        ))}
      </ul>
      {rows.length < contactsKept ? (
        <Button className="mt-2" look="ghost" onClick={() => onChange([...rows, { value: "", label: "" }])} size="sm">
          <Plus aria-hidden size={14} strokeWidth={1.75} />
          Add {noun.startsWith("e") ? "an" : "a"} {noun}
        </Button>
      ) : null}
    </fieldset>
  );
}
