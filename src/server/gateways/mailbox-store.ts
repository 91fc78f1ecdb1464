import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { z } from "zod";

const messageSchema = z.object({
  channel: z.enum(["EMAIL", "SMS"]).default("EMAIL"),
  /** Names the message in addresses: a hash of its Message-ID, or of a text's key. */
  id: z.string(),
  /** Of a text, the key under which it was sent. */
  messageId: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  attachments: z.array(
    z.object({ index: z.number(), filename: z.string(), contentType: z.string(), size: z.number() }),
  ),
  receivedAt: z.iso.datetime(),
  /** How often it arrived under this key: more than 1 is an effect that ran twice. */
  deliveries: z.number().int().positive(),
});
export type MailboxMessage = z.infer<typeof messageSchema>;

const idOf = (messageId: string) => createHash("sha256").update(messageId).digest("hex").slice(0, 32);
/** Whether the system's call failed with this code, as `ENOENT`. */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Writes a file whole and onto the disk, or not at all. */
export const writeDurable = async (path: string, content: string | Uint8Array): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.part`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
};

/** One message by its id, or null. */
export const readMessage = async (directory: string, id: string): Promise<MailboxMessage | null> => {
  if (!/^[0-9a-f]{32}$/.test(id)) return null;
  try {
    return messageSchema.parse(JSON.parse(await readFile(join(directory, `${id}.json`), "utf8")));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
};

/** Pictures that travel with a mail stand in its HTML as they would in a mail program. */
const parseEml = (eml: Uint8Array) => simpleParser(Buffer.from(eml));

/** Keeps a message on disk before the sender is told so; the same Message-ID is one message, counted. */
export const storeMessage = async (
  directory: string,
  eml: Uint8Array,
  recipients: readonly string[],
  now: Date,
): Promise<MailboxMessage> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const mail = await parseEml(eml);
  const messageId = mail.messageId ?? `<${idOf(Buffer.from(eml).toString("latin1"))}@without-id>`;
  const id = idOf(messageId);
  const before = await readMessage(directory, id);
  const message: MailboxMessage = {
    channel: "EMAIL",
    id,
    messageId,
    from: mail.from?.text ?? "",
    to: [...recipients],
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: typeof mail.html === "string" ? mail.html : null,
    attachments: mail.attachments.flatMap(({ filename, contentType, size, related }, index) =>
      related ? [] : [{ index, filename: filename ?? "attachment", contentType, size }],
    ),
    receivedAt: before?.receivedAt ?? now.toISOString(),
    deliveries: (before?.deliveries ?? 0) + 1,
  };
  await writeDurable(join(directory, `${id}.eml`), eml);
  await writeDurable(join(directory, `${id}.json`), JSON.stringify(message));
  return message;
};

/** All messages, newest first; a folder that does not exist yet is an empty mailbox. */
export const readMailbox = async (directory: string): Promise<MailboxMessage[]> => {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
  const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
  const messages = await Promise.all(ids.map((id) => readMessage(directory, id)));
  return messages.filter((message) => message !== null).sort(newestFirst);
};

export const newestFirst = (a: MailboxMessage, b: MailboxMessage): number =>
  b.receivedAt.localeCompare(a.receivedAt) || a.id.localeCompare(b.id);

/** One attachment's bytes by its place in the message, or null. */
export const readAttachment = async (
  directory: string,
  id: string,
  index: number,
): Promise<{ filename: string; contentType: string; content: Uint8Array } | null> => {
  const message = await readMessage(directory, id);
  if (message === null) return null;
  const mail = await parseEml(await readFile(join(directory, `${id}.eml`)));
  const found = mail.attachments[index];
  return found === undefined
    ? null
    : { filename: found.filename ?? "attachment", contentType: found.contentType, content: found.content };
};
