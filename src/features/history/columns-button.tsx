"use client";

import { Columns3 } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { Popover } from "#/components/ui/popover.tsx";
import { type HistoryColumn, historyColumnNames, historyColumns, usualColumns } from "#/domain/history-columns.ts";

/** Which columns are shown, and stand in the file; the number leads to the card and stays. */
export function ColumnsButton({
  columns,
  onChange,
}: {
  columns: readonly HistoryColumn[];
  onChange: (columns: string | null) => void;
}) {
  const choose = (next: readonly HistoryColumn[]): void =>
    onChange(next.join() === usualColumns.join() ? null : next.join());
  return (
    <Popover
      align="end"
      title="Columns"
      trigger={
        <Button>
          <Columns3 aria-hidden size={15} strokeWidth={1.75} />
          Columns
        </Button>
      }
    >
      <div className="grid grid-cols-2 gap-x-3 gap-y-1">
        {historyColumnNames.map((name) => (
          <Checkbox
            checked={columns.includes(name)}
            disabled={name === "number"}
            key={name}
            onChange={(event) =>
              choose(
                historyColumnNames.filter((each) => (each === name ? event.target.checked : columns.includes(each))),
              )
            }
          >
            {historyColumns[name].word}
          </Checkbox>
        ))}
      </div>
      <LinkButton className="mt-2" onClick={() => onChange(null)}>
        The usual ones
      </LinkButton>
    </Popover>
  );
}
