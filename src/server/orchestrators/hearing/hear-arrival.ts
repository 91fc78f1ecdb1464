import { messageKindWords } from "#/domain/message.ts";
import { formatPhone } from "#/domain/phone.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as messages from "#/server/repositories/messages.ts";
import * as textAnswers from "#/server/repositories/text-answers.ts";
import { stopMessages } from "#/server/services/consents.ts";
import { type Heard, network } from "./network.ts";

type Arrival = {
  /** The reference under which the message is known there. */
  readonly providerId: string;
  readonly by: "Mobile network" | "Mail relay";
  /** Why it came back, by the address or number as it is shown; null when it arrived. */
  readonly bounce: ((shown: string) => string) | null;
};

/** Notes that a message arrived, or that it came back: then somebody is to reach the customer in another way. */
export const hearArrival = async ({ providerId, by, bounce }: Arrival): Promise<Heard> => {
  const tenantId = await textAnswers.tenantOfReference(providerId);
  if (tenantId === null) return "not ours";
  return executeInTransaction(network(tenantId, by), "message.hear-arrival", async (tx) => {
    const to = await messages.recipientOf(tx, providerId);
    if (to === null) return "not ours";
    const shown = to.includes("@") ? to : formatPhone(to, await branches.firstCountry(tx));
    const reason = bounce?.(shown) ?? null;
    const message = await messages.noteArrival(tx, providerId, reason);
    if (message === null) return "known";
    if (reason !== null && message.customerId !== null)
      await raiseTask(tx, {
        severity: "NORMAL",
        kind: "message-bounced",
        title: `\u201c${messageKindWords(message.kind)}\u201d did not reach ${shown}`,
        detail: reason,
        subject: { type: "customer", id: message.customerId },
        sourceKey: `bounced:${message.id}`,
      });
    return "noted";
  });
};

/** Whoever got this mail told their mail program that it was not wanted: no more mails, but for what the law demands. */
export const hearNoMoreMails = async (providerId: string): Promise<Heard> => {
  const tenantId = await textAnswers.tenantOfReference(providerId);
  if (tenantId === null) return "not ours";
  return executeInTransaction(network(tenantId, "Mail relay"), "message.hear-no-more", async (tx) => {
    const customerId = await messages.customerOf(tx, providerId);
    if (customerId === null) return "known";
    if (!(await stopMessages(tx, customerId, "EMAIL", "The mail relay"))) return "known";
    tx.audit({
      action: "customer.consent-withdrawn",
      subjectType: "customer",
      subjectId: customerId,
      changes: { channel: "EMAIL", how: "REPLY" },
    });
    return "noted";
  });
};
