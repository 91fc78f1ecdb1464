"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import type { AuditAddress } from "./audit-filter.ts";

/** Person, period and record: all of it stands in the address. */
export function AuditFilters({
  address,
  label,
  onChange,
}: {
  address: AuditAddress;
  /** How people name the record that is asked for. */
  label: string | null;
  onChange: (change: Partial<AuditAddress>) => void;
}) {
  const trpc = useTRPC();
  const people = useSuspenseQuery(trpc.audit.people.queryOptions()).data;
  const narrowed = Object.values(address).some((value) => value !== null);
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-2 border-t px-4 py-3">
      <Field className="w-52 max-sm:w-full" label="Person" reserve={false}>
        {(control) => (
          <NativeSelect
            {...control}
            onChange={({ target }) => onChange({ person: target.value === "" ? null : target.value })}
            value={address.person ?? ""}
          >
            <option value="">Everybody</option>
            {people.map(({ memberId, name }) => (
              <option key={memberId} value={memberId}>
                {name}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field className="w-40 max-sm:w-full" label="From" reserve={false}>
        {(control) => (
          <Input
            {...control}
            onChange={({ target }) => onChange({ from: target.value === "" ? null : target.value })}
            type="date"
            value={address.from ?? ""}
          />
        )}
      </Field>
      <Field className="w-40 max-sm:w-full" label="To" reserve={false}>
        {(control) => (
          <Input
            {...control}
            onChange={({ target }) => onChange({ to: target.value === "" ? null : target.value })}
            type="date"
            value={address.to ?? ""}
          />
        )}
      </Field>
      {address.record === null ? null : (
        <p className="flex min-h-8 items-center gap-2">
          <span>
            Only <b className="font-strong">{label ?? "one record"}</b>
          </span>
          <Button onClick={() => onChange({ type: null, record: null })} size="sm">
            All records
          </Button>
        </p>
      )}
      {narrowed ? (
        <Button look="ghost" onClick={() => onChange({ person: null, type: null, record: null, from: null, to: null })}>
          Show everything
        </Button>
      ) : null}
    </div>
  );
}
