import { authWriter } from "#/server/db/auth-tables.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewPerson = {
  /** A UUID; made here when left out. */
  readonly id?: string;
  readonly name: string;
  readonly email: string;
  /** E.164. */
  readonly phone: string | null;
  /** BCP 47. */
  readonly language: string;
  /** Made before the transaction: it takes longer than everything in it. */
  readonly passwordHash: string;
  /** Whether a link in their mailbox brought them here. */
  readonly emailVerified: boolean;
};

/**
 * Writes a person and their password, in this transaction alone: no session, no membership.
 * @returns the user's id
 * @throws DUPLICATE when the address has an account already
 */
export const insert = async (tx: Tx, { passwordHash, ...person }: NewPerson): Promise<string> => {
  const writer = await authWriter(tx.client);
  const at = { createdAt: tx.now, updatedAt: tx.now };
  const user = await writer.create<Record<string, unknown>, { id: string }>({
    model: "user",
    data: { ...person, email: person.email.toLowerCase(), ...at },
    forceAllowId: person.id !== undefined,
  });
  await writer.create({
    model: "account",
    data: { userId: user.id, accountId: user.id, providerId: "credential", password: passwordHash, ...at },
  });
  return user.id;
};

/** Who has an account under this address, in any case. */
export const byEmail = (db: Db, email: string) =>
  db.client.user.findFirst({
    where: { email: email.toLowerCase() },
    select: { id: true, name: true, email: true, emailVerified: true, phone: true, language: true },
  });

/** The hash of a person's password; null for somebody without one. */
export const passwordHashOf = async (db: Db, userId: string): Promise<string | null> => {
  const account = await db.client.account.findFirst({
    where: { userId, providerId: "credential" },
    select: { password: true },
  });
  return account?.password ?? null;
};

/** A link that went to their mailbox was opened. */
export const verifyEmail = async (tx: Tx, userId: string): Promise<void> => {
  await tx.client.user.updateMany({ where: { id: userId, emailVerified: false }, data: { emailVerified: true } });
};

export const byId = (db: Db, id: string) =>
  db.client.user.findFirst({
    where: { id },
    select: {
      id: true,
      name: true,
      email: true,
      emailVerified: true,
      phone: true,
      language: true,
      twoFactorEnabled: true,
    },
  });

export const setPassword = async (tx: Tx, userId: string, passwordHash: string): Promise<void> => {
  await tx.client.account.updateMany({
    where: { userId, providerId: "credential" },
    data: { password: passwordHash },
  });
};

/** Asks for no second factor any more. */
export const dropTwoFactor = async (tx: Tx, userId: string): Promise<void> => {
  await tx.client.twoFactor.deleteMany({ where: { userId } });
  await tx.client.user.updateMany({ where: { id: userId }, data: { twoFactorEnabled: false } });
};

/** Name and number (E.164) as the person has them: theirs, and their member's in this workshop. */
export const keep = async (
  tx: Tx,
  userId: string,
  { name, phone, language }: { readonly name: string; readonly phone: string | null; readonly language: string },
): Promise<void> => {
  await tx.client.user.updateMany({ where: { id: userId }, data: { name, phone, language } });
  await tx.client.member.updateMany({ where: { tenantId: tx.tenantId, userId }, data: { name, phone } });
};

/**
 * Another address for a person, at once in every workshop where they work. Their members there are behind other
 * tenants' walls, so this transaction, and it alone, steps into each of them in turn: `local` ends with it.
 * @throws the database's refusal (23505) when the address has an account by now
 */
export const moveEmail = async (tx: Tx, userId: string, email: string): Promise<void> => {
  await tx.client.user.updateMany({ where: { id: userId }, data: { email, emailVerified: true } });
  const tenants = await tx.client.$queryRaw<{ tenantId: string }[]>`
    select tenant_id as "tenantId" from lookup.memberships_of_user(${userId}::uuid)`;
  for (const { tenantId } of [...tenants, { tenantId: tx.tenantId }]) {
    await tx.client.$queryRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
    await tx.client.member.updateMany({ where: { tenantId, userId }, data: { email } });
  }
};
