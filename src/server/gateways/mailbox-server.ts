import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { storeMessage } from "./mailbox-store.ts";

export type Mailbox = { smtpUrl: string; close: () => Promise<void> };

const LARGEST = 25 * 1024 * 1024;

const readAll = async (stream: SMTPServerDataStream): Promise<Uint8Array> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  address !== null && typeof address === "object";

/**
 * A mail server for this machine only, which keeps every message in a folder and sends nothing on. It says "queued"
 * after the message is on disk. Without `port` it takes a free one. Addresses that end in `.invalid` it refuses.
 */
export const startMailbox = async ({ directory, port = 0 }: { directory: string; port?: number }): Promise<Mailbox> => {
  // One after another: two arrivals of one Message-ID must both be counted.
  let before: Promise<unknown> = Promise.resolve();
  const server = new SMTPServer({
    banner: "Pitlane mailbox",
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: LARGEST,
    // RFC 6761 §6.4: nobody is reached there, ever. Refused as a real server refuses it, so that a failure can be seen here too.
    onRcptTo: ({ address }, _session, callback) =>
      address.toLowerCase().endsWith(".invalid")
        ? callback(Object.assign(new Error(`<${address}> no such domain`), { responseCode: 550 }))
        : callback(),
    onData: (stream, session, callback) => {
      const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
      const keep = async () => {
        const eml = await readAll(stream);
        if (stream.sizeExceeded)
          throw Object.assign(new Error("The message is larger than 25 MB."), { responseCode: 552 });
        const stored = before.then(() => storeMessage(directory, eml, recipients, new Date()));
        before = Promise.allSettled([stored]);
        return stored;
      };
      keep().then(
        (message) => callback(null, `queued as ${message.id}`),
        (error: Error) => callback(error),
      );
    },
  });
  // Without a listener, a sender that hangs up in the middle would end this process; the sender sees the failure.
  // A port that is taken is not such a loss: the caller hears of it.
  server.on("error", (error: Error) => {
    if (server.server.listening) process.emitWarning(`The mailbox lost a connection: ${error.message}`);
  });
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  if (!isAddress(address)) throw new Error("The mailbox has no port.");

  return {
    smtpUrl: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};
