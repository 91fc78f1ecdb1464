import { valuesOfAppointment } from "#/documents/email/appointment-email.ts";
import type { Email, EmailSender } from "#/documents/email/email-content.ts";
import { ownText } from "#/documents/sms/own-text.ts";
import type { AppointmentState } from "#/domain/appointment-states.ts";
import type { ConsentPurpose } from "#/domain/contact.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { OwnWords } from "#/domain/wording.ts";
import { entryOf } from "#/inngest/calendar-entry.ts";
import { chooseLink } from "#/inngest/choose-link.ts";
import { done, type EffectContext, type Finished, skipped } from "#/inngest/consumer.ts";
import { mailFrom, senderTo } from "#/inngest/invoice-document.ts";
import { type KeptTokens, withoutToken, withoutTokens } from "#/inngest/kept-link.ts";
import { linkTo } from "#/inngest/links.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { sendSms } from "#/inngest/send-sms.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { readDb, type Tx } from "#/server/db/transaction.ts";
import type { Ending } from "#/server/outbox/deliveries.ts";
import { type AppointmentToTell, overtakenBy, standsAs, toTell } from "#/server/services/appointment-messages.ts";
import { mayTell } from "#/server/services/consents.ts";
import { wordsFor } from "#/server/services/wordings.ts";

/** What a message about an appointment is made of; `visit` and `calendar` are addresses, empty for a link that has ended. */
export type Telling = {
  readonly appointment: AppointmentToTell;
  readonly sender: EmailSender;
  readonly visit: string;
  readonly calendar: string;
};

export type AppointmentMessage = {
  /** Names the message and its crash points: `appointment-booked`. */
  readonly kind: string;
  /** What must still be so when it goes; anything else has overtaken it. */
  readonly speaksOf: { readonly state: AppointmentState; readonly sequence: number | null };
  /** Of the link it carries; null when there is none. */
  readonly generation: number | null;
  /** What one may have said no to; about the work they bring unless told. */
  readonly purpose?: ConsentPurpose;
  /** The calendar entry that goes with the mail. */
  readonly calendar?: "REQUEST" | "CANCEL";
  readonly email: (telling: Telling) => Promise<Email>;
  readonly text: (telling: Telling) => string;
};

class Overtaken extends Error {}

/**
 * Tells whoever booked: by e-mail where an address was given, else by text. Both go to what was typed with the booking,
 * never to what is on file of the customer that it was matched with.
 */
export const tellCustomer = async (
  context: EffectContext<{ readonly appointmentId: string }>,
  message: AppointmentMessage,
): Promise<Ending | Finished> => {
  const { ctx, event } = context;
  const appointment = await toTell(readDb(ctx), event.data.appointmentId);
  const { speaksOf } = message;
  const reason = overtakenBy(appointment, speaksOf.state, speaksOf.sequence);
  if (reason !== null) return skipped(reason);
  const way = await wayTo(context, appointment, message.purpose ?? "SERVICE");
  if ("no" in way) return skipped(way.no);

  const token = message.generation === null ? null : linkToken("appointment", appointment.id, message.generation);
  const choose =
    "email" in way
      ? await chooseLink(context, appointment.customerId, way.email)
      : ({ token: null, href: null } as const);
  const telling: Telling = {
    appointment,
    sender: senderOfAppointment(appointment, await wordsFor(readDb(ctx), message.kind), choose.href),
    visit: token === null ? "" : linkTo(event, `/a/${token}`),
    calendar: token === null ? "" : linkTo(event, `/api/files/visits/${token}/appointment.ics`),
  };
  try {
    return "email" in way
      ? await byEmail(context, message, telling, way.email, { visit: token, choose: choose.token })
      : await byText(context, message, telling, way.phone, token);
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    return skipped("The appointment was changed while this was written; that has a message of its own.");
  }
};

/** The garage as a mail about this appointment shows it. */
export const senderOfAppointment = (
  { tenant, branch }: AppointmentToTell,
  words: OwnWords,
  choose: string | null,
): EmailSender => senderTo({ tenant, branch: { ...branch, phone: branch.phoneShown } }, words, choose);

/** What the text says: the workshop's own words where it keeps some. */
export const textOf = (telling: Telling, message: Pick<AppointmentMessage, "text">): string => {
  const { appointment, sender, visit } = telling;
  const words = sender.words?.text ?? "";
  if (words === "") return message.text(telling);
  const values = valuesOfAppointment(sender, appointment.told, appointment.startsAt);
  return ownText({ tenantName: sender.tenantName, words, values, link: visit || null });
};

type Way = { readonly email: string } | { readonly phone: string } | { readonly no: string };

const wayTo = async (
  { ctx }: Pick<EffectContext<unknown>, "ctx">,
  { contact, customerId }: AppointmentToTell,
  purpose: ConsentPurpose,
): Promise<Way> => {
  const db = readDb(ctx);
  const { email, phone } = contact;
  if (email === null && phone === null) return { no: "Neither an e-mail address nor a phone number was given." };
  if (email !== null && (await mayTell(db, customerId, "EMAIL", purpose))) return { email };
  if (phone !== null && (await mayTell(db, customerId, "SMS", purpose))) return { phone };
  return { no: "The customer wants no messages about this." };
};

/** Written down only while what it says is so: whoever moves the appointment waits for that, or this for them. */
const stillSo =
  (appointment: AppointmentToTell) =>
  async (tx: Tx): Promise<void> => {
    if (!(await standsAs(tx, appointment))) throw new Overtaken();
  };

const about = ({ appointment }: Telling, { kind }: AppointmentMessage, deliveryId: string) => ({
  kind,
  customerId: appointment.customerId,
  jobCardId: null,
  invoiceId: null,
  appointmentId: appointment.id,
  sourceKey: `delivery:${deliveryId}`,
});

const byEmail = async (
  context: EffectContext<unknown>,
  message: AppointmentMessage,
  telling: Telling,
  address: string,
  tokens: KeptTokens,
): Promise<Ending | Finished> => {
  const { delivery, event } = context;
  const { appointment } = telling;
  const email = await message.email(telling);
  const attachments =
    message.calendar === undefined
      ? []
      : [entryOf(appointment, message.calendar, address, telling.visit, new Date(event.occurredAt))];
  return sendEmail(
    context,
    {
      row: {
        ...about(telling, message, delivery.id),
        recipient: address,
        subject: email.subject,
        bodyText: withoutTokens(email.text, tokens),
        bodyHtml: withoutTokens(email.html, tokens),
        // Made anew when it is sent again: it holds the link.
        attachments: attachments.map(({ content, ...file }) => ({ ...file, storageKey: null, bytes: content.length })),
      },
      to: { name: appointment.contact.name, address },
      from: mailFrom(appointment.tenant.name, appointment.branch.email),
      messageKey: delivery.id,
      attachments,
      letter: email,
      choose: telling.sender.choose,
      before: stillSo(appointment),
    },
    (change) => context.finish(done(`Accepted for ${address}`), change),
  );
};

const byText = async (
  context: EffectContext<unknown>,
  message: AppointmentMessage,
  telling: Telling,
  phone: string,
  token: string | null,
): Promise<Ending | Finished> => {
  const { delivery } = context;
  const text = textOf(telling, message);
  const toShown = formatPhone(phone, telling.appointment.branch.country);
  return sendSms(
    context,
    {
      row: { ...about(telling, message, delivery.id), recipient: phone, bodyText: withoutToken(text, token) },
      toShown,
      messageKey: delivery.id,
      body: text,
      before: stillSo(telling.appointment),
    },
    (change) => context.finish(done(`Accepted for ${toShown}`), change),
  );
};
