import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  createEndpointInput,
  endpointMade,
  endpointsView,
  endpointVersionInput,
  endpointView,
  listWebhooksInput,
  replayWebhookInput,
  updateEndpointInput,
  webhookReplayed,
  webhooksView,
} from "#/domain/webhook.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import {
  changeEndpoint,
  createEndpoint,
  removeEndpoint,
  rotateSecret,
  turnOffEndpoint,
  turnOnEndpoint,
} from "#/server/orchestrators/keep-webhooks.ts";
import { replayWebhook } from "#/server/orchestrators/send-webhooks.ts";
import * as webhooks from "#/server/services/webhooks.ts";

const edit = memberProcedure("settings.edit");
const versioned = mutationInput(endpointVersionInput.shape);

export const webhookRouter = router({
  endpoints: memberProcedure("settings.read")
    .output(endpointsView)
    .query(async ({ ctx }) => ({ endpoints: await webhooks.endpoints(readDb(ctx)) })),
  /** Messages, the newest first, with what was answered. */
  list: memberProcedure("settings.read")
    .input(listWebhooksInput)
    .output(webhooksView)
    .query(({ ctx, input }) => webhooks.list(readDb(ctx), input)),
  create: edit
    .input(mutationInput(createEndpointInput.shape))
    .output(endpointMade)
    .mutation(({ ctx, input }) => createEndpoint(ctx, input)),
  update: edit
    .input(mutationInput(updateEndpointInput.shape))
    .output(endpointView)
    .mutation(({ ctx, input }) => changeEndpoint(ctx, input)),
  turnOff: edit
    .input(versioned)
    .output(endpointView)
    .mutation(({ ctx, input }) => turnOffEndpoint(ctx, input)),
  turnOn: edit
    .input(versioned)
    .output(endpointView)
    .mutation(({ ctx, input }) => turnOnEndpoint(ctx, input)),
  /** A new signing secret; for a day the one before counts as well. */
  rotate: edit
    .input(versioned)
    .output(endpointMade)
    .mutation(({ ctx, input }) => rotateSecret(ctx, input)),
  remove: edit
    .input(versioned)
    .output(z.object({ endpointId: id }))
    .mutation(({ ctx, input }) => removeEndpoint(ctx, input)),
  replay: edit
    .input(mutationInput(replayWebhookInput.shape))
    .output(webhookReplayed)
    .mutation(({ ctx, input }) => replayWebhook(ctx, input)),
});
