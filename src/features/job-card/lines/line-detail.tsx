"use client";

import { Trash2 } from "lucide-react";
import type { RefObject } from "react";
import { useId } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Popover } from "#/components/ui/popover.tsx";
import type { JobLineView } from "#/domain/job-card.ts";
import { formatRate } from "#/domain/money.ts";
import { useScene } from "../card-context.tsx";
import type { LineField } from "../fields.ts";
import { useRemoveLine } from "./use-remove-line.tsx";

/** What is seldom changed on a line: discount, tax rate, package, unit; and taking it off. Saved when closed or left. */
export function LineDetail({
  line,
  anchor,
  onClose,
}: {
  line: JobLineView;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const { card, editing } = useScene();
  const remove = useRemoveLine();
  const packages = [...new Set(card.lines.flatMap((each) => (each.packageTitle ? [each.packageTitle] : [])))];
  const packageList = useId();
  const rates = [...new Set([...card.branch.taxRatesBp, ...(line.price ? [line.price.taxRateBp] : [])])];
  const close = (): void => {
    editing.commit(line.id);
    onClose();
  };
  const bind = (field: LineField) => ({
    value: editing.lineText(line, field),
    onChange: (event: { target: { value: string } }) => editing.type(line.id, field, event.target.value),
    onBlur: () => editing.commit(line.id),
  });
  return (
    <Popover
      align="end"
      anchor={anchor}
      onOpenChange={(open) => (open ? undefined : close())}
      open
      title={line.description}
    >
      <form
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          close();
        }}
      >
        <div className="grid grid-cols-2 gap-3">
          <Field error={editing.sentence(line.id, "discount")} label="Discount">
            {(control) => (
              <Input {...control} {...bind("discount")} className="text-right" end="%" inputMode="decimal" />
            )}
          </Field>
          <Field error={editing.sentence(line.id, "taxRate")} label={card.branch.taxName}>
            {(control) => (
              <NativeSelect {...control} {...bind("taxRate")}>
                {rates.map((rate) => (
                  <option key={rate} value={rate}>
                    {formatRate(rate)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        </div>
        <Field
          error={editing.sentence(line.id, "packageTitle")}
          hint="Lines of one package stand together."
          label="Package"
        >
          {(control) => <Input {...control} {...bind("packageTitle")} list={packageList} maxLength={80} />}
        </Field>
        <datalist id={packageList}>
          {packages.map((title) => (
            <option key={title} value={title} />
          ))}
        </datalist>
        {line.kind === "PART" ? null : (
          <Field error={editing.sentence(line.id, "unit")} label="Unit">
            {(control) => <Input {...control} {...bind("unit")} maxLength={8} />}
          </Field>
        )}
        <div className="mt-1 flex justify-between gap-2 border-t pt-3">
          <Button
            look="danger"
            onClick={() => {
              onClose();
              remove(line);
            }}
            size="sm"
          >
            <Trash2 aria-hidden size={13} strokeWidth={2} />
            Remove line
          </Button>
          <Button size="sm" type="submit">
            Close
          </Button>
        </div>
      </form>
    </Popover>
  );
}
