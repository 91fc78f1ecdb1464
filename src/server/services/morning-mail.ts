import { standing } from "#/domain/subscription.ts";
import { instantOf, isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as members from "#/server/repositories/members.ts";
import * as messages from "#/server/repositories/messages.ts";
import * as staffMail from "#/server/repositories/staff-mail.ts";
import * as tasks from "#/server/repositories/tasks.ts";

/** Wall time of the oldest open branch: before people start, and the last hour at which a late one still helps. */
const opens = "07:00";
const closes = "12:00";

/** `07:00` of the zone on that date; no zone skips it, but a calendar may: then the day has no morning. */
export const morningOf = (now: Date, zone: string): { isoDate: string; from: Date; until: Date } | null => {
  const isoDate = isoDateIn(now, zone);
  const [from, until] = [instantOf(isoDate, opens, zone), instantOf(isoDate, closes, zone)];
  return from === null || until === null || now < from || now >= until ? null : { isoDate, from, until };
};

/**
 * The morning mails that this tenant is still owed at `now`: one for each member who may settle tasks, of
 * what waited at seven. Null outside of the morning, without a subscription, or when nothing is left to send.
 * Those who may settle a task get it, not only those who are alerted: the queue belongs to whoever can empty it.
 */
export const morningMails = async (db: Db, now: Date) => {
  const { tenant, branch } = await staffMail.sender(db);
  const morning = branch === null ? null : morningOf(now, branch.zone);
  if (branch === null || morning === null || standing(tenant, now) === "EXPIRED") return null;
  const waiting = await tasks.waiting(db, morning.from);
  if (waiting.length === 0) return null;
  const readers = (await members.allowed(db, "task.resolve")).map((member) => ({
    ...member,
    sourceKey: `morning:${morning.isoDate}:${member.id}`,
    // What a colleague has taken is not theirs to settle.
    tasks: waiting.filter(({ takenById }) => takenById === null || takenById === member.id),
  }));
  const settled = await messages.settled(
    db,
    readers.map(({ sourceKey }) => sourceKey),
  );
  const owed = readers.filter((reader) => reader.tasks.length > 0 && !settled.has(reader.sourceKey));
  return owed.length === 0 ? null : { tenant, branch, morning, waiting: waiting.length, readers: owed };
};
export type MorningMails = NonNullable<Awaited<ReturnType<typeof morningMails>>>;
