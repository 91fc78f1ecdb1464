"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { uuidv7 } from "#/domain/ids.ts";
import type { SupplierView } from "#/domain/supplier.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { SupplierForm } from "./supplier-form.tsx";

/** Whom parts are bought of. */
export function SuppliersScreen() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("supplier.edit");
  const { suppliers } = useSuspenseQuery(trpc.supplier.list.queryOptions()).data;
  const archive = useMutation(trpc.supplier.setArchived.mutationOptions());
  const [editing, setEditing] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const setArchived = async ({ id, version }: SupplierView, archived: boolean): Promise<void> => {
    setRefusal(null);
    try {
      await archive.mutateAsync({ supplierId: id, version, archived, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.supplier.pathFilter());
  };
  return (
    <Panel>
      <PanelHead
        end={
          mayEdit && editing !== "new" ? (
            <Button onClick={() => setEditing("new")} size="sm">
              Add a supplier
            </Button>
          ) : null
        }
        title="Suppliers"
      />
      {refusal ? (
        <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      {editing === "new" ? (
        <div className="border-t px-4 py-2">
          <SupplierForm onDone={() => setEditing(null)} supplier={null} />
        </div>
      ) : null}
      {suppliers.length === 0 && editing !== "new" ? (
        <p className="border-t px-4 py-3 text-ink-2">
          No supplier was added yet. Add one, and choose it at each part that is bought there.
        </p>
      ) : null}
      <ul aria-label="Suppliers" className="divide-y divide-line border-t">
        {suppliers.map((supplier) => (
          <li className="px-4 py-2" key={supplier.id}>
            {editing === supplier.id ? (
              <SupplierForm onDone={() => setEditing(null)} supplier={supplier} />
            ) : (
              <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-strong">{supplier.name}</span>
                {supplier.archivedAt === null ? null : <Badge>Archived</Badge>}
                <span className="min-w-0 text-ink-2">
                  {[
                    supplier.email ?? "no e-mail address",
                    supplier.phone,
                    supplier.parts === 1 ? "1 part" : `${supplier.parts} parts`,
                  ]
                    .filter((word) => word !== "")
                    .join(", ")}
                </span>
                {supplier.openOrders > 0 ? (
                  <TextLink href="/purchase-orders">
                    {supplier.openOrders === 1 ? "1 open order" : `${supplier.openOrders} open orders`}
                  </TextLink>
                ) : null}
                {mayEdit ? (
                  <span className="ml-auto flex gap-1">
                    <Button aria-label={`Change ${supplier.name}`} onClick={() => setEditing(supplier.id)} size="sm">
                      Change
                    </Button>
                    <Button
                      aria-label={`${supplier.archivedAt === null ? "Archive" : "Take back"} ${supplier.name}`}
                      onClick={() => void setArchived(supplier, supplier.archivedAt === null)}
                      size="sm"
                    >
                      {supplier.archivedAt === null ? "Archive" : "Take back"}
                    </Button>
                  </span>
                ) : null}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
