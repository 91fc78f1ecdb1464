"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type BayView, bayWords } from "#/domain/branch.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { BayForm } from "./bay-form.tsx";
import { OrderedItems } from "./ordered-items.tsx";

/** The bays of each open branch, in the order in which board and calendar show them. */
export function BaysScreen() {
  const trpc = useTRPC();
  const { branches } = useSuspenseQuery(trpc.settings.bays.queryOptions()).data;
  return (
    <div className="flex flex-col gap-3">
      {branches.map((branch) => (
        <BranchBays bays={branch.bays} branchId={branch.id} key={branch.id} name={branch.name} />
      ))}
    </div>
  );
}

function BranchBays({ branchId, name, bays }: { branchId: string; name: string; bays: readonly BayView[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const order = useMutation(trpc.settings.orderBays.mutationOptions());
  const close = useMutation(trpc.settings.closeBay.mutationOptions());
  const reopen = useMutation(trpc.settings.reopenBay.mutationOptions());
  const versionOf = ({ id: bayId, version }: BayView) => ({ bayId, version, idempotencyKey: uuidv7() });
  return (
    <OrderedItems
      badges={({ closedAt }) => (closedAt === null ? [] : ["Closed"])}
      closing={{ word: "Close", done: "is closed" }}
      details={bayWords}
      empty="No bay was added yet. Cars are placed on bays from the board."
      form={(bay, onDone) => <BayForm bay={bay} branchId={branchId} onDone={onDone} />}
      items={bays}
      noun={{ one: "bay", many: "Bays" }}
      onClose={(bay) => close.mutateAsync(versionOf(bay))}
      onOrder={(bayIds) => order.mutateAsync({ branchId, bayIds, idempotencyKey: uuidv7() })}
      onReopen={(bay) => reopen.mutateAsync(versionOf(bay))}
      owner={name}
      reload={() => queries.invalidateQueries(trpc.settings.bays.pathFilter())}
      reopening={{ word: "Open again", done: "is open again" }}
    />
  );
}
