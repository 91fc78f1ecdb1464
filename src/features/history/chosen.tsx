"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { type Address, type Change, filterOf } from "./address.ts";
import { useWhere } from "./use-history.ts";

const nouns = { customer: "Customer", vehicle: "Vehicle", part: "Part" } as const;

/** The customer, the car and the part that the list is narrowed to, each with its way out. */
export function Chosen({ address, onChange }: { address: Address; onChange: (change: Change) => void }) {
  const trpc = useTRPC();
  const { customerId, vehicleId, partId } = filterOf(address, useWhere());
  const ids = { customerId, vehicleId, partId };
  const narrowed = customerId !== null || vehicleId !== null || partId !== null;
  const { data } = useQuery(trpc.history.names.queryOptions(ids, { enabled: narrowed }));
  const chosen = { customer: customerId, vehicle: vehicleId, part: partId };
  return (["customer", "vehicle", "part"] as const).map((noun) => {
    if (chosen[noun] === null) return null;
    const name = data?.[noun];
    const said = data === undefined ? "…" : (name ?? "not here");
    return (
      <Button
        aria-label={`${nouns[noun]} ${said}: show all again`}
        className="max-w-72 bg-accent-soft"
        key={noun}
        onClick={() => onChange({ [noun]: null })}
      >
        <span className="min-w-0 truncate">
          {nouns[noun]}: {said}
        </span>
        <X aria-hidden className="shrink-0" size={14} strokeWidth={2} />
      </Button>
    );
  });
}
