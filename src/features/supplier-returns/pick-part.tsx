"use client";

import { PickCombobox, usePick } from "#/components/ui/pick-combobox.tsx";
import { formatQuantity } from "#/domain/quantity.ts";
import { usePartSearch } from "#/trpc/use-part-search.ts";

export type ShelfPart = { partId: string; number: string; name: string; unit: string; free: string };

/** Finds a part on the shelf by number or name; says what is free of it. */
export const PickPart = ({ branchId, onPick }: { branchId: string; onPick: (part: ShelfPart) => void }) => {
  const pick = usePick();
  const found = usePartSearch(branchId, pick.search);
  return (
    <PickCombobox
      found={found}
      label="Add a part from the shelf"
      none="No part matches"
      onPick={({ id: partId, number, name, unit, free }) => onPick({ partId, number, name, unit, free })}
      placeholder="Add a part from the shelf: number or name"
      shown={({ name, number, free, unit }) => ({ name, detail: `${number}, ${formatQuantity(free, unit)} free` })}
      pick={pick}
    />
  );
};
