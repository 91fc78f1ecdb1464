import { type ConsentPurpose, consentPurposes, mayWrite } from "#/domain/contact.ts";
import type { MessageChannel } from "#/domain/message.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as consents from "#/server/repositories/consents.ts";
import * as customers from "#/server/repositories/customers.ts";

/** Whether a customer may be told on this channel how their work goes, or be reminded: yes, until they say no. */
export const mayTell = async (
  db: Db,
  customerId: string,
  channel: MessageChannel,
  purpose: ConsentPurpose = "SERVICE",
): Promise<boolean> => mayWrite(await consents.of(db, await customers.family(db, customerId)), channel, purpose);

/** The network says that this customer has answered STOP: no texts, whatever for. */
export const stopTexts = (tx: Tx, customerId: string): Promise<void> =>
  consents.insert(
    tx,
    consentPurposes.map((purpose) => ({
      customerId,
      channel: "SMS",
      purpose,
      given: false,
      how: "REPLY",
      recordedById: null,
      recordedByName: "The mobile network",
    })),
  );
