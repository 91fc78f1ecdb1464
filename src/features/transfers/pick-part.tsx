"use client";

import { PickCombobox, usePick } from "#/components/ui/pick-combobox.tsx";
import { formatQuantity } from "#/domain/quantity.ts";
import { usePartSearch } from "#/trpc/use-part-search.ts";

/** `free` at the branch that sends; null where whoever asks does not see its shelves. */
export type PickedPart = { partId: string; number: string; name: string; unit: string; free: string | null };

/** Finds a part by number or name; with `tellsFree` `branchId` is the branch that sends, and what is free there is told. */
export const PickPart = ({
  branchId,
  tellsFree,
  onPick,
}: {
  branchId: string;
  tellsFree: boolean;
  onPick: (part: PickedPart) => void;
}) => {
  const pick = usePick();
  const found = usePartSearch(branchId, pick.search);
  return (
    <PickCombobox
      found={found}
      label="Add a part to the transfer"
      none="No part matches"
      onPick={({ id: partId, number, name, unit, free }) =>
        onPick({ partId, number, name, unit, free: tellsFree ? free : null })
      }
      placeholder="Add a part: number or name"
      shown={({ name, number, free, unit }) => ({
        name,
        detail: tellsFree ? `${number}, ${formatQuantity(free, unit)} free` : number,
      })}
      pick={pick}
    />
  );
};
