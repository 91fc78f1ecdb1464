"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { Combobox } from "#/components/ui/combobox.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { useSettled } from "#/components/ui/use-settled.ts";
import { useTRPC } from "#/trpc/client.tsx";
import type { Change } from "./address.ts";

type Choice = {
  readonly noun: "customer" | "vehicle" | "part";
  readonly id: string;
  readonly name: string;
  readonly beside: string;
};

/** Narrows the list to a customer, a car or a part, found by what it is called. */
export function SubjectFilter({ onChange }: { onChange: (change: Change) => void }) {
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim().slice(0, 80), 150);
  const { data, isFetching } = useQuery(
    trpc.search.find.queryOptions(
      { search, kinds: ["customer", "vehicle", "part"] },
      { enabled: search.length >= 2, staleTime: 10_000 },
    ),
  );
  const items: Choice[] =
    search.length < 2
      ? []
      : [
          ...(data?.vehicles ?? []).map(({ id, plate, vehicle }) => ({
            noun: "vehicle" as const,
            id,
            name: plate,
            beside: vehicle,
          })),
          ...(data?.customers ?? []).map(({ id, name, phone }) => ({
            noun: "customer" as const,
            id,
            name,
            beside: phone ?? "",
          })),
          ...(data?.parts ?? []).map(({ id, number, name }) => ({
            noun: "part" as const,
            id,
            name: number,
            beside: name,
          })),
        ];
  return (
    <span className="w-60 max-sm:col-span-2 max-sm:w-auto">
      <Combobox
        aria-label="Customer, vehicle or part"
        empty={typed.trim().length < 2 ? "Type a plate, a name or a part." : "Nothing matches."}
        itemKey={({ noun, id }) => `${noun} ${id}`}
        itemLabel={({ name }) => name}
        items={items}
        onQueryChange={setTyped}
        onValueChange={(chosen) => {
          if (chosen === null) return;
          setTyped("");
          onChange({ [chosen.noun]: chosen.id });
        }}
        placeholder="Customer, plate or part"
        query={typed}
        renderItem={({ noun, name, beside }) => (
          <>
            {noun === "vehicle" ? (
              <Plate size="sm">{name}</Plate>
            ) : (
              <span className="shrink-0 font-medium">{name}</span>
            )}
            <span className="min-w-0 truncate text-ink-2">{beside}</span>
          </>
        )}
        searching={isFetching && `Looking for ${search}`}
        start={<Search aria-hidden size={15} strokeWidth={1.75} />}
        value={null}
      />
    </span>
  );
}
