import { businessView, updateBusinessInput } from "#/domain/settings.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { changeBusiness } from "#/server/orchestrators/change-business.ts";
import * as settings from "#/server/services/settings.ts";

export const settingsRouter = router({
  business: memberProcedure("settings.read")
    .output(businessView)
    .query(({ ctx }) => settings.business(readDb(ctx))),
  updateBusiness: memberProcedure("settings.edit")
    .input(mutationInput(updateBusinessInput.shape))
    .output(businessView)
    .mutation(async ({ ctx, input }) => settings.businessView(await changeBusiness(ctx, input))),
});
