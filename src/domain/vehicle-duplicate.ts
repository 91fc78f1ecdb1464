import { z } from "zod";
import { id, moment, version } from "#/domain/fields.ts";

/** Why two records may be one car. */
export const vehicleReasons = ["VIN", "PLATE", "OWNER"] as const;
export type VehicleReason = (typeof vehicleReasons)[number];
export const vehicleReasonWords = {
  VIN: "Same VIN",
  PLATE: "Same plate in another spelling",
  OWNER: "Same owner and model, nearly the same plate",
} as const satisfies Record<VehicleReason, string>;

/** A side of a pair, with what tells two cars apart. */
export const vehicleSide = z.object({
  id,
  version: z.int(),
  plate: z.string(),
  make: z.string(),
  model: z.string(),
  year: z.int().nullable(),
  vin: z.string().nullable(),
  owner: z.object({ id, name: z.string() }),
  lastOdometer: z.object({ value: z.int(), unit: z.string() }).nullable(),
  jobCards: z.int(),
  openCards: z.int(),
  lastVisit: moment.nullable(),
  since: moment,
});
export type VehicleSide = z.infer<typeof vehicleSide>;

export const vehiclePair = z.object({
  reasons: z.array(z.enum(vehicleReasons)),
  /** The lower id first. */
  sides: z.tuple([vehicleSide, vehicleSide]),
});
export type VehiclePair = z.infer<typeof vehiclePair>;

/** The strongest first; `total` counts all. */
export const vehicleDuplicateList = z.object({ pairs: z.array(vehiclePair), total: z.int(), zone: z.string() });
/** Of one vehicle, or of all. */
export const listVehicleDuplicatesInput = z.object({ vehicleId: id.nullable().default(null) });

export const dismissVehicleDuplicateInput = z.object({ vehicleIds: z.tuple([id, id]) });
export const vehicleDuplicateDismissed = z.object({ vehicleIds: z.tuple([id, id]) });

export const vehicleMergeFields = ["plate", "make", "model", "year", "vin", "owner"] as const;
export type VehicleMergeField = (typeof vehicleMergeFields)[number];
const side = z.enum(["kept", "gone"]);
export const mergeVehiclesInput = z.object({
  kept: z.object({ vehicleId: id, version }),
  gone: z.object({ vehicleId: id, version }),
  /** Whose value each field takes. A plate or an owner that is not chosen stays on record as a former one. */
  take: z.object({ plate: side, make: side, model: side, year: side, vin: side, owner: side }),
});
export type MergeVehicles = z.infer<typeof mergeVehiclesInput>;
export const vehiclesMerged = z.object({ mergeId: id, vehicleId: id, version: z.int() });
export const undoVehicleMergeInput = z.object({ mergeId: id });
export const vehicleMergeUndone = z.object({ mergeId: id, vehicleIds: z.tuple([id, id]) });

/** A merge into a vehicle that stands. */
export const vehicleMergeView = z.object({
  mergeId: id,
  goneId: id,
  gonePlate: z.string(),
  mergedAt: moment,
  mergedByName: z.string(),
  /** Until when it can be undone. */
  undoableUntil: moment,
});
