import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  archiveVehicleInput,
  changePlateInput,
  createVehicleInput,
  lookUpPlateInput,
  plateView,
  transferVehicleInput,
  updateVehicleInput,
  vehicleChanged,
  vehicleView,
} from "#/domain/vehicle.ts";
import {
  dismissVehicleDuplicateInput,
  listVehicleDuplicatesInput,
  mergeVehiclesInput,
  undoVehicleMergeInput,
  vehicleDuplicateDismissed,
  vehicleDuplicateList,
  vehicleMergeUndone,
  vehiclesMerged,
} from "#/domain/vehicle-duplicate.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { archiveVehicle, restoreVehicle } from "#/server/orchestrators/archive-vehicle.ts";
import { dismissVehicleDuplicate } from "#/server/orchestrators/dismiss-vehicle-duplicate.ts";
import { createVehicle, updateVehicle } from "#/server/orchestrators/keep-vehicle.ts";
import { mergeVehicles } from "#/server/orchestrators/merge-vehicles.ts";
import { changePlate, transferVehicle } from "#/server/orchestrators/move-vehicle.ts";
import { undoVehicleMerge } from "#/server/orchestrators/undo-vehicle-merge.ts";
import * as duplicates from "#/server/services/duplicates.ts";
import * as views from "#/server/services/vehicle-views.ts";

export const vehicleRouter = router({
  byId: memberProcedure("vehicle.read")
    .input(z.object({ vehicleId: id }))
    .output(vehicleView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.vehicleId, ctx.permissions)),
  lookUpPlate: memberProcedure("customer.read")
    .input(lookUpPlateInput)
    .output(plateView)
    .query(({ ctx, input }) => views.byPlate(readDb(ctx), input.plate)),
  duplicates: memberProcedure("vehicle.merge")
    .input(listVehicleDuplicatesInput)
    .output(vehicleDuplicateList)
    .query(({ ctx, input }) => duplicates.ofVehicles(readDb(ctx), input.vehicleId)),

  create: memberProcedure("vehicle.edit")
    .input(mutationInput(createVehicleInput.shape))
    .output(vehicleChanged)
    .mutation(({ ctx, input }) => createVehicle(ctx, input)),
  update: memberProcedure("vehicle.edit")
    .input(mutationInput(updateVehicleInput.shape))
    .output(vehicleChanged)
    .mutation(({ ctx, input }) => updateVehicle(ctx, input)),
  changePlate: memberProcedure("vehicle.edit")
    .input(mutationInput(changePlateInput.shape))
    .output(vehicleChanged)
    .mutation(({ ctx, input }) => changePlate(ctx, input)),
  transfer: memberProcedure("vehicle.edit")
    .input(mutationInput(transferVehicleInput.shape))
    .output(vehicleChanged)
    .mutation(({ ctx, input }) => transferVehicle(ctx, input)),
  archive: memberProcedure("vehicle.edit")
    .input(mutationInput(archiveVehicleInput.shape))
    .output(vehicleChanged)
    .mutation(({ ctx, input }) => archiveVehicle(ctx, input)),
  restore: memberProcedure("vehicle.edit")
    .input(mutationInput(archiveVehicleInput.shape))
    .output(vehicleChanged)
    .mutation(({ ctx, input }) => restoreVehicle(ctx, input)),

  dismissDuplicate: memberProcedure("vehicle.merge")
    .input(mutationInput(dismissVehicleDuplicateInput.shape))
    .output(vehicleDuplicateDismissed)
    .mutation(({ ctx, input }) => dismissVehicleDuplicate(ctx, input)),
  merge: memberProcedure("vehicle.merge")
    .input(mutationInput(mergeVehiclesInput.shape))
    .output(vehiclesMerged)
    .mutation(({ ctx, input }) => mergeVehicles(ctx, input)),
  undoMerge: memberProcedure("vehicle.merge")
    .input(mutationInput(undoVehicleMergeInput.shape))
    .output(vehicleMergeUndone)
    .mutation(({ ctx, input }) => undoVehicleMerge(ctx, input)),
});
