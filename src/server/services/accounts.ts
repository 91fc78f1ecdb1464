import { createHash } from "node:crypto";
import { deviceWords, type Profile, personLinkMinutes, type SessionView } from "#/domain/account.ts";
import { notFound, ValidationException } from "#/domain/errors.ts";
import type { Role } from "#/domain/permissions.ts";
import { formatPhone, parsePhone } from "#/domain/phone.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as people from "#/server/repositories/people.ts";
import * as links from "#/server/repositories/person-links.ts";
import * as sessions from "#/server/repositories/sessions.ts";

export type { PersonPurpose } from "#/server/repositories/person-links.ts";

/** @throws NOT_FOUND */
export const person = async (db: Db, userId: string) => {
  const found = await people.byId(db, userId);
  if (found === null) throw notFound("This account");
  return found;
};

/** A session's name among its person's own: not its id, which stands in rows that others may read. */
const keyOf = (sessionId: string): string =>
  createHash("sha256").update(`session:${sessionId}`).digest("base64url").slice(0, 22);

/** Where a person is signed in, last seen first. */
export const sessionsOf = async (db: Db, userId: string, currentId: string): Promise<SessionView[]> =>
  (await sessions.ofUser(db, userId)).map(({ id, createdAt, updatedAt, ipAddress, userAgent }) => ({
    key: keyOf(id),
    current: id === currentId,
    device: deviceWords(userAgent),
    address: ipAddress === "" ? null : ipAddress,
    startedAt: createdAt,
    seenAt: updatedAt,
  }));

/** Ends one of a person's sessions; one that is not there has ended. */
export const endSession = async (tx: Tx, userId: string, key: string): Promise<number> => {
  const own = await sessions.ofUser(tx, userId);
  return sessions.end(
    tx,
    userId,
    own.map(({ id }) => id).filter((id) => keyOf(id) === key),
  );
};

export const endOtherSessions = (tx: Tx, userId: string, keepId: string | null): Promise<number> =>
  sessions.endOthers(tx, userId, keepId);

export const enterTenant = (tx: Tx, sessionId: string, tenantId: string) => sessions.setTenant(tx, sessionId, tenantId);
export const viewAs = (tx: Tx, sessionId: string, role: Role | null) => sessions.setView(tx, sessionId, role);

/** A person's profile; the number as it is dialled here. @throws NOT_FOUND */
export const profile = async (db: Db, userId: string) => {
  const [found, country] = [await person(db, userId), await branches.firstCountry(db)];
  return { ...found, phone: found.phone === null ? null : formatPhone(found.phone, country) };
};

/** Keeps a profile as it was typed, the number read as dialled here. @throws INVALID_INPUT at the phone */
export const keep = async (tx: Tx, userId: string, { name, phone, language }: Profile) => {
  const parsed = phone === null ? null : parsePhone(phone, await branches.firstCountry(tx));
  if (parsed?.ok === false) throw new ValidationException("INVALID_INPUT", parsed.reason, { field: "phone" });
  const kept = { name, phone: parsed?.e164 ?? null, language };
  await people.keep(tx, userId, kept);
  return kept;
};

export const setPassword = (tx: Tx, userId: string, hash: string) => people.setPassword(tx, userId, hash);

/** Opens a link to a mailbox of this person's; the generation that its token is made of. */
export const openLink = (tx: Tx, purpose: links.PersonPurpose, userId: string, email: string): Promise<number> =>
  links.open(tx, { userId, purpose, email, expiresAt: new Date(tx.now.getTime() + personLinkMinutes * 60_000) });

/** The link of a token, or null when it has ended. @throws NOT_FOUND for a token that never was one */
export const linkOf = async (db: Db, purpose: links.PersonPurpose, token: string, now = new Date()) => {
  const link = await links.byToken(db, purpose, token);
  if (link === null) throw notFound("This link");
  return link.endedAt !== null || link.expiresAt <= now ? null : link;
};

/** Uses a link up: false when somebody was quicker. */
export const takeLink = (tx: Tx, purpose: links.PersonPurpose, userId: string): Promise<boolean> =>
  links.end(tx, userId, purpose);

/** The open link of a person, for its mail; null when it has ended. */
export const openLinkOf = async (db: Db, purpose: links.PersonPurpose, userId: string, now = new Date()) => {
  const link = await links.current(db, userId, purpose);
  return link === null || link.expiresAt <= now ? null : link;
};

/**
 * A new password by a link that was opened in the mailbox. All sessions end. Where the mailbox was never proved before,
 * somebody else may have made the account under this address: the second factor was theirs, and goes as well.
 */
export const recover = async (tx: Tx, userId: string, passwordHash: string): Promise<void> => {
  const { emailVerified } = await person(tx, userId);
  await people.setPassword(tx, userId, passwordHash);
  if (!emailVerified) await people.dropTwoFactor(tx, userId);
  await people.verifyEmail(tx, userId);
  await sessions.endOthers(tx, userId, null);
};

export const moveEmail = (tx: Tx, userId: string, email: string) => people.moveEmail(tx, userId, email);
