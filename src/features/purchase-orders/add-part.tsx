"use client";

import { PickCombobox, usePick } from "#/components/ui/pick-combobox.tsx";
import { usePartSearch } from "#/trpc/use-part-search.ts";
import type { AddedPart } from "./draft-text.ts";

/** Finds a part by number or name and puts one of it on the draft. */
export const AddPart = ({ branchId, onAdd }: { branchId: string; onAdd: (part: AddedPart) => void }) => {
  const pick = usePick();
  const found = usePartSearch(branchId, pick.search);
  return (
    <PickCombobox
      found={found}
      label="Add a part to the order"
      none="No part matches"
      onPick={({ id: partId, number, name, unit }) => onAdd({ partId, number, name, unit })}
      placeholder="Add a part: number or name"
      shown={({ name, number }) => ({ name, detail: number })}
      pick={pick}
    />
  );
};
