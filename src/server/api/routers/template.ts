import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  cardOffersInput,
  cardOffersView,
  createLabourRateInput,
  createTemplateInput,
  labourRatesView,
  labourRateView,
  removeLabourRateInput,
  removeTemplateInput,
  templateView,
  updateLabourRateInput,
  updateTemplateInput,
} from "#/domain/template.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { changeLabourRate, createLabourRate, removeLabourRate } from "#/server/orchestrators/keep-labour-rates.ts";
import { changeTemplate, createTemplate, removeTemplate } from "#/server/orchestrators/keep-templates.ts";
import * as templates from "#/server/services/templates.ts";

const edit = memberProcedure("settings.edit");

export const templateRouter = router({
  list: memberProcedure("settings.read")
    .output(z.array(templateView))
    .query(({ ctx }) => templates.list(readDb(ctx))),
  /** What can be put on a card of a branch. */
  offers: memberProcedure("template.use")
    .input(cardOffersInput)
    .output(cardOffersView)
    .query(({ ctx, input }) => templates.cardOffers(readDb(ctx), input.branchId, input.search)),
  create: edit
    .input(mutationInput(createTemplateInput.shape))
    .output(templateView)
    .mutation(({ ctx, input }) => createTemplate(ctx, input)),
  update: edit
    .input(mutationInput(updateTemplateInput.shape))
    .output(templateView)
    .mutation(({ ctx, input }) => changeTemplate(ctx, input)),
  remove: edit
    .input(mutationInput(removeTemplateInput.shape))
    .output(z.object({ templateId: id }))
    .mutation(({ ctx, input }) => removeTemplate(ctx, input)),

  labourRates: memberProcedure("settings.read")
    .output(labourRatesView)
    .query(({ ctx }) => templates.labourRates(readDb(ctx))),
  createLabourRate: edit
    .input(mutationInput(createLabourRateInput.shape))
    .output(labourRateView)
    .mutation(({ ctx, input }) => createLabourRate(ctx, input)),
  updateLabourRate: edit
    .input(mutationInput(updateLabourRateInput.shape))
    .output(labourRateView)
    .mutation(({ ctx, input }) => changeLabourRate(ctx, input)),
  removeLabourRate: edit
    .input(mutationInput(removeLabourRateInput.shape))
    .output(z.object({ rateId: id }))
    .mutation(({ ctx, input }) => removeLabourRate(ctx, input)),
});
