import { lookUpPlateInput, plateView } from "#/domain/vehicle.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as views from "#/server/services/vehicle-views.ts";

export const vehicleRouter = router({
  lookUpPlate: memberProcedure("customer.read")
    .input(lookUpPlateInput)
    .output(plateView)
    .query(({ ctx, input }) => views.byPlate(readDb(ctx), input.plate)),
});
