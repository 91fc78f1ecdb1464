"use client";

import { useMutation } from "@tanstack/react-query";
import { Archive, ArchiveRestore, CarFront, Download, Ellipsis, Eraser, Pencil } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Menu, MenuItem, MenuLink } from "#/components/ui/menu.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { CustomerView } from "#/domain/customer.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ArchiveDialog } from "./archive-dialog.tsx";

const CustomerDialog = dynamic(() => import("./customer-dialog.tsx").then((file) => file.CustomerDialog), {
  ssr: false,
});
const EraseDialog = dynamic(() => import("./erase-customer.tsx").then((file) => file.EraseDialog), { ssr: false });
const CarDialog = dynamic(() => import("./car-dialog.tsx").then((file) => file.CarDialog), { ssr: false });

/** What can be done with a customer. */
export function CustomerActions({ customer }: { customer: CustomerView }) {
  // One that turned out to be another is changed there, and can be exported and erased all the same.
  const mayEdit = useMay("customer.edit") && customer.mergedInto === null;
  const mayExport = useMay("export.run");
  const mayErase = useMay("customer.erase");
  const [open, setOpen] = useState<"edit" | "car" | "archive" | "erase" | null>(null);
  const archived = customer.archivedAt !== null;
  const close = (): void => setOpen(null);
  useHotkeys([
    {
      keys: "E",
      label: "edit the customer",
      enabled: mayEdit && !archived && open === null,
      run: () => setOpen("edit"),
    },
  ]);
  return (
    <>
      {mayEdit && archived ? (
        <Button onClick={() => setOpen("archive")}>
          <ArchiveRestore aria-hidden size={16} strokeWidth={1.75} />
          Restore
        </Button>
      ) : null}
      {mayEdit && !archived ? (
        <Button hint="E" onClick={() => setOpen("edit")}>
          <Pencil aria-hidden size={16} strokeWidth={1.75} />
          Edit
        </Button>
      ) : null}
      {(mayEdit && !archived) || mayExport || mayErase ? (
        <Menu
          align="end"
          trigger={
            <Button aria-label="More about this customer" icon>
              <Ellipsis aria-hidden size={16} strokeWidth={1.75} />
            </Button>
          }
        >
          {mayEdit && !archived ? (
            <>
              <MenuItem icon={<CarFront size={16} strokeWidth={1.75} />} onSelect={() => setOpen("car")}>
                Add a car
              </MenuItem>
              <MenuItem icon={<Archive size={16} strokeWidth={1.75} />} onSelect={() => setOpen("archive")}>
                Archive…
              </MenuItem>
            </>
          ) : null}
          {mayExport ? (
            <MenuLink
              href={`/api/files/customers/${customer.id}/export?pdfs=1`}
              icon={<Download size={16} strokeWidth={1.75} />}
            >
              Export their data
            </MenuLink>
          ) : null}
          {mayErase ? (
            <MenuItem danger icon={<Eraser size={16} strokeWidth={1.75} />} onSelect={() => setOpen("erase")}>
              Erase their data…
            </MenuItem>
          ) : null}
        </Menu>
      ) : null}
      {open === "edit" ? <CustomerDialog customer={customer} onClose={close} onSaved={close} /> : null}
      {open === "car" ? <CarDialog customerId={customer.id} onClose={close} /> : null}
      {open === "archive" ? <Archiving customer={customer} onClose={close} /> : null}
      {open === "erase" ? <EraseDialog customer={customer} onClose={close} /> : null}
    </>
  );
}

function Archiving({ customer, onClose }: { customer: CustomerView; onClose: () => void }) {
  const trpc = useTRPC();
  const archived = customer.archivedAt !== null;
  const archive = useMutation(trpc.customer.archive.mutationOptions());
  const restore = useMutation(trpc.customer.restore.mutationOptions());
  return (
    <ArchiveDialog
      archived={archived}
      away="They are no longer offered when a card is opened. Cards, invoices and history stay, and they can be restored."
      back="They are found and chosen again as before."
      keep="Keep active"
      name={customer.name}
      noun="customer"
      onClose={onClose}
      send={(input) =>
        (archived ? restore : archive).mutateAsync({ customerId: customer.id, version: customer.version, ...input })
      }
    />
  );
}
