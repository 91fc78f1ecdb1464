"use client";

import { useMutation } from "@tanstack/react-query";
import { PickCombobox, usePick } from "#/components/ui/pick-combobox.tsx";
import type { CountLineView, StockCountView } from "#/domain/stock-count.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { usePartSearch } from "#/trpc/use-part-search.ts";
import { useCountCommand } from "./use-count-command.ts";

/** Finds a part that lies here and is not on the sheet, and puts it there: its field is the next to be filled in. */
export function AddPart({ count, onAdded }: { count: StockCountView; onAdded: (line: CountLineView) => void }) {
  const trpc = useTRPC();
  const pick = usePick();
  const found = usePartSearch(count.branch.id, pick.search);
  const command = useCountCommand();
  const add = useMutation(trpc.stockCount.add.mutationOptions());
  return (
    <div className="mb-3">
      <PickCombobox
        code={({ number }) => number}
        found={found}
        label="Add a part that is not on the sheet"
        none="No part matches"
        onPick={({ id: partId }) =>
          void command
            .run((idempotencyKey) => add.mutateAsync({ stockCountId: count.id, partId, idempotencyKey }))
            .then((answer) => (answer === null ? undefined : onAdded(answer.line)))
        }
        pick={pick}
        placeholder="Not on the sheet? Number or name"
        shown={({ name, number }) => ({ name, detail: number })}
      />
      {command.refusal ? (
        <p className="mt-1 text-bad text-dense" role="alert">
          {command.refusal.sentence}
        </p>
      ) : null}
    </div>
  );
}
