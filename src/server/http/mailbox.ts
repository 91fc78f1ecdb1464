import { env } from "#/env.ts";
import {
  type MailboxMessage,
  newestFirst,
  readAttachment,
  readMailbox,
  readMessage,
} from "#/server/gateways/mailbox-store.ts";
import { readTexts } from "#/server/gateways/text-store.ts";
import { isLoopbackRequest } from "#/server/http/origin.ts";

export type MailboxReader = {
  list: () => Promise<MailboxMessage[]>;
  message: (id: string) => Promise<MailboxMessage | null>;
  attachment: (id: string, index: number) => ReturnType<typeof readAttachment>;
};

/** Where messages are kept that are sent nowhere; one that is absent goes to a real server. */
type Folders = { readonly mails: string | undefined; readonly texts: string | undefined };

/** The loopback mailbox, or null: for a caller elsewhere, and where all messages go to real servers, there is none. */
export const mailboxFor = (
  headers: Headers,
  { mails, texts }: Folders = { mails: env.MAILBOX_DIR, texts: env.TEXTS_DIR },
): MailboxReader | null => {
  if ((mails === undefined && texts === undefined) || !isLoopbackRequest(headers)) return null;
  const readMails = async () => (mails === undefined ? [] : await readMailbox(mails));
  const readKeptTexts = async (only?: string) => (texts === undefined ? [] : await readTexts(texts, only));
  return {
    list: async () => (await Promise.all([readMails(), readKeptTexts()])).flat().sort(newestFirst),
    message: async (id) => (mails && (await readMessage(mails, id))) || ((await readKeptTexts(id))[0] ?? null),
    attachment: async (id, index) => (mails === undefined ? null : await readAttachment(mails, id, index)),
  };
};
