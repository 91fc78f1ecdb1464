"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ChoiceCombobox } from "#/components/ui/choice-combobox.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import type { AddedPart } from "./draft-text.ts";

/** Finds a part by number or name and puts one of it on the draft. */
export function AddPart({ branchId, onAdd }: { branchId: string; onAdd: (part: AddedPart) => void }) {
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
        aria-label="Add a part to the order"
        failed={found.isError ? errorOf(found.error)?.sentence : undefined}
        items={items.map(({ id, name, number }) => ({ id, name, detail: number }))}
        none={`No part matches “${typed.trim()}”.`}
        onQueryChange={setTyped}
        onValueChange={(choice) => {
          const part = items.find(({ id }) => id === choice?.id);
          if (part === undefined) return;
          onAdd({ partId: part.id, number: part.number, name: part.name, unit: part.unit });
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
