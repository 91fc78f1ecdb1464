"use client";

import type { ReactNode } from "react";
import { cn } from "#/components/ui/cn.ts";
import type { JobLineView } from "#/domain/job-card.ts";
import { useEditable, useScene } from "../card-context.tsx";
import { cellKey, type LineField } from "../fields.ts";
import { onCellKey } from "./cell-keys.ts";

/** A control that looks like text until it is pointed at or has focus. */
const plainControl = cn(
  "press h-[26px] w-full min-w-0 truncate rounded-none border-0 bg-transparent text-body text-ink outline-none",
  "hover:bg-sunken focus:bg-surface focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent",
  "aria-invalid:shadow-[inset_0_0_0_1px_var(--color-bad-mark)]",
  "max-md:h-11 max-md:rounded-touch max-md:text-lead print:hidden",
);

/** On a phone a number is typed into a box; words stay words until they are touched. */
const boxOnPhone = "max-md:border max-md:border-line-strong max-md:bg-surface max-md:px-2.5";

const useCell = (line: JobLineView, field: LineField) => {
  const { editing } = useScene();
  const unsaved = cellKey(line.id, field) in editing.edits;
  return {
    value: editing.lineText(line, field),
    type: (text: string) => editing.type(line.id, field, text),
    save: () => editing.commit(line.id),
    mark: unsaved ? "shadow-[inset_2px_0_0_var(--color-accent)]" : null,
    invalid: editing.sentence(line.id, field) !== null || undefined,
    verbs: {
      putBack: () => editing.putBack(line.id, field),
      save: () => editing.commit(line.id),
      copy: (text: string) => editing.type(line.id, field, text),
    },
  };
};

/** One line of text or a number. `children` is what stands there when nothing can be changed. */
export function TextCell({
  line,
  field,
  label,
  numeric = false,
  unit,
  className,
  children,
}: {
  line: JobLineView;
  field: LineField;
  label: string;
  numeric?: boolean;
  unit?: string;
  className?: string;
  children: ReactNode;
}) {
  const editable = useEditable();
  const cell = useCell(line, field);
  if (!editable)
    return <span className={cn("block px-2 max-md:px-0", numeric && "text-right", className)}>{children}</span>;
  return (
    <span className="flex items-center max-md:gap-1.5">
      <span className={cn("hidden flex-1 px-1 print:block", numeric && "text-right")}>{children}</span>
      <span className="text-dense text-ink-3 md:hidden">{numeric ? label : null}</span>
      <input
        aria-invalid={cell.invalid}
        aria-label={`${label}, ${line.description}`}
        autoComplete="off"
        className={cn(
          plainControl,
          numeric ? "pl-1 text-right" : "px-2",
          numeric && (unit ? "pr-1" : "pr-2"),
          numeric ? cn(boxOnPhone, "max-md:w-20") : "max-md:px-0",
          cell.mark,
          className,
        )}
        data-field={field}
        inputMode={numeric ? "decimal" : undefined}
        onBlur={cell.save}
        onChange={(event) => cell.type(event.target.value)}
        onFocus={(event) => (numeric ? event.target.select() : undefined)}
        onKeyDown={(event) => onCellKey(event, field, cell.verbs)}
        type="text"
        value={cell.value}
      />
      {unit ? <span className="print:hidden shrink-0 pr-2 text-ink-2 max-md:pr-0">{unit}</span> : null}
    </span>
  );
}

export type CellOption = { value: string; label: string };

/** One of a few words: kind, technician. Acts at once. */
export function ChoiceCell({
  line,
  field,
  label,
  options,
  start,
  children,
}: {
  line: JobLineView;
  field: LineField;
  label: string;
  options: readonly CellOption[];
  start?: ReactNode;
  children: ReactNode;
}) {
  const editable = useEditable();
  const cell = useCell(line, field);
  if (!editable)
    return (
      <span className="flex items-center gap-1.5 px-2 text-ink-2 max-md:px-0">
        {start}
        {children}
      </span>
    );
  return (
    <span className="flex items-center pl-2 max-md:pl-0">
      {start}
      <span className="hidden px-1 print:block">{children}</span>
      <select
        aria-invalid={cell.invalid}
        aria-label={`${label}, ${line.description}`}
        className={cn(plainControl, "cursor-pointer appearance-none px-1 text-ink-2", !start && "-ml-1", cell.mark)}
        data-field={field}
        onChange={(event) => {
          cell.type(event.target.value);
          cell.save();
        }}
        onKeyDown={(event) => (event.key === "Enter" ? undefined : onCellKey(event, field, cell.verbs))}
        value={cell.value}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
