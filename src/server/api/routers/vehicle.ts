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
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { archiveVehicle, restoreVehicle } from "#/server/orchestrators/archive-vehicle.ts";
import { createVehicle, updateVehicle } from "#/server/orchestrators/keep-vehicle.ts";
import { changePlate, transferVehicle } from "#/server/orchestrators/move-vehicle.ts";
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
});
