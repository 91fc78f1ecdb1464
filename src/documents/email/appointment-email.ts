import {
  aboutOf,
  addressOfBranch,
  firstNameOf,
  fullMomentWords,
  mapOf,
  momentWords,
  readyWords,
  type TimedAppointment,
  type ToldAppointment,
  takesWords,
  timeWords,
  workOf,
  yourCar,
  zoneWords,
} from "#/documents/told-appointment.ts";
import { formatMoney } from "#/domain/money.ts";
import type { ReminderNotice } from "#/domain/reminders.ts";
import { formatLongDay, formatMinutes } from "#/domain/time.ts";
import type { WordValues } from "#/domain/wording.ts";
import {
  callButton,
  type Email,
  type EmailContent,
  type EmailFact,
  type EmailSender,
  valuesOf,
} from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

type Told<Appointment = ToldAppointment> = {
  readonly sender: EmailSender;
  readonly appointment: Appointment;
  /** The visit: its state, its change, calling it off. */
  readonly visit: string;
};
/** `calendar`: the file of its calendar entry. */
export type TimedEmailProps = Told<TimedAppointment> & { readonly calendar: string };
/** `wish`: the time that was asked for, if one was. */
export type RequestEmailProps = Told & { readonly wish: Date | null };

const noForwarding = "The button works without a password. Please do not forward this e-mail: it opens your booking.";
const stop = "To get no more e-mails about it, answer with the word stop.";
const whyBooked = ({ source }: ToldAppointment): string =>
  source === "ONLINE" ? "You get this because you booked online." : "You get this because we booked a time for you.";
const whyAsked = "You get this because you asked for a time.";

const listed = (...facts: readonly (EmailFact | null)[]): EmailFact[] => facts.filter((fact) => fact !== null);
const unlessEmpty = (label: string, value: string): EmailFact | null => (value === "" ? null : { label, value });

const when = (appointment: TimedAppointment): EmailFact => {
  const { startsAt, branch } = appointment;
  return {
    label: "When",
    value: fullMomentWords(startsAt, branch.zone),
    strong: true,
    note: `${zoneWords(branch.zone)}. ${readyWords(appointment)}`,
  };
};
const where = (appointment: ToldAppointment): EmailFact => ({
  label: "Where",
  value: addressOfBranch(appointment),
  ...(appointment.branch.addressLines.length === 0 ? {} : { link: { label: "Map", href: mapOf(appointment) } }),
});
const car = ({ contact }: ToldAppointment): EmailFact => ({
  label: "Car",
  value: contact.plate,
  strong: true,
  ...(contact.vehicle === "" ? {} : { note: contact.vehicle }),
});
const price = ({ services, branch }: ToldAppointment): EmailFact | null => {
  const prices = services.flatMap(({ priceFromMinor }) => priceFromMinor ?? []);
  if (prices.length === 0 || prices.length < services.length) return null;
  const total = prices.reduce((sum, minor) => sum + minor, 0);
  return {
    label: "Price",
    value: `From ${formatMoney(total, branch.currency, branch.locale)} ${branch.taxMode === "INCLUSIVE" ? "with" : "before"} ${branch.taxName}`,
    note: "You pay after the work. We ask before any extra work.",
  };
};
const work = (appointment: ToldAppointment) => unlessEmpty("Work", workOf(appointment));
const bring = ({ branch }: ToldAppointment) => unlessEmpty("Bring", branch.whatToBring);
const wrote = ({ symptom }: ToldAppointment) => unlessEmpty("You wrote", symptom);
const reference = ({ reference: value }: ToldAppointment): EmailFact => ({ label: "Reference", value });

/** What the slots of a message about an appointment stand for. */
export const valuesOfAppointment = (
  sender: EmailSender,
  appointment: ToldAppointment,
  startsAt: Date | null,
): WordValues => ({
  ...valuesOf(sender, appointment.contact.name, {
    plate: appointment.contact.plate,
    description: appointment.contact.vehicle,
  }),
  work: workOf(appointment),
  reference: appointment.reference,
  time: startsAt === null ? "" : momentWords(startsAt, appointment.branch.zone),
});

const tellInEmail = (
  sender: EmailSender,
  appointment: ToldAppointment | TimedAppointment,
  content: EmailContent,
): Promise<Email> =>
  composeEmail(
    sender,
    content,
    valuesOfAppointment(sender, appointment, "startsAt" in appointment ? appointment.startsAt : null),
  );

const timedEmail = (
  { sender, appointment, visit, calendar }: TimedEmailProps,
  told: Pick<EmailContent, "subject" | "title" | "intro">,
  before: EmailFact | null,
): Promise<Email> =>
  tellInEmail(sender, appointment, {
    ...told,
    button: { label: "Add to calendar", href: calendar },
    otherwise: { label: "Change or cancel", href: visit },
    facts: listed(
      when(appointment),
      before,
      where(appointment),
      car(appointment),
      work(appointment),
      price(appointment),
      bring(appointment),
      wrote(appointment),
      reference(appointment),
    ),
    note: `You can change or cancel it until it begins. ${noForwarding}`,
    why: whyBooked(appointment),
    stop,
  });

