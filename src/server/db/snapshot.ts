import { prisma } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import type { Db } from "#/server/db/transaction.ts";

export type Snapshot = {
  /** Everything of the tenant as it was in one instant. */
  readonly db: Db;
  /** Ends the transaction. Whoever opened it calls this, however the work ended. */
  readonly close: () => void;
};

type Limits = {
  /** How long it may stand altogether, and how long without a question: what stands for ever keeps vacuum away. */
  readonly standsMs: number;
  readonly idleMs: number;
};

/**
 * One repeatable-read transaction that is read from for as long as something is sent. It takes a connection of the pool
 * until it is closed. What is read after it has ended, by `close` or by a limit, throws.
 */
export const openSnapshot = (tenantId: string, { standsMs, idleMs }: Limits): Promise<Snapshot> =>
  new Promise((resolve, reject) => {
    runInTenant(tenantId, () =>
      prisma.$transaction(
        async (client) => {
          // The pool's limits are for requests. A running timer of the transaction is not moved by a new limit: it is ended, then set.
          await client.$executeRawUnsafe("set transaction read only");
          await client.$executeRawUnsafe("set local transaction_timeout = 0");
          await client.$executeRawUnsafe(`set local transaction_timeout = ${standsMs}`);
          await client.$executeRawUnsafe(`set local idle_in_transaction_session_timeout = ${idleMs}`);
          await client.$executeRawUnsafe("set local statement_timeout = 60000");
          // The instant is that of the first question: settings do not count as one.
          await client.$queryRawUnsafe("select");
          await new Promise<void>((close) => resolve({ db: { tenantId, client }, close }));
        },
        { isolationLevel: "RepeatableRead", timeout: standsMs, maxWait: 10_000 },
      ),
    ).catch(reject);
  });
