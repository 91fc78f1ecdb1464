"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Combobox } from "#/components/ui/combobox.tsx";
import { FieldMessage } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { Theirs } from "./form-parts.tsx";
import { emptyLine, linesOf, lineText, type TemplateTextField, type TypedLine } from "./template-text.ts";
import type { SettingsForm } from "./use-settings-form.ts";

/** The lines of a template: labour with its minutes and rate, parts with how many. */
export function TemplateLines({
  form,
  rateNames,
}: {
  form: SettingsForm<TemplateTextField>;
  rateNames: readonly string[];
}) {
  const lines = linesOf(form.text.lines);
  const error = form.errorAt("lines");
  const put = (next: readonly TypedLine[]): void => form.type("lines", lineText(next));
  const change = (at: number, over: Partial<TypedLine>): void =>
    put(lines.map((line, index) => (index === at ? { ...line, ...over } : line)));
  return (
    <fieldset className="mt-1 flex flex-col gap-2">
      <legend className="mb-1.5 font-medium">Lines</legend>
      {[...lines.entries()].map(([index, line]) => {
        const nth = `line ${index + 1}`;
        return (
          <div className="flex flex-wrap items-center gap-2" key={index}>
            <NativeSelect
              aria-label={`Kind of ${nth}`}
              className="w-28"
              data-setting={index === 0 ? "lines" : undefined}
              onChange={({ target }) =>
                change(index, {
                  kind: target.value === "PART" ? "PART" : "LABOUR",
                  quantity: target.value === "PART" ? "1" : "",
                  minutes: target.value === "PART" ? "" : "60",
                })
              }
              value={line.kind}
            >
              <option value="LABOUR">Labour</option>
              <option value="PART">Part</option>
            </NativeSelect>
            {line.kind === "LABOUR" ? (
              <>
                <Input
                  aria-label={`Work of ${nth}`}
                  className="w-64 max-sm:w-full"
                  onChange={({ target }) => change(index, { description: target.value })}
                  placeholder="What is done"
                  value={line.description}
                />
                <span className="w-28">
                  <Input
                    aria-label={`Minutes of ${nth}`}
                    end="min"
                    inputMode="numeric"
                    onChange={({ target }) => change(index, { minutes: target.value })}
                    value={line.minutes}
                  />
                </span>
                <NativeSelect
                  aria-label={`Rate of ${nth}`}
                  className="w-40"
                  onChange={({ target }) => change(index, { rateName: target.value })}
                  value={line.rateName}
                >
                  <option value="">Standard rate</option>
                  {[...new Set([...rateNames, ...(line.rateName === "" ? [] : [line.rateName])])].map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </NativeSelect>
              </>
            ) : (
              <>
                <span className="w-64 max-sm:w-full">
                  <PartOfLine line={line} nth={nth} onChoose={(over) => change(index, over)} />
                </span>
                <Input
                  aria-label={`Quantity of ${nth}`}
                  className="w-28"
                  inputMode="decimal"
                  onChange={({ target }) => change(index, { quantity: target.value })}
                  value={line.quantity}
                />
              </>
            )}
            <Button
              aria-label={`Remove ${nth}`}
              look="ghost"
              onClick={() => put(lines.filter((_, other) => other !== index))}
              size="sm"
            >
              Remove
            </Button>
          </div>
        );
      })}
      <span>
        <Button onClick={() => put([...lines, emptyLine])} size="sm">
          Add a line
        </Button>
      </span>
      {error ? (
        <FieldMessage error id="template-lines-error">
          {error}
        </FieldMessage>
      ) : null}
      <Theirs field="lines" form={form} say={(text) => `${linesOf(text).length} lines`} />
    </fieldset>
  );
}

type Choice = { readonly id: string; readonly name: string; readonly number: string };

function PartOfLine({
  line,
  nth,
  onChoose,
}: {
  line: TypedLine;
  nth: string;
  onChoose: (over: Partial<TypedLine>) => void;
}) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const [typed, setTyped] = useState(line.description);
  const search = useDeferredValue(typed.trim());
  const found = useQuery(
    trpc.part.search.queryOptions(
      { branchId: branch.id, search },
      { enabled: search.length >= 2, placeholderData: keepPreviousData },
    ),
  );
  return (
    <Combobox<Choice>
      aria-label={`Part of ${nth}`}
      empty={search.length < 2 ? "Type a part number or a name." : "Nothing matches."}
      itemKey={(part) => part.id}
      itemLabel={(part) => part.name}
      items={search.length < 2 ? [] : (found.data ?? [])}
      onQueryChange={setTyped}
      onValueChange={(part) => {
        if (part === null) return;
        setTyped(part.name);
        onChoose({ partId: part.id, partNumber: part.number, description: part.name });
      }}
      placeholder="Part number or name"
      query={typed}
      renderItem={(part) => (
        <span className="min-w-0 flex-1 truncate">
          {part.name} <span className="text-ink-3">{part.number}</span>
        </span>
      )}
      value={null}
    />
  );
}
