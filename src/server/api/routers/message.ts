import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  listMessagesInput,
  messageDetailView,
  messageListView,
  messageResent,
  resendMessageInput,
} from "#/domain/message.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { resendMessage } from "#/server/orchestrators/resend-message.ts";
import * as messages from "#/server/services/messages.ts";

export const messageRouter = router({
  /** What a customer was sent: of one card, one invoice, or at all. */
  list: memberProcedure("customer.read")
    .input(listMessagesInput)
    .output(messageListView)
    .query(({ ctx, input }) => messages.list(readDb(ctx), input)),
  byId: memberProcedure("customer.read")
    .input(z.object({ messageId: id }))
    .output(messageDetailView)
    .query(({ ctx, input }) => messages.byId(readDb(ctx), input.messageId)),
  resend: memberProcedure("message.resend")
    .input(mutationInput(resendMessageInput.shape))
    .output(messageResent)
    .mutation(({ ctx, input }) => resendMessage(ctx, input)),
});
