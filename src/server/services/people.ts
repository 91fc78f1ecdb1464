import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as people from "#/server/repositories/people.ts";

/**
 * A password as it is kept. Call it before the transaction: it takes longer than everything in it, and a connection
 * that waits for it is one that nobody else has.
 */
export const hashed = (password: string): Promise<string> => hashPassword(password);

/** Adds a person with a password: @see people.insert */
export const add = (tx: Tx, person: people.NewPerson): Promise<string> => people.insert(tx, person);

export const byEmail = (db: Db, email: string) => people.byEmail(db, email);

/** Whether this is a person's password. As slow as a sign-in: outside of a transaction, and never without a limit. */
export const passwordMatches = async (db: Db, userId: string, password: string): Promise<boolean> => {
  const hash = await people.passwordHashOf(db, userId);
  return hash !== null && password !== "" && (await verifyPassword({ hash, password }));
};

export const verifyEmail = (tx: Tx, userId: string): Promise<void> => people.verifyEmail(tx, userId);
