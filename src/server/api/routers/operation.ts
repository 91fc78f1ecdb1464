import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { invariantsView, verifiedView } from "#/domain/invariants.ts";
import {
  assignDeliveryInput,
  deliveryChanged,
  retryDeliveryInput,
  skipDeliveryInput,
  timelineInput,
  timelineView,
} from "#/domain/operation.ts";
import { listRunsInput, operationFiguresView, runDetailView, runListView } from "#/domain/operation-list.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { assignEffect, retryEffect, skipEffect } from "#/server/orchestrators/mend-operation.ts";
import { verifyInvariants } from "#/server/orchestrators/verify-invariants.ts";
import { invariantsStand } from "#/server/services/invariant-checks.ts";
import * as operations from "#/server/services/operations.ts";

export const operationRouter = router({
  timeline: memberProcedure("operation.read")
    .input(timelineInput)
    .output(timelineView)
    .query(({ ctx, input }) => operations.timeline(readDb(ctx), input.subjectType, input.subjectId)),
  /** Every run of the tenant, and where its effects stand. */
  list: memberProcedure("operation.read")
    .input(listRunsInput)
    .output(runListView)
    .query(({ ctx, input }) => operations.list(readDb(ctx), input)),
  byId: memberProcedure("operation.read")
    .input(z.object({ runId: id }))
    .output(runDetailView)
    .query(({ ctx, input }) => operations.byId(readDb(ctx), input.runId)),
  figures: memberProcedure("operation.read")
    .output(operationFiguresView)
    .query(({ ctx }) => operations.figures(readDb(ctx))),
  retry: memberProcedure("operation.repair")
    .input(mutationInput(retryDeliveryInput.shape))
    .output(deliveryChanged)
    .mutation(({ ctx, input }) => retryEffect(ctx, input)),
  skip: memberProcedure("operation.repair")
    .input(mutationInput(skipDeliveryInput.shape))
    .output(deliveryChanged)
    .mutation(({ ctx, input }) => skipEffect(ctx, input)),
  assign: memberProcedure("operation.repair")
    .input(mutationInput(assignDeliveryInput.shape))
    .output(deliveryChanged)
    .mutation(({ ctx, input }) => assignEffect(ctx, input)),
  invariants: memberProcedure("operation.read")
    .output(invariantsView)
    .query(({ ctx }) => invariantsStand(readDb(ctx))),
  verify: memberProcedure("operation.verify")
    .input(mutationInput({}))
    .output(verifiedView)
    .mutation(({ ctx, input }) => verifyInvariants(ctx, input)),
});
