"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import type { BayView } from "#/domain/branch.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { BayForm } from "./bay-form.tsx";
import { OrderButtons } from "./order-buttons.tsx";

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
  const mayEdit = useMay("settings.edit");
  const order = useMutation(trpc.settings.orderBays.mutationOptions());
  const close = useMutation(trpc.settings.closeBay.mutationOptions());
  const reopen = useMutation(trpc.settings.reopenBay.mutationOptions());
  const [editing, setEditing] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const open = bays.filter(({ closedAt }) => closedAt === null);

  const attempt = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    setRefusal(null);
    try {
      await work();
      setTold(done);
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.settings.bays.pathFilter());
  };
  const move = (bay: BayView, by: 1 | -1): void => {
    const bayIds = open.map(({ id }) => id);
    const from = bayIds.indexOf(bay.id);
    bayIds.splice(from, 1);
    bayIds.splice(from + by, 0, bay.id);
    void attempt(
      () => order.mutateAsync({ branchId, bayIds, idempotencyKey: uuidv7() }),
      `${bay.name} is number ${from + by + 1} of ${open.length}`,
    );
  };
  const setClosed = (bay: BayView): void => {
    const input = { bayId: bay.id, version: bay.version, idempotencyKey: uuidv7() };
    void attempt(
      () => (bay.closedAt === null ? close.mutateAsync(input) : reopen.mutateAsync(input)),
      bay.closedAt === null ? `${bay.name} is closed` : `${bay.name} is open again`,
    );
  };
  const finish = (bayId: string | null): void => {
    setEditing(null);
    if (bayId !== null)
      requestAnimationFrame(() =>
        list.current?.querySelector<HTMLElement>(`[data-rename="${CSS.escape(bayId)}"]`)?.focus(),
      );
  };

  return (
    <Panel>
      <PanelHead
        end={
          mayEdit && editing !== "new" ? (
            <Button aria-label={`Add a bay to ${name}`} onClick={() => setEditing("new")} size="sm">
              Add a bay
            </Button>
          ) : null
        }
        title={name}
      />
      <p className="sr-only" role="status">
        {told}
      </p>
      {refusal ? (
        <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <ul aria-label={`Bays of ${name}`} className="divide-y divide-line border-t" ref={list}>
        {bays.length === 0 ? (
          <li className="px-4 py-3 text-ink-2">No bay was added yet. Cars are placed on bays from the board.</li>
        ) : null}
        {bays.map((bay) => {
          const at = open.findIndex(({ id }) => id === bay.id);
          return (
            <li className="px-4 py-1.5" key={bay.id}>
              {editing === bay.id ? (
                <BayForm bay={bay} branchId={branchId} onDone={() => finish(bay.id)} />
              ) : (
                <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="font-strong">{bay.name}</span>
                  <span className="text-ink-2">
                    {[bay.kind, ...bay.capabilities.filter((word) => word !== bay.kind.toLowerCase())].join(", ")}
                  </span>
                  {bay.closedAt ? <Badge>Closed</Badge> : null}
                  {mayEdit ? (
                    <span className="ml-auto flex flex-wrap items-center gap-1">
                      {at === -1 ? null : (
                        <OrderButtons
                          first={at === 0}
                          last={at === open.length - 1}
                          name={bay.name}
                          onMove={(by) => move(bay, by)}
                        />
                      )}
                      <Button
                        aria-label={`Rename ${bay.name}`}
                        data-rename={bay.id}
                        onClick={() => setEditing(bay.id)}
                        size="sm"
                      >
                        Rename
                      </Button>
                      <Button
                        aria-label={bay.closedAt === null ? `Close ${bay.name}` : `Open ${bay.name} again`}
                        onClick={() => setClosed(bay)}
                        size="sm"
                      >
                        {bay.closedAt === null ? "Close" : "Open again"}
                      </Button>
                    </span>
                  ) : null}
                </div>
              )}
            </li>
          );
        })}
        {editing === "new" ? (
          <li className="px-4 py-1.5">
            <BayForm bay={null} branchId={branchId} onDone={() => finish(null)} />
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}
