import { fillWords, noOwnWords, type OwnWords, type WordValues } from "#/domain/wording.ts";

/** The garage as a mail shows it: name, branch and how to reach it. */
export type EmailSender = {
  tenantName: string;
  branchName: string;
  /** Letters on a colour, or a picture that travels with the mail under its Content-ID, at the size it is shown. */
  logo: { initials: string; colour: string } | { contentId: string; width: number; height: number } | null;
  addressLines: string[];
  phone: string | null;
  /** What it says in its own words in this kind of mail; mails among staff have none. */
  words?: OwnWords;
  /** Where its reader chooses which messages to get; null where nobody can say whose address it is. */
  choose?: string | null;
};

export type EmailLink = { label: string; href: string };
/** `link` stands before the note. */
export type EmailFact = { label: string; value: string; strong?: boolean; note?: string; link?: EmailLink };

/** A row of a list: what it is, what there is to say, and figures side by side. */
export type EmailItem = {
  title: string;
  detail: string | null;
  figures?: { label: string; value: string; strong?: boolean }[];
};
/** `title` is null where the mail's own title says it. */
export type EmailList = { title: string | null; items: EmailItem[]; more: string | null };

/** What a mail says, once: the HTML and the plain text are both made from it, so they cannot differ. */
export type EmailContent = {
  subject: string;
  /** The fact, as the first line of the mail. */
  title: string;
  intro: string;
  button: EmailLink | null;
  /** What else can be done, beside the button and quieter than it. */
  otherwise?: EmailLink | null;
  facts: EmailFact[];
  /** For mails that are lists rather than facts. */
  lists?: EmailList[];
  /** The garage's own last words, after the facts. */
  closing?: string | null;
  note: string | null;
  /** Why the reader gets this, and how to stop it. */
  why: string;
  stop: string;
  /** The page on which the reader chooses what to get; then it stands in the place of `stop`. */
  choose?: string | null;
};

export type Email = { subject: string; html: string; text: string };

/** `Northside Motors, 24 Harbour Street, London E14 0AA. 020 7946 0182` */
export const addressOf = ({ tenantName, addressLines, phone }: EmailSender): string =>
  [[tenantName, ...addressLines].join(", "), ...(phone === null ? [] : [phone])].join(". ");

/** The button of a mail that has no page to open: the garage's telephone. */
export const callButton = ({ phone }: EmailSender): EmailContent["button"] =>
  phone === null ? null : { label: `Call ${phone}`, href: `tel:${phone.replace(/[^+\d]/g, "")}` };

/** Of a mail about a visit: its page, and the telephone beside it; the telephone alone where there is no page. */
export const visitButtons = (sender: EmailSender, visit: string | null): Pick<EmailContent, "button" | "otherwise"> =>
  visit === null
    ? { button: callButton(sender) }
    : { button: { label: "See your visit", href: visit }, otherwise: callButton(sender) };

/** Of a mail that asks for money: the page to pay on, and the visit's beside it; as a mail about a visit where there is none. */
export const payButtons = (
  sender: EmailSender,
  visit: string | null,
  pay: string | null,
): Pick<EmailContent, "button" | "otherwise"> =>
  pay === null
    ? visitButtons(sender, visit)
    : {
        button: { label: "Pay online", href: pay },
        otherwise: visit === null ? callButton(sender) : { label: "See your visit", href: visit },
      };

/** The same content, with the garage's own words in the place of the opening and after the facts. */
export const inOwnWords = (
  content: EmailContent,
  { words = noOwnWords, choose = null }: EmailSender,
  values: WordValues,
): EmailContent => {
  const [opening, closing] = [fillWords(words.opening, values), fillWords(words.closing, values)];
  return { ...content, intro: opening || content.intro, closing: closing || (content.closing ?? null), choose };
};

/** What the slots of every kind of mail stand for. */
export const valuesOf = (
  sender: EmailSender,
  customerName: string,
  vehicle: { readonly plate: string; readonly description: string } | null,
): WordValues => ({
  "first name": customerName.trim().split(/\s+/)[0] ?? customerName,
  name: customerName,
  car: vehicle?.description || "car",
  plate: vehicle?.plate ?? "",
  branch: sender.branchName,
  workshop: sender.tenantName,
  phone: sender.phone ?? "",
});

/** What the link to the reader's choice is called. */
export const chooseWords = "Choose which messages you get";

/** The plain-text part. */
export const plainText = (
  sender: EmailSender,
  {
    title,
    intro,
    button,
    otherwise = null,
    facts,
    lists = [],
    closing = null,
    note,
    why,
    stop,
    choose = null,
  }: EmailContent,
): string => {
  const factLines = facts.map(({ label, value, link, note: detail }) =>
    [
      `${label}: ${value}`,
      ...(link === undefined ? [] : [`  ${link.label}: ${link.href}`]),
      ...(detail === undefined ? [] : [`  ${detail}`]),
    ].join("\n"),
  );
  const blocks = [
    `${sender.tenantName}, ${sender.branchName}`,
    title,
    intro,
    [button, otherwise].flatMap((link) => (link === null ? [] : [`${link.label}: ${link.href}`])).join("\n"),
    factLines.join("\n"),
    ...lists.flatMap((list) => [
      list.title ?? "",
      ...list.items.map(itemText),
      ...(list.more === null ? [] : [list.more]),
    ]),
    ...(closing === null ? [] : [closing]),
    ...(note === null ? [] : [note]),
    `${addressOf(sender)}\n${why} ${choose === null ? stop : `${chooseWords}: ${choose}`}`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
};

const itemText = ({ title, detail, figures = [] }: EmailItem): string =>
  [
    `- ${title}`,
    ...(detail === null ? [] : [`  ${detail}`]),
    ...(figures.length === 0 ? [] : [`  ${figures.map(({ label, value }) => `${label}: ${value}`).join(", ")}`]),
  ].join("\n");
