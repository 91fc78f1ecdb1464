import type { MergeVehicles } from "#/domain/vehicle-duplicate.ts";
import type { BothVehicles, VehicleFacts } from "#/server/repositories/vehicle-merges.ts";

/**
 * Weighs two records of one car into one: each field from the side that was chosen. The record that goes keeps the plate
 * and the owner that were not, with their dates: they are read from it as former ones.
 */
export const planVehicleMerge = ({ kept, gone }: BothVehicles, take: MergeVehicles["take"]): BothVehicles => {
  const of = (field: keyof typeof take): VehicleFacts => (take[field] === "kept" ? kept : gone);
  const { plate, plateSince } = of("plate");
  const { customerId, ownedSince } = of("owner");
  const [otherPlate, otherOwner] = [take.plate === "kept" ? gone : kept, take.owner === "kept" ? gone : kept];
  return {
    kept: {
      plate,
      plateSince,
      make: of("make").make,
      model: of("model").model,
      year: of("year").year,
      vin: of("vin").vin,
      customerId,
      ownedSince,
    },
    gone: {
      ...gone,
      plate: otherPlate.plate,
      plateSince: otherPlate.plateSince,
      customerId: otherOwner.customerId,
      ownedSince: otherOwner.ownedSince,
    },
  };
};

const factWords: readonly (readonly [string, (facts: VehicleFacts) => unknown])[] = [
  ["The plate", ({ plate }) => plate],
  ["The make", ({ make }) => make],
  ["The model", ({ model }) => model],
  ["The year", ({ year }) => year],
  ["The VIN", ({ vin }) => vin],
  ["The owner", ({ customerId }) => customerId],
];

/** Facts that the merge set and somebody has changed again: taking them back would lose what was written since. */
export const vehicleFactsChangedSince = (before: VehicleFacts, after: VehicleFacts, now: VehicleFacts): string[] =>
  factWords.flatMap(([words, of]) => {
    const [was, became, is] = [of(before), of(after), of(now)];
    return was !== became && is !== became ? [`${words} was changed since`] : [];
  });

/** The facts as they were before the merge, where it had set them; others stay as they are. */
export const vehicleFactsBefore = (before: VehicleFacts, after: VehicleFacts, now: VehicleFacts): VehicleFacts => {
  const plate = before.plate === after.plate ? now : before;
  const owner = before.customerId === after.customerId ? now : before;
  const back = <Name extends keyof VehicleFacts>(name: Name): VehicleFacts[Name] =>
    before[name] === after[name] ? now[name] : before[name];
  return {
    plate: plate.plate,
    plateSince: plate.plateSince,
    make: back("make"),
    model: back("model"),
    year: back("year"),
    vin: back("vin"),
    customerId: owner.customerId,
    ownedSince: owner.ownedSince,
  };
};
