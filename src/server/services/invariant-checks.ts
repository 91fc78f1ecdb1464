import { z } from "zod";
import { type InvariantsView, invariantAnswer } from "#/domain/invariants.ts";
import { instantOf, isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as checks from "#/server/repositories/invariant-checks.ts";
import * as staffMail from "#/server/repositories/staff-mail.ts";

const historyShown = 30;
const answers = z.array(invariantAnswer);

/** How the invariants stand: the latest answer, what is under way, and the checks of late. */
export const invariantsStand = async (db: Db): Promise<InvariantsView> => {
  const [recent, latest] = await Promise.all([checks.recent(db, historyShown), checks.latestAnswered(db)]);
  const running = recent.find(({ finishedAt }) => finishedAt === null);
  const [newest] = recent.filter(({ finishedAt }) => finishedAt !== null);
  return {
    latest:
      latest === null || latest.finishedAt === null
        ? null
        : {
            id: latest.id,
            trigger: latest.trigger,
            askedBy: latest.askedByName,
            startedAt: latest.startedAt,
            finishedAt: latest.finishedAt,
            durationMs: latest.durationMs ?? 0,
            answers: answers.parse(latest.results),
          },
    running: running
      ? { id: running.id, askedBy: running.askedByName, startedAt: running.startedAt, asked: running.asked }
      : null,
    failed: newest?.error ? { id: newest.id, at: newest.startedAt, reason: newest.error } : null,
    history: recent
      .filter(({ finishedAt, error }) => finishedAt !== null && error === null)
      .map(({ id, startedAt, trigger, broken, untold }) => ({
        id,
        at: startedAt,
        trigger,
        broken: [...broken],
        untold,
      })),
  };
};

const hourMs = 3_600_000;
/** Wall time of the oldest open branch after which the night's check is due. */
const nightFrom = "02:00";

/**
 * Whether the nightly check is due at `now`: after two in the morning once the last one is 23 hours old, and
 * at any time once it is 25 hours old, so that a night spent switched off is made up for by day.
 */
export const nightlyDue = async (db: Db, now: Date): Promise<boolean> => {
  const last = await checks.latestAnswered(db, "NIGHTLY");
  if (last === null) return true;
  const age = now.getTime() - last.startedAt.getTime();
  if (age >= 25 * hourMs) return true;
  if (age < 23 * hourMs) return false;
  const { branch } = await staffMail.sender(db);
  const from = branch === null ? null : instantOf(isoDateIn(now, branch.zone), nightFrom, branch.zone);
  // Where a change of clocks skips two o'clock, the other rule comes round an hour later.
  return from !== null && now >= from;
};
