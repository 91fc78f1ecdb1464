import { hashPassword } from "better-auth/crypto";
import type { Tx } from "#/server/db/transaction.ts";
import * as people from "#/server/repositories/people.ts";

/**
 * A password as it is kept. Call it before the transaction: it takes longer than everything in it, and a connection
 * that waits for it is one that nobody else has.
 */
export const hashed = (password: string): Promise<string> => hashPassword(password);

/** Adds a person with a password: @see people.insert */
export const add = (tx: Tx, person: people.NewPerson): Promise<string> => people.insert(tx, person);
