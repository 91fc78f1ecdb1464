import { z } from "zod";
import {
  bayListView,
  bayVersionInput,
  bayView,
  branchVersionInput,
  branchView,
  createBayInput,
  createBranchInput,
  orderBaysInput,
  updateBayInput,
  updateBranchInput,
} from "#/domain/branch.ts";
import { id } from "#/domain/fields.ts";
import { logoChanged, removeLogoInput } from "#/domain/logo.ts";
import { businessView, updateBusinessInput } from "#/domain/settings.ts";
import { keepWordingInput, wordingView } from "#/domain/wording.ts";
import { bookingSettings } from "#/server/api/routers/booking-settings.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { changeBranch, closeBranch, createBranch, reopenBranch } from "#/server/orchestrators/change-branch.ts";
import { changeBusiness } from "#/server/orchestrators/change-business.ts";
import { changeBay, closeBay, createBay, orderBays, reopenBay } from "#/server/orchestrators/keep-bays.ts";
import { removeLogo } from "#/server/orchestrators/keep-logo.ts";
import { keepWording } from "#/server/orchestrators/keep-wording.ts";
import * as bays from "#/server/services/bay-settings.ts";
import * as branches from "#/server/services/branches.ts";
import * as settings from "#/server/services/settings.ts";
import * as wordings from "#/server/services/wordings.ts";

const edit = memberProcedure("settings.edit");

export const settingsRouter = router({
  ...bookingSettings,
  business: memberProcedure("settings.read")
    .output(businessView)
    .query(({ ctx }) => settings.business(readDb(ctx))),
  updateBusiness: edit
    .input(mutationInput(updateBusinessInput.shape))
    .output(businessView)
    .mutation(async ({ ctx, input }) => settings.businessView(await changeBusiness(ctx, input))),
  removeLogo: edit
    .input(mutationInput(removeLogoInput.shape))
    .output(logoChanged)
    .mutation(({ ctx, input }) => removeLogo(ctx, input)),

  wordings: memberProcedure("settings.read")
    .output(z.array(wordingView))
    .query(({ ctx }) => wordings.list(readDb(ctx))),
  keepWording: edit
    .input(mutationInput(keepWordingInput.shape))
    .output(wordingView)
    .mutation(({ ctx, input }) => keepWording(ctx, input)),

  branches: memberProcedure("settings.read")
    .output(z.array(branchView))
    .query(({ ctx }) => branches.list(readDb(ctx))),
  branch: memberProcedure("settings.read")
    .input(z.object({ branchId: id }))
    .output(branchView)
    .query(({ ctx, input }) => branches.byId(readDb(ctx), input.branchId)),
  createBranch: edit
    .input(mutationInput(createBranchInput.shape))
    .output(branchView)
    .mutation(({ ctx, input }) => createBranch(ctx, input)),
  updateBranch: edit
    .input(mutationInput(updateBranchInput.shape))
    .output(branchView)
    .mutation(({ ctx, input }) => changeBranch(ctx, input)),
  closeBranch: edit
    .input(mutationInput(branchVersionInput.shape))
    .output(branchView)
    .mutation(({ ctx, input }) => closeBranch(ctx, input)),
  reopenBranch: edit
    .input(mutationInput(branchVersionInput.shape))
    .output(branchView)
    .mutation(({ ctx, input }) => reopenBranch(ctx, input)),

  bays: memberProcedure("settings.read")
    .output(bayListView)
    .query(({ ctx }) => bays.list(readDb(ctx))),
  createBay: edit
    .input(mutationInput(createBayInput.shape))
    .output(bayView)
    .mutation(async ({ ctx, input }) => bays.bayView(await createBay(ctx, input))),
  updateBay: edit
    .input(mutationInput(updateBayInput.shape))
    .output(bayView)
    .mutation(async ({ ctx, input }) => bays.bayView(await changeBay(ctx, input))),
  orderBays: edit
    .input(mutationInput(orderBaysInput.shape))
    .output(z.object({ branchId: id }))
    .mutation(({ ctx, input }) => orderBays(ctx, input)),
  closeBay: edit
    .input(mutationInput(bayVersionInput.shape))
    .output(bayView)
    .mutation(async ({ ctx, input }) => bays.bayView(await closeBay(ctx, input))),
  reopenBay: edit
    .input(mutationInput(bayVersionInput.shape))
    .output(bayView)
    .mutation(async ({ ctx, input }) => bays.bayView(await reopenBay(ctx, input))),
});
