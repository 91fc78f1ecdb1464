import { z } from "zod";
import { ValidationException } from "#/domain/errors.ts";
import { messageResendRequested } from "#/domain/events.ts";
import { comesInAnyCase, type MessageChannel, tellsAppointment } from "#/domain/message.ts";
import { parsePhone } from "#/domain/phone.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { isTold } from "#/server/services/appointment-messages.ts";
import { mayTell } from "#/server/services/consents.ts";
import { isNewestAbout, isTrying, toResend } from "#/server/services/messages.ts";

type ResendMessage = {
  readonly messageId: string;
  readonly recipient: string | null;
  readonly idempotencyKey: string;
};

/**
 * Asks for a message to be sent once more, to where it went or to a corrected address or number.
 * @throws NOT_FOUND; INVALID_INPUT for a recipient that cannot be; TRANSITION_REFUSED while it is being tried anyway, and
 *   for what a customer has said no to
 */
export const resendMessage = async (ctx: Ctx, { idempotencyKey, ...input }: ResendMessage) => {
  const { message, branch } = await runInTenant(ctx.tenantId, () => toResend(readDb(ctx), input.messageId));
  const about = aboutOf(message);
  return executeInTransaction(
    ctx,
    "message.resend",
    async (tx) => {
      const branchId = message.jobCard?.branchId ?? message.invoice?.branchId ?? message.appointment?.branchId;
      if (branchId !== undefined) tx.within(branchId);
      if (await isTrying(tx, message))
        throw new ValidationException(
          "TRANSITION_REFUSED",
          "This message is still being tried. Wait for it to be sent or to fail, then send it again.",
        );
      if (message.bodyText === "")
        throw new ValidationException(
          "TRANSITION_REFUSED",
          "What this message said is no longer kept, so it cannot be sent again.",
        );
      if (await isOvertaken(tx, message))
        throw new ValidationException(
          "TRANSITION_REFUSED",
          "The appointment has changed since, and this message tells it as it was. Send the newest message again.",
        );
      // An invoice, and what takes it back, comes in any case; the rest is told to those who have not said no.
      const purpose = message.kind === "appointment-reminder" ? "REMINDER" : "SERVICE";
      if (
        !comesInAnyCase(message.kind) &&
        message.customerId !== null &&
        !(await mayTell(tx, message.customerId, message.channel, purpose))
      )
        throw new ValidationException("TRANSITION_REFUSED", unwanted[message.channel]);
      const recipient =
        input.recipient === null ? message.recipient : recipientOf(message.channel, input.recipient, branch.country);
      // The invoice's timeline shows it as well as the card's, which has the run.
      emit(
        tx,
        messageResendRequested,
        message.invoiceId === null ? about : { type: "invoice", id: message.invoiceId },
        { messageId: message.id, recipient },
      );
      // Who it went to stands on the message; the audit, which is kept for good, names nobody.
      tx.audit({
        action: "message.resent",
        subjectType: about.type,
        subjectId: about.id,
        changes: { messageId: message.id, corrected: recipient !== message.recipient },
      });
      return { messageId: message.id, recipient };
    },
    { idempotencyKey, input, subject: about },
  );
};

const aboutOf = ({ jobCardId, appointmentId, customerId, id }: Resent) => {
  if (jobCardId !== null) return { type: "jobCard", id: jobCardId };
  if (appointmentId !== null) return { type: "appointment", id: appointmentId };
  return { type: "customer", id: customerId ?? id };
};

type Resent = Awaited<ReturnType<typeof toResend>>["message"];

/** Whether an appointment no longer is as its message says. */
const isOvertaken = async (tx: Tx, { id, appointmentId, kind }: Resent): Promise<boolean> =>
  appointmentId !== null &&
  tellsAppointment(kind) &&
  (!(await isNewestAbout(tx, appointmentId, id)) || !(await isTold(tx, appointmentId, kind)));

const unwanted = {
  SMS: "The customer wants no texts. Call them, or note on their page that they want texts again.",
  EMAIL: "The customer wants no e-mails about their car. Call them, or note on their page that they want them again.",
} as const satisfies Record<MessageChannel, string>;

const recipientOf = (channel: MessageChannel, text: string, country: string): string => {
  if (channel === "SMS") {
    const parsed = parsePhone(text, country);
    if (!parsed.ok) throw refused(parsed.reason);
    return parsed.e164;
  }
  if (!z.email().safeParse(text).success)
    throw refused("This is not an e-mail address. Check it, as name@example.com.");
  return text;
};

const refused = (sentence: string) => new ValidationException("INVALID_INPUT", sentence, { field: "recipient" });
