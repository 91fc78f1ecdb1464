import { type ConsentPurpose, consentPurposes, mayWrite } from "#/domain/contact.ts";
import { type MessageChannel, messageChannels } from "#/domain/message.ts";
import type { MessageChoice } from "#/domain/message-choice.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as consents from "#/server/repositories/consents.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as links from "#/server/repositories/link-tokens.ts";

/** Whether a customer may be told on this channel how their work goes, or be reminded: yes, until they say no. */
export const mayTell = async (
  db: Db,
  customerId: string,
  channel: MessageChannel,
  purpose: ConsentPurpose = "SERVICE",
): Promise<boolean> => mayWrite(await consents.of(db, await customers.family(db, customerId)), channel, purpose);

/**
 * Whoever carries the messages says that this customer wants no more of them, whatever for: STOP, or marked as spam. What
 * was refused before is not refused again: the same may be told twice. False when there was nothing left to refuse.
 */
export const stopMessages = async (
  tx: Tx,
  customerId: string,
  channel: MessageChannel,
  recordedByName: "The mobile network" | "The mail relay",
): Promise<boolean> => {
  const said = await consents.of(tx, await customers.family(tx, customerId));
  const last = (purpose: ConsentPurpose) => said.find((each) => each.channel === channel && each.purpose === purpose);
  const open = consentPurposes.filter((purpose) => last(purpose)?.given !== false);
  await consents.insert(
    tx,
    open.map((purpose) => ({
      customerId,
      channel,
      purpose,
      given: false,
      how: "REPLY",
      recordedById: null,
      recordedByName,
    })),
  );
  return open.length > 0;
};

/** So long after the last mail its link still opens: whoever keeps a mail for years may still want no more. */
const keptMs = 3 * 365 * 86_400_000;

/** Opens the link by which a customer chooses, or keeps it open longer; null once it was ended. */
export const openChoice = (tx: Tx, customerId: string): Promise<number | null> =>
  links.openFirst(tx, "messages", customerId, new Date(tx.now.getTime() + keptMs));

/** Whose choice a link is; null when it is another kind's. */
export const choosing = async (
  db: Db,
  linkId: string,
  now: Date,
): Promise<{ readonly customerId: string; readonly open: boolean } | null> => {
  const link = await links.load(db, linkId);
  if (link?.purpose !== "messages") return null;
  return { customerId: link.subjectId, open: link.endedAt === null && link.expiresAt > now };
};

/** What a customer may be sent by now, of every channel and purpose. */
export const choicesOf = async (db: Db, customerId: string): Promise<MessageChoice[]> => {
  const said = await consents.of(db, await customers.family(db, customerId));
  return consentPurposes.flatMap((purpose) =>
    messageChannels.map((channel) => ({ channel, purpose, given: mayWrite(said, channel, purpose) })),
  );
};

/** Whether mail to this address reaches the customer on file, and not only whoever typed it with a booking. */
export const isOnFile = async (db: Db, customerId: string, email: string): Promise<boolean> =>
  (await customers.emailOf(db, customerId))?.toLowerCase() === email.toLowerCase();
