import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { hasCode, type MailboxMessage, writeDurable } from "./mailbox-store.ts";

const textSchema = z.object({ key: z.string(), to: z.string(), body: z.string(), receivedAt: z.iso.datetime() });

const idOf = (key: string) => createHash("sha256").update(`text ${key}`).digest("hex").slice(0, 32);
const fileName = /^([0-9a-f]{32})\.(\d+)\.json$/;

/**
 * Keeps a text on disk before its sender is told so, and returns its id. Each arrival of a key is a file of its own, so
 * several processes count a repeat without asking one another.
 */
export const storeText = async (
  directory: string,
  text: { readonly key: string; readonly to: string; readonly body: string },
  now: Date,
): Promise<string> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const id = idOf(text.key);
  const draft = join(directory, `${id}.${randomUUID()}.part`);
  const { key, to, body } = text;
  await writeDurable(draft, JSON.stringify({ key, to, body, receivedAt: now.toISOString() }));
  try {
    await linkNext(directory, id, draft);
  } finally {
    await rm(draft, { force: true });
  }
  return id;
};

/** A link is made whole or not at all, and never over a file that is there: the first free number is this arrival's. */
const linkNext = async (directory: string, id: string, draft: string): Promise<void> => {
  for (let arrival = 1; ; arrival += 1) {
    try {
      return await link(draft, join(directory, `${id}.${arrival}.json`));
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
    }
  }
};

const namesIn = async (directory: string): Promise<string[]> => {
  try {
    return await readdir(directory);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
};

/** All texts, each once with how often it arrived; `only` reads the one of that id. */
export const readTexts = async (directory: string, only?: string): Promise<MailboxMessage[]> => {
  const arrivals = new Map<string, number>();
  for (const name of await namesIn(directory)) {
    const id = fileName.exec(name)?.[1];
    if (id !== undefined && (only === undefined || only === id)) arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
  }
  return Promise.all(
    [...arrivals].map(async ([id, deliveries]): Promise<MailboxMessage> => {
      const first = await readFile(join(directory, `${id}.1.json`), "utf8");
      const { key, to, body, receivedAt } = textSchema.parse(JSON.parse(first));
      return {
        channel: "SMS",
        id,
        messageId: key,
        from: "",
        to: [to],
        subject: "",
        text: body,
        html: null,
        attachments: [],
        receivedAt,
        deliveries,
      };
    }),
  );
};
