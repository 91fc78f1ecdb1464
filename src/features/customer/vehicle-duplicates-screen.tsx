"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { TextLink } from "#/components/ui/link.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { formatWhole } from "#/domain/money.ts";
import { formatDate } from "#/domain/time.ts";
import {
  type MergeVehicles,
  type VehicleMergeField,
  type VehiclePair,
  type VehicleSide,
  vehicleReasonWords,
} from "#/domain/vehicle-duplicate.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { type Choice, DuplicatePairPanel, firstChoice } from "./duplicate-pair.tsx";
import { DuplicatesPage } from "./duplicates-page.tsx";
import { useCommand } from "./use-command.ts";
import { cardsOf } from "./words.ts";

/** Vehicles that may be one car, side by side; of one vehicle when the address says so. */
export function VehicleDuplicatesScreen({ vehicleId }: { vehicleId: string | null }) {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.vehicle.duplicates.queryOptions({ vehicleId }));
  return (
    <DuplicatesPage
      emptyText="Cars with the same VIN, with a plate that looks the same, or of one owner and model with nearly the same plate, are shown here side by side."
      emptyTitle="No car seems to be here twice."
      hint="Choose what to keep of each. A plate or an owner that is not kept stays on record as a former one."
      other={<TextLink href="/customers/duplicates">Duplicate customers</TextLink>}
      title="Possible duplicate cars"
      total={data.total}
    >
      {data.pairs.map((pair) => (
        <Pair key={pair.sides.map(({ id, version }) => `${id} ${version}`).join()} pair={pair} zone={data.zone} />
      ))}
    </DuplicatesPage>
  );
}

const fields: readonly { field: VehicleMergeField; words: string; of: (side: VehicleSide) => string }[] = [
  { field: "plate", words: "Plate", of: ({ plate }) => plate },
  { field: "make", words: "Make", of: ({ make }) => make },
  { field: "model", words: "Model", of: ({ model }) => model },
  { field: "year", words: "Year", of: ({ year }) => year?.toString() ?? "" },
  { field: "vin", words: "VIN", of: ({ vin }) => vin ?? "" },
  { field: "owner", words: "Owner", of: ({ owner }) => owner.name },
];
const older = { plate: 0, make: 0, model: 0, year: 0, vin: 0, owner: 0 } as const;

function Pair({ pair, zone }: { pair: VehiclePair; zone: string }) {
  const trpc = useTRPC();
  const merge = useMutation(trpc.vehicle.merge.mutationOptions());
  const dismiss = useMutation(trpc.vehicle.dismissDuplicate.mutationOptions());
  const [low, high] = pair.sides;
  const merging = useCommand((input: Pick<MergeVehicles, "take"> & { idempotencyKey: string }) =>
    merge.mutateAsync({
      kept: { vehicleId: low.id, version: low.version },
      gone: { vehicleId: high.id, version: high.version },
      ...input,
    }),
  );
  const dismissing = useCommand((input: { idempotencyKey: string }) =>
    dismiss.mutateAsync({ vehicleIds: [low.id, high.id], ...input }),
  );
  const run = async (choice: Choice<VehicleMergeField>): Promise<void> => {
    const take = (field: VehicleMergeField) => (choice[field] === 0 ? ("kept" as const) : ("gone" as const));
    const taken = {
      plate: take("plate"),
      make: take("make"),
      model: take("model"),
      year: take("year"),
      vin: take("vin"),
      owner: take("owner"),
    };
    if ((await merging.run({ take: taken })) === null) return;
    toast(
      <>
        <b className="font-strong">{pair.sides[choice.plate].plate}</b> is one car now.{" "}
        <TextLink href={`/vehicles/${low.id}`}>Open</TextLink>
      </>,
      { mark: "ok" },
    );
  };
  return (
    <DuplicatePairPanel
      dismissing={dismissing}
      fields={fields}
      head={(side) => (
        <>
          <h2>
            <TextLink className="no-underline" href={`/vehicles/${side.id}`}>
              <Plate>{side.plate}</Plate>
            </TextLink>
          </h2>
          <p className="mt-1 text-dense text-ink-3">
            Since {formatDate(side.since, zone)}. {cardsOf(side, zone)}
            {side.lastOdometer === null
              ? ""
              : ` Last reading ${formatWhole(side.lastOdometer.value)} ${side.lastOdometer.unit}.`}
          </p>
        </>
      )}
      initial={firstChoice(fields, pair.sides, older)}
      label={`${low.plate} and ${high.plate}`}
      merging={merging}
      onMerge={(choice) => void run(choice)}
      reasons={pair.reasons.map((reason) => vehicleReasonWords[reason])}
      sides={pair.sides}
    />
  );
}
