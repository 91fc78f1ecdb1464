import type { BackfillSystem, BackfillsView, BackfillView } from "#/domain/backfill.ts";
import { ValidationException } from "#/domain/errors.ts";
import { accountingSyncAsked, backfillAdvanced, crmSyncAsked } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import type { Db } from "#/server/db/transaction.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as backfills from "#/server/repositories/backfills.ts";
import * as books from "#/server/repositories/connections.ts";
import * as crm from "#/server/repositories/crm-connections.ts";

/** Asked for at once: few enough that a system which counts its calls bears them, and that what fails is seen soon. */
const recordsAtOnce = 25;

const subjectOf = (id: string) => ({ type: "backfill", id });

const connected = (db: Db, system: BackfillSystem) => (system === "BOOKS" ? books.open(db) : crm.open(db));

/** The event that asks for one record of a system. */
const askedBy = { BOOKS: accountingSyncAsked.name, CRM: crmSyncAsked.name } as const;

const asView = (row: backfills.BackfillRow | null): BackfillView | null =>
  row === null
    ? null
    : {
        id: row.id,
        since: row.since,
        state: row.state,
        total: row.total,
        done: row.done,
        startedAt: row.startedAt,
        finishedAt: row.finishedAt,
      };

/** The last one of each system that is connected now. */
export const backfillViews = async (db: Db): Promise<BackfillsView> => {
  const of = async (system: BackfillSystem) => {
    const connection = await connected(db, system);
    return connection === null ? null : asView(await backfills.last(db, connection.id));
  };
  const [BOOKS, CRM] = await Promise.all([of("BOOKS"), of("CRM")]);
  return { BOOKS, CRM };
};

/**
 * Begins to bring there what stands here from a day on: invoices with their payments, credit notes and customers to the books;
 * customers, vehicles and jobs to the CRM. What is there already is found there. @throws TRANSITION_REFUSED
 */
export const startBackfill = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: { readonly system: BackfillSystem; readonly since: string; readonly idempotencyKey: string },
): Promise<{ backfillId: string }> => {
  const newId = uuidv7();
  return executeInTransaction(
    ctx,
    "backfill.start",
    async (tx) => {
      const { system, since } = input;
      const connection = await connected(tx, system);
      if (connection === null)
        throw new ValidationException("TRANSITION_REFUSED", "Nothing is connected. Connect it first.");
      if (connection.brokenReason !== null)
        throw new ValidationException("TRANSITION_REFUSED", connection.brokenReason);
      const total = await backfills.count(tx, system, since);
      const begun = { id: newId, system, since, total, connectionId: connection.id, startedById: actorId(ctx.actor) };
      if (!(await backfills.insert(tx, begun)))
        throw new ValidationException(
          "TRANSITION_REFUSED",
          "What stood before is being brought there already. Wait until it has ended.",
        );
      emit(tx, backfillAdvanced, subjectOf(newId), { backfillId: newId, from: 0 });
      tx.audit({ action: "backfill.started", subjectType: "backfill", subjectId: newId, changes: { since, total } });
      return { backfillId: newId };
    },
    { idempotencyKey, input, subject: subjectOf(newId) },
  );
};

export type Advanced =
  | { readonly outcome: "WAITS" | "BEFORE" | "ENDED" }
  | { readonly outcome: "BROKEN"; readonly reason: string }
  | { readonly outcome: "ASKED"; readonly records: number };

/**
 * Asks for the next records once those before them are through, notes how far it has come and asks for the ones after, in one
 * commit: a process that dies has done a batch or not begun it.
 */
export const advanceBackfill = (
  ctx: Ctx,
  { backfillId, from }: { readonly backfillId: string; readonly from: number },
): Promise<Advanced> =>
  executeInTransaction(
    ctx,
    "backfill.advance",
    async (tx): Promise<Advanced> => {
      const run = await backfills.lock(tx, backfillId);
      if (run === null || run.state !== "RUNNING" || run.done !== from) return { outcome: "BEFORE" };
      const connection = await connected(tx, run.system);
      if (connection === null || connection.id !== run.connectionId) return ended(tx, run, "STOPPED");
      if (connection.brokenReason !== null) return { outcome: "BROKEN", reason: connection.brokenReason };
      if (await backfills.underWay(tx, askedBy[run.system])) return { outcome: "WAITS" };
      const records = await backfills.next(tx, run, recordsAtOnce);
      const last = records.at(-1);
      if (last === undefined) return ended(tx, run, "DONE");
      for (const { kind, id } of records)
        if (kind === "INVOICE") emit(tx, accountingSyncAsked, { type: "invoice", id }, { invoiceId: id });
        else emit(tx, crmSyncAsked, { type: subjectTypes[kind], id }, { kind, sourceId: id });
      const done = run.done + records.length;
      await backfills.advance(tx, run.id, { done, positionRank: last.rank, positionId: last.id });
      emit(tx, backfillAdvanced, subjectOf(run.id), { backfillId: run.id, from: done });
      return { outcome: "ASKED", records: records.length };
    },
    { subject: subjectOf(backfillId), quiet: true },
  );

const subjectTypes = { CONTACT: "customer", VEHICLE: "vehicle", DEAL: "jobCard" } as const;

const ended = async (tx: Tx, run: backfills.BackfillRow, state: "DONE" | "STOPPED"): Promise<Advanced> => {
  await backfills.end(tx, run.id, state);
  const action = state === "DONE" ? "backfill.done" : "backfill.stopped";
  tx.audit({ action, subjectType: "backfill", subjectId: run.id, changes: { brought: run.done } });
  return { outcome: "ENDED" };
};

/** Each invoice that a payment has moved between goes to the books anew. @returns how many */
export const followPayment = (ctx: Ctx, paymentId: string): Promise<number> =>
  executeInTransaction(
    ctx,
    "connection.follow-payment",
    async (tx) => {
      const invoiceIds = await backfills.invoicesOfPayment(tx, paymentId);
      for (const id of invoiceIds) emit(tx, accountingSyncAsked, { type: "invoice", id }, { invoiceId: id });
      return invoiceIds.length;
    },
    { subject: { type: "payment", id: paymentId }, quiet: true },
  );
