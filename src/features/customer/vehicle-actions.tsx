"use client";

import { useMutation } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Ellipsis, Pencil, RectangleEllipsis, Users } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Menu, MenuItem } from "#/components/ui/menu.tsx";
import type { VehicleView } from "#/domain/vehicle.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ArchiveDialog } from "./archive-dialog.tsx";

const CarDialog = dynamic(() => import("./car-dialog.tsx").then((file) => file.CarDialog), { ssr: false });
const PlateDialog = dynamic(() => import("./vehicle-dialogs.tsx").then((file) => file.PlateDialog), { ssr: false });
const OwnerDialog = dynamic(() => import("./vehicle-dialogs.tsx").then((file) => file.OwnerDialog), { ssr: false });

/** What can be done with a car. */
export function VehicleActions({ vehicle }: { vehicle: VehicleView }) {
  const mayEdit = useMay("vehicle.edit");
  const [open, setOpen] = useState<"edit" | "plate" | "owner" | "archive" | null>(null);
  const close = (): void => setOpen(null);
  if (!mayEdit || vehicle.mergedInto !== null) return null;
  return (
    <>
      {vehicle.archivedAt !== null ? (
        <Button onClick={() => setOpen("archive")}>
          <ArchiveRestore aria-hidden size={16} strokeWidth={1.75} />
          Restore
        </Button>
      ) : (
        <>
          <Button onClick={() => setOpen("edit")}>
            <Pencil aria-hidden size={16} strokeWidth={1.75} />
            Edit
          </Button>
          <Menu
            align="end"
            trigger={
              <Button aria-label="More about this vehicle" icon>
                <Ellipsis aria-hidden size={16} strokeWidth={1.75} />
              </Button>
            }
          >
            <MenuItem icon={<RectangleEllipsis size={16} strokeWidth={1.75} />} onSelect={() => setOpen("plate")}>
              Change plate…
            </MenuItem>
            <MenuItem icon={<Users size={16} strokeWidth={1.75} />} onSelect={() => setOpen("owner")}>
              Change owner…
            </MenuItem>
            <MenuItem icon={<Archive size={16} strokeWidth={1.75} />} onSelect={() => setOpen("archive")}>
              Archive…
            </MenuItem>
          </Menu>
        </>
      )}
      {open === "edit" ? <CarDialog onClose={close} vehicle={vehicle} /> : null}
      {open === "plate" ? <PlateDialog onClose={close} vehicle={vehicle} /> : null}
      {open === "owner" ? <OwnerDialog onClose={close} vehicle={vehicle} /> : null}
      {open === "archive" ? <Archiving onClose={close} vehicle={vehicle} /> : null}
    </>
  );
}

function Archiving({ vehicle, onClose }: { vehicle: VehicleView; onClose: () => void }) {
  const trpc = useTRPC();
  const archived = vehicle.archivedAt !== null;
  const archive = useMutation(trpc.vehicle.archive.mutationOptions());
  const restore = useMutation(trpc.vehicle.restore.mutationOptions());
  return (
    <ArchiveDialog
      archived={archived}
      away="Its plate no longer finds it when a card is opened. Its history stays, and it can be restored."
      back="It is found by its plate again."
      keep="Keep it"
      name={vehicle.plate}
      noun="vehicle"
      onClose={onClose}
      send={(input) =>
        (archived ? restore : archive).mutateAsync({ vehicleId: vehicle.id, version: vehicle.version, ...input })
      }
    />
  );
}
