"use client";

import { useMutation } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Ellipsis, Pencil, RectangleEllipsis, Users } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Menu, MenuItem } from "#/components/ui/menu.tsx";
import { ReasonDialog } from "#/components/ui/reason-dialog.tsx";
import type { VehicleView } from "#/domain/vehicle.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";

const CarDialog = dynamic(() => import("./car-dialog.tsx").then((file) => file.CarDialog), { ssr: false });
const PlateDialog = dynamic(() => import("./vehicle-dialogs.tsx").then((file) => file.PlateDialog), { ssr: false });
const OwnerDialog = dynamic(() => import("./vehicle-dialogs.tsx").then((file) => file.OwnerDialog), { ssr: false });

/** What can be done with a car. */
export function VehicleActions({ vehicle }: { vehicle: VehicleView }) {
  const mayEdit = useMay("vehicle.edit");
  const [open, setOpen] = useState<"edit" | "plate" | "owner" | "archive" | null>(null);
  const close = (): void => setOpen(null);
  if (!mayEdit) return null;
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
      {open === "archive" ? <ArchiveDialog onClose={close} vehicle={vehicle} /> : null}
    </>
  );
}

function ArchiveDialog({ vehicle, onClose }: { vehicle: VehicleView; onClose: () => void }) {
  const trpc = useTRPC();
  const archived = vehicle.archivedAt !== null;
  const archive = useMutation(trpc.vehicle.archive.mutationOptions());
  const restore = useMutation(trpc.vehicle.restore.mutationOptions());
  const command = useCommand((input: { reason: string } & { idempotencyKey: string }) =>
    (archived ? restore : archive).mutateAsync({ vehicleId: vehicle.id, version: vehicle.version, ...input }),
  );
  const run = async (reason: string): Promise<void> => {
    if ((await command.run({ reason })) !== null) onClose();
  };
  return (
    <ReasonDialog
      action={archived ? "Restore vehicle" : "Archive vehicle"}
      busy={command.busy && (archived ? "Restoring" : "Archiving")}
      cancel={archived ? "Leave archived" : "Keep it"}
      description={
        archived
          ? "It is found by its plate again."
          : "Its plate no longer finds it when a card is opened. Its history stays, and it can be restored."
      }
      onClose={onClose}
      onReason={(reason) => void run(reason)}
      refusal={command.refusal?.sentence ?? null}
      title={archived ? `Restore ${vehicle.plate}?` : `Archive ${vehicle.plate}?`}
    />
  );
}
