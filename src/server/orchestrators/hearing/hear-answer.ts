import { textAnswered } from "#/domain/events.ts";
import { formatPhone } from "#/domain/phone.ts";
import { longestText, wishOf, wishWords } from "#/domain/text-answer.ts";
import type { Subject } from "#/server/db/transaction.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as textAnswers from "#/server/repositories/text-answers.ts";
import { stopMessages } from "#/server/services/consents.ts";
import { type Heard, network } from "./network.ts";

/**
 * Notes what a customer answered to a text, once however often it is told, and what follows from it: C and R are done by
 * the event's consumer, STOP is consent withdrawn at once, and everything else is for a person to read.
 */
export const hearAnswer = async ({
  providerId,
  from,
  body,
  stopped,
}: {
  readonly providerId: string;
  readonly from: string;
  readonly body: string /** The network has stopped its texts itself. */;
  readonly stopped: boolean;
}): Promise<Heard> => {
  const tenantId = await textAnswers.tenantOfNumber(from);
  if (tenantId === null) return "not ours";
  return executeInTransaction(network(tenantId, "Mobile network"), "text.hear-answer", async (tx) => {
    const told = await textAnswers.toldTo(tx, from);
    const wish = wishOf(body);
    const answerId = await textAnswers.insert(tx, {
      ...told,
      providerId,
      sender: from,
      body: body.slice(0, longestText),
      wish,
    });
    if (answerId === null) return "known";
    const { customerId, appointmentId } = told;
    if ((stopped || wish === "STOP") && customerId !== null)
      await stopMessages(tx, customerId, "SMS", "The mobile network");
    const subject: Subject | null =
      appointmentId !== null
        ? { type: "appointment", id: appointmentId }
        : customerId === null
          ? null
          : { type: "customer", id: customerId };
    if (subject !== null)
      tx.audit({ action: "text.answered", subjectType: subject.type, subjectId: subject.id, changes: { wish } });
    if (appointmentId !== null && (wish === "CANCEL" || wish === "RESCHEDULE")) {
      emit(tx, textAnswered, { type: "appointment", id: appointmentId }, { answerId, appointmentId });
      return "noted";
    }
    if (wish === "STOP") return "noted";
    const shown = formatPhone(from, await branches.firstCountry(tx));
    await raiseTask(tx, {
      severity: "NORMAL",
      kind: "text-answer",
      title:
        wish === "OTHER"
          ? `${shown} answered a text`
          : `${shown}: ${wishWords[wish].toLowerCase()}, and nothing is booked ahead`,
      detail: body.trim() === "" ? "The answer is empty." : `\u201c${body.trim().slice(0, 400)}\u201d`,
      subject,
      sourceKey: `answer:${answerId}`,
    });
    return "noted";
  });
};
