"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ChoiceCombobox } from "#/components/ui/choice-combobox.tsx";
import { formatQuantity } from "#/domain/quantity.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

export type ShelfPart = { partId: string; number: string; name: string; unit: string; free: string };

/** Finds a part on the shelf by number or name; says what is free of it. */
export function PickPart({ branchId, onPick }: { branchId: string; onPick: (part: ShelfPart) => void }) {
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const found = useQuery(
    trpc.part.search.queryOptions(
      { branchId, search },
      { enabled: search.length >= 2, placeholderData: keepPreviousData },
    ),
  );
  const waiting = search.length >= 2 && (found.isFetching || search !== typed.trim());
  const items = waiting || search.length < 2 ? [] : (found.data ?? []);
  return (
    <div className="mt-2 max-w-[420px]">
      <ChoiceCombobox
        aria-label="Add a part from the shelf"
        failed={found.isError ? errorOf(found.error)?.sentence : undefined}
        items={items.map(({ id, name, number, free, unit }) => ({
          id,
          name,
          detail: `${number}, ${formatQuantity(free, unit)} free`,
        }))}
        none={`No part matches “${typed.trim()}”.`}
        onQueryChange={setTyped}
        onValueChange={(choice) => {
          const part = items.find(({ id }) => id === choice?.id);
          if (part === undefined) return;
          const { id: partId, number, name, unit, free } = part;
          onPick({ partId, number, name, unit, free });
          setTyped("");
        }}
        placeholder="Add a part from the shelf: number or name"
        query={typed}
        searched={search}
        searching={waiting && `Looking for ${typed.trim()}`}
        start={<Plus aria-hidden size={15} strokeWidth={1.75} />}
        value={null}
      />
    </div>
  );
}
