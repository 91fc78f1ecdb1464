import type { ReactNode } from "react";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";

/** A filter of a list by one of a few values; null is none. */
export function Choice({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  children: ReactNode;
}) {
  return (
    <NativeSelect
      aria-label={label}
      className="w-auto max-w-44 max-sm:max-w-none"
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      value={value ?? ""}
    >
      {children}
    </NativeSelect>
  );
}

/** A filter of a list by a day, `yyyy-mm-dd`; null is none. */
export function DateField({
  label,
  value,
  max,
  onChange,
}: {
  label: string;
  value: string | null;
  max: string;
  onChange: (value: string | null) => void;
}) {
  return (
    <span className="w-36 max-sm:w-auto">
      <Input
        aria-label={label}
        max={max}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
        type="date"
        value={value ?? ""}
      />
    </span>
  );
}
