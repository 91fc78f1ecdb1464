"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { VehicleView } from "#/domain/vehicle.ts";
import { vehicleReasonWords } from "#/domain/vehicle-duplicate.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { MergeNote } from "./merge-note.tsx";
import { useCommand } from "./use-command.ts";

/** What stands between this record and the car: where it went, what was merged into it, which other one it may be. */
export function VehicleNotes({ vehicle }: { vehicle: VehicleView }) {
  const mayMerge = useMay("vehicle.merge");
  const { mergedInto } = vehicle;
  return (
    <>
      {mergedInto === null ? null : (
        <Banner tone="note">
          This record was merged into <TextLink href={`/vehicles/${mergedInto.id}`}>{mergedInto.plate}</TextLink>. What
          was issued for it stays here; everything stands there.
        </Banner>
      )}
      {vehicle.merges.map((merge) => (
        <MergedNote key={merge.mergeId} merge={merge} zone={vehicle.zone} />
      ))}
      {mayMerge && vehicle.archivedAt === null ? <DuplicateHint vehicleId={vehicle.id} /> : null}
    </>
  );
}

function DuplicateHint({ vehicleId }: { vehicleId: string }) {
  const trpc = useTRPC();
  const found = useQuery(trpc.vehicle.duplicates.queryOptions({ vehicleId }));
  return (found.data?.pairs ?? []).map(({ reasons, sides }) => {
    const other = sides.find(({ id }) => id !== vehicleId);
    if (other === undefined) return null;
    return (
      <Banner
        actions={<TextLink href={`/vehicles/duplicates?vehicle=${vehicleId}`}>Compare</TextLink>}
        key={other.id}
        tone="note"
      >
        Perhaps the same car as <TextLink href={`/vehicles/${other.id}`}>{other.plate}</TextLink>:{" "}
        {reasons.map((reason) => lowered(vehicleReasonWords[reason])).join(", ")}.
      </Banner>
    );
  });
}

const lowered = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

function MergedNote({ merge, zone }: { merge: VehicleView["merges"][number]; zone: string }) {
  const trpc = useTRPC();
  const mayMerge = useMay("vehicle.merge");
  const undo = useMutation(trpc.vehicle.undoMerge.mutationOptions());
  const command = useCommand((input: { idempotencyKey: string }) =>
    undo.mutateAsync({ mergeId: merge.mergeId, ...input }),
  );
  const run = async (): Promise<boolean> => {
    if ((await command.run({})) === null) return false;
    toast(
      <>
        <b className="font-strong">{merge.gonePlate}</b> is a record of its own again
      </>,
      { mark: "ok" },
    );
    return true;
  };
  return (
    <MergeNote
      command={command}
      description="The other record becomes one of its own again, with the cards, readings, plates and owners it had."
      mayUndo={mayMerge}
      merge={merge}
      onUndo={run}
      question="Make two records of this car again?"
      what={
        <>
          Another record of this car, <TextLink href={`/vehicles/${merge.goneId}`}>{merge.gonePlate}</TextLink>, was
          merged into it
        </>
      }
      zone={zone}
    />
  );
}
