"use client";

import { Combobox, type ComboboxProps } from "./combobox.tsx";

/** Somebody or something that is found by typing: what it is called, and what tells it from its like. */
export type FoundChoice = { readonly id: string; readonly name: string; readonly detail: string };

type Props<Choice> = Omit<ComboboxProps<Choice>, "itemKey" | "itemLabel" | "renderItem" | "empty"> & {
  /** What was asked for, once typing paused. */
  searched: string;
  /** "No customer matches", what was typed put behind it. */
  none: string;
  failed?: string | undefined;
};

/** A field that searches as one types and offers what was found, a line each. */
export function ChoiceCombobox<Choice extends FoundChoice>({ searched, none, failed, ...props }: Props<Choice>) {
  return (
    <Combobox<Choice>
      {...props}
      empty={failed ?? (searched.length < 2 ? "Two letters or digits at least." : none)}
      itemKey={({ id }) => id}
      itemLabel={({ name }) => name}
      renderItem={({ name, detail }) => (
        <>
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <span className="text-dense text-ink-3">{detail}</span>
        </>
      )}
    />
  );
}
