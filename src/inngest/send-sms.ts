import { texter } from "#/inngest/gateways.ts";
import { type Sender, sendMessage } from "#/inngest/send-message.ts";
import type { Tx } from "#/server/db/transaction.ts";
import { stopMessages } from "#/server/services/consents.ts";
import { type OutgoingSms, queueSms } from "#/server/services/messages.ts";

export type SmsToSend = {
  readonly row: OutgoingSms;
  /** The number as the garage writes it, for the reason when it is refused. */
  readonly toShown: string;
  /** By which a counterpart that takes a key knows a repeat. */
  readonly messageKey: string;
  /** What leaves, where it is more than what is kept. */
  readonly body?: string;
  /** In the transaction that writes it down, before that; what it throws stops the message. */
  readonly before?: (tx: Tx) => Promise<void>;
};

/** Sends one text under a stable key. @see sendMessage */
export const sendSms = <Result>(
  context: Sender,
  { row, toShown, messageKey, body, before }: SmsToSend,
  close: (change: (tx: Tx) => Promise<void>) => Promise<Result>,
): Promise<Result> =>
  sendMessage(
    context,
    {
      point: `${row.kind}/sms`,
      queue: async (tx) => {
        await before?.(tx);
        return queueSms(tx, row);
      },
      hand: () => texter().sendText({ key: messageKey, to: row.recipient, toShown, body: body ?? row.bodyText }),
      // An alert goes to staff, who have no consents.
      unwanted: async (tx) => {
        if (row.customerId !== null) await stopMessages(tx, row.customerId, "SMS", "The mobile network");
      },
    },
    close,
  );