/** Somebody has a time. */
export const bookedEmail = (props: TimedEmailProps): Promise<Email> => {
  const { appointment } = props;
  const moment = momentWords(appointment.startsAt, appointment.branch.zone);
  return timedEmail(
    props,
    {
      subject: `Booked: ${moment}, ${aboutOf(appointment)}`,
      title: moment,
      intro: `${firstNameOf(appointment)}, ${yourCar(appointment)} is booked in at ${appointment.branch.name}. ${takesWords(appointment)}`,
    },
    null,
  );
};

/** It is at another time than `before`. */
export const movedEmail = (props: TimedEmailProps, before: Date): Promise<Email> => {
  const { appointment } = props;
  const { zone, name } = appointment.branch;
  const moment = momentWords(appointment.startsAt, zone);
  return timedEmail(
    props,
    {
      subject: `Moved: ${moment}, ${aboutOf(appointment)}`,
      title: `Now ${moment}`,
      intro: `${firstNameOf(appointment)}, ${yourCar(appointment)} has another time at ${name}. ${takesWords(appointment)}`,
    },
    { label: "Before", value: momentWords(before, zone) },
  );
};

/** A reminder; `tomorrow` as seen on the day on which it goes. */
export const reminderEmail = (
  { sender, appointment, visit }: Told<TimedAppointment>,
  { notice, tomorrow }: { readonly notice: ReminderNotice; readonly tomorrow: boolean },
): Promise<Email> => {
  const { startsAt, branch } = appointment;
  const moment = `${tomorrow ? "Tomorrow" : "Today"}, ${timeWords(startsAt, branch.zone)}`;
  return tellInEmail(sender, appointment, {
    subject: `${moment}: ${aboutOf(appointment)}`,
    title: moment,
    intro: `${firstNameOf(appointment)}, we expect ${yourCar(appointment)} at ${branch.name} on ${formatLongDay(startsAt, branch.zone)}.`,
    button: { label: "Change or cancel", href: visit },
    otherwise: callButton(sender),
    facts: listed(when(appointment), where(appointment), car(appointment), work(appointment), bring(appointment)),
    note: noForwarding,
    why: `${whyBooked(appointment)} This is the reminder ${notice === "DAY" ? "a day" : "two hours"} before.`,
    stop: "To get no more reminders, answer with the word stop.",
  });
};

/** Somebody asks for a time; nothing is booked yet. */
export const requestedEmail = ({ sender, appointment, visit, wish }: RequestEmailProps): Promise<Email> =>
  tellInEmail(sender, appointment, {
    subject: `Request received: ${aboutOf(appointment)}`,
    title: "We have your request",
    intro: `${firstNameOf(appointment)}, we look at what ${yourCar(appointment)} needs and send you a link to choose a time by. Nothing is booked yet.`,
    button: { label: "See or withdraw it", href: visit },
    facts: listed(
      wish === null ? null : { label: "Your wish", value: momentWords(wish, appointment.branch.zone) },
      car(appointment),
      work(appointment),
      wrote(appointment),
      where(appointment),
      reference(appointment),
    ),
    note: noForwarding,
    why: whyAsked,
    stop,
  });

/** It is known how long it takes: the customer chooses the time. */
export const offeredEmail = ({ sender, appointment, visit }: Told): Promise<Email> =>
  tellInEmail(sender, appointment, {
    subject: `Choose a time: ${aboutOf(appointment)}`,
    title: "Choose your time",
    intro: `${firstNameOf(appointment)}, the work on ${yourCar(appointment)} takes about ${formatMinutes(appointment.minutes)}. Choose a time that suits you: nothing is booked until then.`,
    button: { label: "Choose a time", href: visit },
    otherwise: callButton(sender),
    facts: listed(
      car(appointment),
      work(appointment),
      price(appointment),
      wrote(appointment),
      where(appointment),
      reference(appointment),
    ),
    note: noForwarding,
    why: whyAsked,
    stop,
  });

export type CancelledEmailProps = Pick<Told, "sender" | "appointment"> & {
  readonly by: "CUSTOMER" | "STAFF";
  /** When it was to be; null for a request that was never given a time. */
  readonly wasAt: Date | null;
  /** Where another time can be booked. */
  readonly again: string;
};

/** Nobody is expected any more. */
export const cancelledEmail = ({ sender, appointment, by, wasAt, again }: CancelledEmailProps): Promise<Email> => {
  const moment = wasAt === null ? null : momentWords(wasAt, appointment.branch.zone);
  const [done, cancel, thing] =
    moment === null
      ? ["Request closed", "close", `the request for ${yourCar(appointment)}`]
      : [`Cancelled: ${moment}`, "cancel", `the time for ${yourCar(appointment)}`];
  const at = `${thing} at ${appointment.branch.name}`;
  const content: EmailContent = {
    subject: `${done}${moment === null ? ":" : ","} ${aboutOf(appointment)}`,
    title: done,
    intro:
      by === "CUSTOMER"
        ? `${firstNameOf(appointment)}, as you asked, ${at} is ${moment === null ? "closed" : "cancelled"}.`
        : `${firstNameOf(appointment)}, we had to ${cancel} ${at}. We are sorry.`,
    button: { label: "Book another time", href: again },
    otherwise: callButton(sender),
    facts: listed(car(appointment), work(appointment), reference(appointment)),
    note:
      moment === null
        ? "The links in earlier e-mails have ended."
        : "The attached file takes it out of your calendar. The links in earlier e-mails have ended.",
    why: whyBooked(appointment),
    stop: "No more e-mails follow about it.",
  };
  return composeEmail(sender, content, valuesOfAppointment(sender, appointment, wasAt));
};
