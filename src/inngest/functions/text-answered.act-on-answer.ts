import { linkText } from "#/documents/sms/appointment-text.ts";
import { ServiceException } from "#/domain/errors.ts";
import { textAnswered } from "#/domain/events.ts";
import { formatPhone } from "#/domain/phone.ts";
import { consumer, done, type EffectContext, skipped } from "#/inngest/consumer.ts";
import { withoutToken } from "#/inngest/kept-link.ts";
import { linkTo } from "#/inngest/links.ts";
import { sendSms } from "#/inngest/send-sms.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { readDb } from "#/server/db/transaction.ts";
import { cancelAppointment } from "#/server/orchestrators/cancel-appointment.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { toTell } from "#/server/services/appointment-messages.ts";
import { openOf } from "#/server/services/booking/links.ts";
import { type Answer, answerOf } from "#/server/services/messages.ts";

type Context = EffectContext<{ readonly answerId: string; readonly appointmentId: string }>;

/** Does what a customer asked for by text: C calls the visit off, R sends the link to another time. */
export const actOnAnswer = consumer(textAnswered, "act-on-answer", async (context) => {
  const answer = await answerOf(readDb(context.ctx), context.event.data.answerId);
  return answer.wish === "CANCEL" ? cancel(context, answer) : sendLink(context, answer);
});

const cancel = async (context: Context, answer: Answer) => {
  const { appointmentId } = context.event.data;
  try {
    await cancelAppointment(context.ctx, {
      idempotencyKey: `answer:${answer.id}`,
      appointmentId,
      version: null,
      reason: "Answered C to a text",
      by: "CUSTOMER",
    });
    return done("Called off as the customer asked");
  } catch (error) {
    // The car may be here by now, or the visit called off already: that is for a person to clear up with the customer.
    if (!(error instanceof ServiceException) || error.code !== "TRANSITION_REFUSED") throw error;
    return context.finish(skipped(error.message), async (tx) => {
      await raiseTask(tx, {
        severity: "NORMAL",
        kind: "text-answer",
        title: "A customer asked by text to cancel, and it is too late for that",
        detail: error.message,
        subject: { type: "appointment", id: appointmentId },
        sourceKey: `answer:${answer.id}`,
      });
    });
  }
};

const sendLink = async (context: Context, answer: Answer) => {
  const { ctx, event, delivery } = context;
  const db = readDb(ctx);
  const appointment = await toTell(db, event.data.appointmentId);
  const link = await openOf(db, { appointmentId: appointment.id });
  if (link === null) return skipped("The link to this visit has ended.");
  const token = linkToken(link.purpose, link.subjectId, link.generation);
  const text = linkText(appointment.told, linkTo(event, `/a/${token}`));
  const toShown = formatPhone(answer.sender, appointment.branch.country);
  return sendSms(
    context,
    {
      row: {
        kind: "appointment-link",
        customerId: appointment.customerId,
        jobCardId: null,
        invoiceId: null,
        appointmentId: appointment.id,
        sourceKey: `delivery:${delivery.id}`,
        recipient: answer.sender,
        bodyText: withoutToken(text, token),
      },
      toShown,
      messageKey: delivery.id,
      body: text,
    },
    (change) => context.finish(done(`Accepted for ${toShown}`), change),
  );
};
