import { createTransport } from "nodemailer";
import { type SendError, sendError } from "./send-error.ts";

export type MailAddress = { name: string; address: string };
/** With a Content-ID it is a picture that the HTML shows as `cid:…`, and none that is offered to be saved. */
export type MailAttachment = { filename: string; contentType: string; content: Uint8Array; contentId?: string };
export type Mail = {
  /** Stable per effect, with or without angle brackets: the key by which a mailbox knows a repeat. */
  messageId: string;
  from: MailAddress;
  to: MailAddress;
  replyTo?: MailAddress;
  /** The page on which the reader stops such mails. */
  unsubscribe?: string | null;
  subject: string;
  /** Null for a mail of text alone. */
  html: string | null;
  text: string;
  attachments?: readonly MailAttachment[];
};

export type Mailer = {
  /** Hands the message to the mail server and gives its answer's reference. Throws SendError. */
  sendMail: (mail: Mail) => Promise<{ providerId: string }>;
  close: () => void;
};

const textOf = (error: Error, key: string): string | null => {
  const value = Object.entries(error).find(([name]) => name === key)?.[1];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
};

/** RFC 5321 §4.2.1: 5yz is a refusal for good, 4yz one for now. A refused login is for people to mend, then a retry works. */
const explain = (error: unknown, server: string, to: string): SendError => {
  if (!(error instanceof Error)) return sendError(`The mail server ${server} failed.`, false, error);
  const status = textOf(error, "responseCode");
  const answer = textOf(error, "response") ?? error.message;
  const code = textOf(error, "code");
  if (code === "EAUTH") return sendError(`The mail server ${server} refused the login: ${answer}`, false, error);
  if (status?.startsWith("5"))
    return sendError(`The mail server ${server} refused the message to ${to}: ${answer}`, true, error);
  if (status?.startsWith("4"))
    return sendError(`The mail server ${server} cannot take the message to ${to} now: ${answer}`, false, error);
  if (code === "EENVELOPE") return sendError(`${to} is not an address that mail can be sent to.`, true, error);
  return sendError(`The mail server ${server} could not be reached: ${answer}`, false, error);
};

const bracketed = (messageId: string): string => {
  const bare = messageId.replace(/^<|>$/g, "");
  // A line break here would write headers of its own.
  if (!/^[\w.+=/:-]{1,200}(@[\w.-]{1,200})?$/.test(bare))
    throw sendError(`Not a message id: ${JSON.stringify(messageId)}`, true);
  return bare.includes("@") ? `<${bare}>` : `<${bare}@pitlane>`;
};

/** The calendar entry among the attachments: the one whose type says what is to be done with it. */
const calendarOf = (attachments: readonly MailAttachment[]): { method: string; content: string } | undefined => {
  for (const { contentType, content } of attachments) {
    const method = /^text\/calendar;.*\bmethod=([A-Z]+)/.exec(contentType)?.[1];
    if (method !== undefined) return { method, content: Buffer.from(content).toString("utf8") };
  }
  return undefined;
};

/** SMTP over a small pool of connections. `smtpUrl`: smtp://host:port or smtps://user:password@host:465. */
export const createMailer = ({ smtpUrl, timeoutMs = 15_000 }: { smtpUrl: string; timeoutMs?: number }): Mailer => {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === "smtps:";
  const transport = createTransport({
    pool: true,
    maxConnections: 3,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    auth: username === "" ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Templates hold text of customers: a mail must never be able to pull in a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    sendMail: async ({ messageId, from, to, replyTo, unsubscribe = null, subject, html, text, attachments = [] }) => {
      const id = bracketed(messageId);
      const entry = calendarOf(attachments);
      try {
        const { response } = await transport.sendMail({
          messageId: id,
          from,
          to,
          replyTo,
          subject,
          html: html ?? undefined,
          text,
          // Beside the text, not under it: that is where a mail program looks for what goes into its calendar (RFC 6047).
          icalEvent: entry && { ...entry, filename: false },
          attachments: attachments.map(({ filename, contentType, content, contentId }) => ({
            filename,
            contentType,
            content: Buffer.from(content),
            ...(contentId === undefined ? {} : { cid: contentId, contentDisposition: "inline" }),
          })),
          // Auto-replies of a customer's holiday must not answer a receipt (RFC 3834).
          headers: {
            "Auto-Submitted": "auto-generated",
            // RFC 2369. Not in one click (RFC 8058): what stops there is the one who reads's to say.
            ...(unsubscribe === null ? {} : { "List-Unsubscribe": `<${unsubscribe}>` }),
          },
        });
        return { providerId: /queued as (\S+)/i.exec(response)?.[1] ?? id };
      } catch (error) {
        throw explain(error, hostname, to.address);
      }
    },
    close: () => transport.close(),
  };
};
