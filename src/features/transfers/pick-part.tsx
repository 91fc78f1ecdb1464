"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ChoiceCombobox } from "#/components/ui/choice-combobox.tsx";
import { formatQuantity } from "#/domain/quantity.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** `free` at the branch that sends; null where whoever asks does not see its shelves. */
export type PickedPart = { partId: string; number: string; name: string; unit: string; free: string | null };

/** Finds a part by number or name; with `tellsFree` `branchId` is the branch that sends, and what is free there is told. */
export function PickPart({
  branchId,
  tellsFree,
  onPick,
}: {
  branchId: string;
  tellsFree: boolean;
  onPick: (part: PickedPart) => void;
}) {
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
        aria-label="Add a part to the transfer"
        failed={found.isError ? errorOf(found.error)?.sentence : undefined}
        items={items.map(({ id, name, number, free, unit }) => ({
          id,
          name,
          detail: tellsFree ? `${number}, ${formatQuantity(free, unit)} free` : number,
        }))}
        none={`No part matches “${typed.trim()}”.`}
        onQueryChange={setTyped}
        onValueChange={(choice) => {
          const part = items.find(({ id }) => id === choice?.id);
          if (part === undefined) return;
          const { id: partId, number, name, unit, free } = part;
          onPick({ partId, number, name, unit, free: tellsFree ? free : null });
          setTyped("");
        }}
        placeholder="Add a part: number or name"
        query={typed}
        searched={search}
        searching={waiting && `Looking for ${typed.trim()}`}
        start={<Plus aria-hidden size={15} strokeWidth={1.75} />}
        value={null}
      />
    </div>
  );
}
