import type { ConsentHow, ConsentPurpose } from "#/domain/contact.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { MessageChannel } from "#/domain/message.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewConsent = {
  readonly customerId: string;
  readonly channel: MessageChannel;
  readonly purpose: ConsentPurpose;
  readonly given: boolean;
  readonly how: ConsentHow;
  readonly recordedById: string | null;
  readonly recordedByName: string;
};

export const insert = async (tx: Tx, consents: readonly NewConsent[]): Promise<void> => {
  await tx.client.customerConsent.createMany({
    data: consents.map((consent) => ({ ...consent, tenantId: tx.tenantId, id: uuidv7(), at: tx.now })),
  });
};

/** What these customers have said, the newest first. */
export const of = (db: Db, customerIds: readonly string[]) =>
  db.client.customerConsent.findMany({
    where: { tenantId: db.tenantId, customerId: { in: [...customerIds] } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    select: { id: true, channel: true, purpose: true, given: true, how: true, at: true, recordedByName: true },
  });
