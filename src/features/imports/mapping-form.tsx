"use client";

import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { type ImportMapping, type ImportView, importModes, importNounWords } from "#/domain/import.ts";
import { importFields, whyUnmapped } from "#/domain/import-fields.ts";
import { modeWords } from "./words.ts";

type Wish = { mapping: ImportMapping; mode: ImportView["mode"]; branchId: string };

/** Which column is read as what, and what becomes of records that are there already. */
export function MappingForm({
  shown,
  busy,
  refusal,
  onCheck,
}: {
  shown: ImportView;
  busy: boolean;
  refusal: string | null;
  onCheck: (wish: Wish) => void;
}) {
  const { branches, branch } = useShell();
  const [mapping, setMapping] = useState<ImportMapping>(shown.mapping);
  const [mode, setMode] = useState(shown.mode);
  const [branchId, setBranchId] = useState(shown.branchId ?? branch.id);
  const words = importNounWords[shown.noun];
  const unmapped = whyUnmapped(shown.noun, mapping, shown.header.length);
  const map = (name: string, column: number): void =>
    setMapping(
      Object.fromEntries([
        ...Object.entries(mapping).filter(([each]) => each !== name),
        ...(column < 0 ? [] : [[name, column]]),
      ]),
    );
  const example = (column: number | undefined) =>
    column === undefined ? undefined : shown.sample.map((cells) => cells[column] ?? "").find((cell) => cell !== "");

  return (
    <Panel aria-label="Columns">
      <PanelHead end={`${shown.encoding}, ${shown.header.length} columns`} title="Columns" />
      <form
        className="border-t px-4 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (unmapped === null) onCheck({ mapping, mode, branchId });
        }}
      >
        <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2 xl:grid-cols-3">
          {importFields[shown.noun].map(({ name, title, hint, required }) => {
            const column = mapping[name];
            const seen = example(column);
            return (
              <Field
                hint={seen === undefined ? hint : `as “${seen.length > 40 ? `${seen.slice(0, 40)}…` : seen}”`}
                key={name}
                label={required ? `${title} (a new one needs it)` : title}
              >
                {(control) => (
                  <NativeSelect
                    {...control}
                    onChange={(event) => map(name, Number(event.target.value))}
                    value={column ?? -1}
                  >
                    <option value={-1}>Not in the file</option>
                    {shown.header.map((heading, index) => (
                      <option key={heading} value={index}>
                        {heading}
                      </option>
                    ))}
                  </NativeSelect>
                )}
              </Field>
            );
          })}
        </div>
        <div className="mt-2 grid gap-x-4 gap-y-1 border-t pt-4 sm:grid-cols-2 xl:grid-cols-3">
          <Field label={`A ${words.one} that is there already`} hint="The check shows each change before it is made.">
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => setMode(importModes.find((each) => each === event.target.value) ?? "SKIP")}
                value={mode}
              >
                {importModes.map((each) => (
                  <option key={each} value={each}>
                    {modeWords[each]}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <Field
            hint={shown.noun === "PARTS" ? "Its prices, stock and bins." : "How its people write phone numbers."}
            label="Branch"
          >
            {(control) => (
              <NativeSelect {...control} onChange={(event) => setBranchId(event.target.value)} value={branchId}>
                {branches.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        </div>
        <div className="mt-1 flex flex-wrap items-center gap-3">
          <Button
            busy={busy ? "Checking" : false}
            disabled={unmapped !== null}
            look={shown.state === "READ" ? "primary" : "default"}
            type="submit"
          >
            {shown.state === "READ" ? "Check the rows" : "Check again"}
          </Button>
          <p aria-live="polite" className={refusal ? "text-bad" : "text-ink-3"}>
            {refusal ?? unmapped ?? "Checking changes nothing."}
          </p>
        </div>
      </form>
    </Panel>
  );
}
