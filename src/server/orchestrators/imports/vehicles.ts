import type { Found } from "#/domain/import-plan.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { oneOf, reach } from "#/server/orchestrators/imports/customers.ts";
import {
  type NounOfImport,
  numberIn,
  type Sought,
  sideOf,
  textIn,
  type Values,
} from "#/server/orchestrators/imports/noun.ts";
import type { Tx } from "#/server/orchestrators/kernel.ts";
import * as undo from "#/server/repositories/imports/undo.ts";
import * as vehicles from "#/server/repositories/imports/vehicles.ts";

const currentOf = ({ plate, make, model, year, vin }: vehicles.KnownVehicle): Values => ({
  plate,
  make,
  model,
  year,
  vin,
});

const plateOf = (values: Values) => normalisePlate(textIn(values, "plate") ?? "");
const ownerOf = (values: Values) => ({ email: textIn(values, "ownerEmail"), phone: textIn(values, "ownerPhone") });
const titles = { email: "Owner's e-mail", phone: "Owner's phone" };

type Reached = Awaited<ReturnType<typeof reach>>;

const foundOf = (values: Values, vehicle: vehicles.KnownVehicle | undefined, reached: Reached): Found => {
  const { email, phone } = ownerOf(values);
  const refuse = (sentence: string): Found => ({
    problems: [{ column: email === undefined ? titles.phone : titles.email, sentence }],
  });
  const told = email !== undefined || phone !== undefined;
  const owner = oneOf(reached, email, phone, titles);
  if ("problems" in owner) return owner;
  if (told && owner.customer === null)
    return refuse("No customer has this e-mail address or phone number. Import the customers first.");
  if (vehicle === undefined) {
    if (owner.customer === null) return refuse("The owner is missing, and a new vehicle needs one.");
    return { matched: null, label: owner.customer.name };
  }
  if (owner.customer !== null && owner.customer.id !== vehicle.customerId)
    return refuse(
      `${vehicle.plate} belongs to ${vehicle.ownerName} here, and to ${owner.customer.name} in the file. A change of owner is made on the vehicle's page.`,
    );
  return {
    matched: {
      id: vehicle.id,
      label: `${vehicle.plate}, ${vehicle.ownerName}`,
      by: "Plate",
      current: currentOf(vehicle),
    },
  };
};

const asChange = (id: string, values: Values): vehicles.VehicleChange => ({
  id,
  set: Object.keys(values),
  plate: textIn(values, "plate"),
  make: textIn(values, "make"),
  model: textIn(values, "model"),
  year: numberIn(values, "year"),
  vin: textIn(values, "vin"),
});

const look = async (tx: Tx, rows: readonly Sought[]) => {
  const [known, reached] = [
    await vehicles.known(tx, { plates: rows.map(({ values }) => plateOf(values)) }),
    await reach(
      tx,
      rows.map(({ values }) => ownerOf(values)),
    ),
  ];
  return { known: new Map(known.map((each) => [each.plateNormalised, each])), reached };
};

export const vehiclesOfImport: NounOfImport = {
  noun: "VEHICLES",
  subjectType: "vehicle",
  auditable: (changes) => ({ fields: Object.keys(changes) }),
  keysOf: (values) => (textIn(values, "plate") === undefined ? [] : [`plate:${plateOf(values)}`]),

  find: async (tx, _place, rows, hold) => {
    let { known, reached } = await look(tx, rows);
    if (hold) {
      await vehicles.lock(
        tx,
        [...known.values()].map(({ id }) => id),
      );
      ({ known, reached } = await look(tx, rows));
    }
    return new Map(
      rows.map(({ rowNumber, values }) => [rowNumber, foundOf(values, known.get(plateOf(values)), reached)]),
    );
  },

  create: async (tx, _place, rows) => {
    const reached = await reach(
      tx,
      rows.map(({ values }) => ownerOf(values)),
    );
    return vehicles.insert(
      tx,
      rows.flatMap(({ id, values }) => {
        const { email, phone } = ownerOf(values);
        const owner = oneOf(reached, email, phone);
        if ("problems" in owner || owner.customer === null) return [];
        return {
          id,
          customerId: owner.customer.id,
          plate: textIn(values, "plate") ?? "",
          plateNormalised: plateOf(values),
          make: textIn(values, "make") ?? "",
          model: textIn(values, "model") ?? "",
          year: numberIn(values, "year") ?? null,
          vin: textIn(values, "vin") ?? null,
        };
      }),
    );
  },

  change: (tx, _place, rows) =>
    vehicles.update(
      tx,
      rows.map(({ id, changes }) => asChange(id, sideOf(changes, 1))),
    ),

  leaningOn: async (tx, _place, ids) => {
    await vehicles.lock(tx, ids);
    const found = await vehicles.leaningOn(tx, ids);
    return new Map(
      found.flatMap(({ id, version, cards, readings, moved, booked, entangled }) => {
        const why =
          cards > 0
            ? `There ${cards === 1 ? "is a job card" : `are ${cards} job cards`} of this vehicle.`
            : booked
              ? "There is an appointment of this vehicle."
              : readings > 0
                ? "An odometer reading was taken since."
                : moved
                  ? "Its plate or its owner has changed since."
                  : entangled
                    ? "The vehicle was merged or told apart from another since."
                    : version > 1
                      ? "The vehicle was changed since."
                      : null;
        return why === null ? [] : [[id, why] as const];
      }),
    );
  },

  remove: (tx, { importId }, ids) => undo.removeImported(tx, importId, ids),

  current: async (tx, _place, ids) => {
    await vehicles.lock(tx, ids);
    return new Map((await vehicles.known(tx, { ids })).map((each) => [each.id, currentOf(each)]));
  },

  restore: (tx, _place, rows) =>
    vehicles.update(
      tx,
      rows.map(({ id, changes }) => asChange(id, sideOf(changes, 0))),
    ),
};
