import { z } from "zod";
import {
  accountingView,
  beginConnectionInput,
  connectionBegun,
  connectionVersionInput,
  connectionView,
  listSyncsInput,
  mapAccountsInput,
  retrySyncInput,
  syncAsked,
  syncsView,
} from "#/domain/accounting.ts";
import { backfillStarted, backfillsView, startBackfillInput } from "#/domain/backfill.ts";
import {
  connectCrmInput,
  crmConnectionView,
  crmSyncAskedView,
  crmSyncsView,
  crmVersionInput,
  crmView,
  listCrmSyncsInput,
  mapStagesInput,
  retryCrmInput,
} from "#/domain/crm.ts";
import { id } from "#/domain/fields.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { backfillViews, startBackfill } from "#/server/orchestrators/backfill.ts";
import {
  beginConnection,
  disconnect,
  isConfigured,
  mapAccounts,
  retrySync,
} from "#/server/orchestrators/connect-accounting.ts";
import { connectCrm, disconnectCrm, mapStages, retryCrm } from "#/server/orchestrators/connect-crm.ts";
import * as accounting from "#/server/services/accounting.ts";
import * as crm from "#/server/services/crm.ts";

const edit = memberProcedure("settings.edit");

export const connectionRouter = router({
  accounting: memberProcedure("settings.read")
    .output(accountingView)
    .query(({ ctx }) => accounting.view(readDb(ctx), isConfigured)),
  /** Invoices by their last way to the books, the newest first. */
  syncs: memberProcedure("settings.read")
    .input(listSyncsInput)
    .output(syncsView)
    .query(({ ctx, input }) => accounting.list(readDb(ctx), input.cursor ?? null)),
  /** Where the member goes to let us in; nothing is written before they are back. */
  begin: edit
    .input(mutationInput(beginConnectionInput.shape))
    .output(connectionBegun)
    .mutation(({ ctx, input }) => beginConnection(ctx, input.provider)),
  map: edit
    .input(mutationInput(mapAccountsInput.shape))
    .output(connectionView)
    .mutation(({ ctx, input }) => mapAccounts(ctx, input)),
  disconnect: edit
    .input(mutationInput(connectionVersionInput.shape))
    .output(z.object({ connectionId: id }))
    .mutation(({ ctx, input }) => disconnect(ctx, input)),
  retry: edit
    .input(mutationInput(retrySyncInput.shape))
    .output(syncAsked)
    .mutation(({ ctx, input }) => retrySync(ctx, input)),
  /** How far what stood before has come. */
  backfills: memberProcedure("settings.read")
    .output(backfillsView)
    .query(({ ctx }) => backfillViews(readDb(ctx))),
  backfill: edit
    .input(mutationInput(startBackfillInput.shape))
    .output(backfillStarted)
    .mutation(({ ctx, input }) => startBackfill(ctx, input)),
  crm: memberProcedure("settings.read")
    .output(crmView)
    .query(({ ctx }) => crm.view(readDb(ctx))),
  /** What the CRM was told of by its last attempt, the newest first. */
  crmSyncs: memberProcedure("settings.read")
    .input(listCrmSyncsInput)
    .output(crmSyncsView)
    .query(({ ctx, input }) => crm.list(readDb(ctx), input.cursor ?? null)),
  connectCrm: edit
    .input(mutationInput(connectCrmInput.shape))
    .output(crmConnectionView)
    .mutation(({ ctx, input }) => connectCrm(ctx, input)),
  mapCrm: edit
    .input(mutationInput(mapStagesInput.shape))
    .output(crmConnectionView)
    .mutation(({ ctx, input }) => mapStages(ctx, input)),
  disconnectCrm: edit
    .input(mutationInput(crmVersionInput.shape))
    .output(z.object({ connectionId: id }))
    .mutation(({ ctx, input }) => disconnectCrm(ctx, input)),
  retryCrm: edit
    .input(mutationInput(retryCrmInput.shape))
    .output(crmSyncAskedView)
    .mutation(({ ctx, input }) => retryCrm(ctx, input)),
});
