import { uuidv7 } from "#/domain/ids.ts";
import { hashOfToken, linkToken } from "#/server/db/link-token.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** Links to a person's own mailbox. They precede every tenant, so row level security does not stand before them. */
export type PersonPurpose = "password" | "email";

/**
 * Opens a person's link, or gives the open one to the same mailbox longer, so that a mail sent twice carries one link.
 * @returns the generation, from which the token is made anew
 */
export const open = async (
  tx: Tx,
  link: { readonly userId: string; readonly purpose: PersonPurpose; readonly email: string; readonly expiresAt: Date },
): Promise<number> => {
  const { userId, purpose, email, expiresAt } = link;
  const [kept] = await tx.client.personLink.updateManyAndReturn({
    where: { userId, purpose, email, endedAt: null, expiresAt: { gt: tx.now } },
    data: { expiresAt },
    select: { generation: true },
  });
  if (kept !== undefined) return kept.generation;
  await end(tx, userId, purpose);
  const last = await tx.client.personLink.aggregate({ where: { userId, purpose }, _max: { generation: true } });
  const generation = (last._max.generation ?? 0) + 1;
  const tokenHash = hashOfToken(linkToken(purpose, userId, generation));
  await tx.client.personLink.create({
    data: { id: uuidv7(), userId, purpose, generation, tokenHash, email, createdAt: tx.now, expiresAt },
  });
  return generation;
};

/** From now on the link answers that it has ended; false when it had already. */
export const end = async (tx: Tx, userId: string, purpose: PersonPurpose): Promise<boolean> => {
  const { count } = await tx.client.personLink.updateMany({
    where: { userId, purpose, endedAt: null },
    data: { endedAt: tx.now },
  });
  return count > 0;
};

const shown = { userId: true, email: true, generation: true, expiresAt: true, endedAt: true } as const;

export const byToken = (db: Db, purpose: PersonPurpose, token: string) =>
  db.client.personLink.findFirst({ where: { purpose, tokenHash: hashOfToken(token) }, select: shown });

/** The open one, whether or not its time is over. */
export const current = (db: Db, userId: string, purpose: PersonPurpose) =>
  db.client.personLink.findFirst({ where: { userId, purpose, endedAt: null }, select: shown });
