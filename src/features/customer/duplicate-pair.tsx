"use client";

import type { ReactNode } from "react";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Radio } from "#/components/ui/checkbox.tsx";
import { Panel } from "#/components/ui/panel.tsx";
import type { ShownError } from "#/trpc/error.ts";

export type Choice<Field extends string> = Readonly<Record<Field, 0 | 1>>;
type PairField<Field extends string, Side> = {
  readonly field: Field;
  readonly words: string;
  /** As it is read; empty where it says nothing. */
  readonly of: (side: Side) => string;
};
type Doing<Input extends object> = {
  readonly busy: boolean;
  readonly refusal: ShownError | null;
  readonly run: (input: Input) => Promise<unknown>;
};

/** The older record's value, where it has one. */
export const firstChoice = <Field extends string, Side>(
  fields: readonly PairField<Field, Side>[],
  [low, high]: readonly [Side, Side],
  older: Choice<Field>,
): Choice<Field> =>
  Object.assign(
    { ...older },
    ...fields.map(({ field, of }) => (of(low) === "" && of(high) !== "" ? { [field]: 1 } : {})),
  );

/** Two records side by side, the value of each field to choose, and what to do about them. */
export function DuplicatePairPanel<Field extends string, Side extends { readonly id: string }>({
  label,
  reasons,
  sides,
  fields,
  initial,
  head,
  merging,
  dismissing,
  onMerge,
}: {
  label: string;
  reasons: readonly string[];
  sides: readonly [Side, Side];
  fields: readonly PairField<Field, Side>[];
  initial: Choice<Field>;
  head: (side: Side) => ReactNode;
  merging: Pick<Doing<never>, "busy" | "refusal">;
  dismissing: Doing<Record<never, never>>;
  onMerge: (choice: Choice<Field>) => void;
}) {
  const [choice, setChoice] = useState(initial);
  const [low, high] = sides;
  const refusal = merging.refusal ?? dismissing.refusal;
  return (
    <Panel aria-label={label} className="p-4">
      <p className="mb-3 text-ink-2">{reasons.join(". ")}.</p>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
        {sides.map((side) => (
          <div className="min-w-0" key={side.id}>
            {head(side)}
          </div>
        ))}
        {fields.map(({ field, words, of }) => {
          const same = of(low) === of(high);
          if (same && of(low) === "") return null;
          return (
            <fieldset className="grid gap-x-6 gap-y-1 border-t pt-2 sm:col-span-2 sm:grid-cols-2" key={field}>
              <legend className="sr-only">{words}</legend>
              <span aria-hidden className="text-dense text-ink-3 sm:col-span-2">
                {words}
              </span>
              {same ? (
                <span className="wrap-anywhere sm:col-span-2">{of(low)}</span>
              ) : (
                sides.map((side, index) => (
                  <Radio
                    checked={choice[field] === index}
                    className="items-start wrap-anywhere"
                    key={side.id}
                    name={`${low.id} ${high.id} ${field}`}
                    onChange={() => setChoice({ ...choice, [field]: index === 0 ? 0 : 1 })}
                  >
                    {of(side) === "" ? <span className="text-ink-3">Nothing</span> : of(side)}
                  </Radio>
                ))
              )}
            </fieldset>
          );
        })}
      </div>
      {refusal ? (
        <p className="mt-3 text-bad" role="alert">
          {refusal.sentence}
        </p>
      ) : null}
      <div className="mt-4 flex flex-wrap justify-end gap-2 border-t pt-3 max-sm:[&>*]:flex-1">
        <Button busy={dismissing.busy && "Noting"} onClick={() => void dismissing.run({})}>
          Not the same
        </Button>
        <Button busy={merging.busy && "Merging"} look="primary" onClick={() => onMerge(choice)}>
          Merge
        </Button>
      </div>
    </Panel>
  );
}
