import { env } from "#/env.ts";
import { type MailboxMessage, readAttachment, readMailbox, readMessage } from "#/server/gateways/mailbox-store.ts";
import { peerHeader } from "#/server/http/origin.ts";

const loopbackPeer = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/;
const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Does a request come from this machine itself? The socket's address alone is not enough: behind a proxy on the same
 * machine everybody has it, and a page elsewhere could point its own name at 127.0.0.1; both show in Host.
 */
export const isLoopbackRequest = (headers: Headers): boolean =>
  loopbackPeer.test(headers.get(peerHeader) ?? "") && loopbackHost.test(headers.get("host") ?? "");

export type MailboxReader = {
  list: () => Promise<MailboxMessage[]>;
  message: (id: string) => Promise<MailboxMessage | null>;
  attachment: (id: string, index: number) => ReturnType<typeof readAttachment>;
};

/** The loopback mailbox, or null: for a caller elsewhere, and where mail goes to a real server, there is none. */
export const mailboxFor = (headers: Headers, directory: string | undefined = env.MAILBOX_DIR): MailboxReader | null => {
  if (directory === undefined || !isLoopbackRequest(headers)) return null;
  return {
    list: () => readMailbox(directory),
    message: (id) => readMessage(directory, id),
    attachment: (id, index) => readAttachment(directory, id, index),
  };
};
