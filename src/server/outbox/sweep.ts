/** Ends what nobody else will: deliveries of dead workers, events the engine dropped, sagas without a worker. */
import type { Logger } from "pino";
import { pool } from "#/server/db/client.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { notifyChanges } from "#/server/db/live.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import { mendDelivery, type OwedDelivery, owedDelivery, postponeMending } from "#/server/outbox/deliveries.ts";
import { deliveryPolicy } from "#/server/outbox/policy.ts";

export type EnterRun = (tenantId: string, runId: string) => Promise<void>;

/** Whether the engine is known to come to the delivery without being asked again. */
export type InHand = (owed: OwedDelivery) => Promise<boolean>;

export type SweepOptions = {
  readonly log: Logger;
  /** Left out where the engine cannot tell: what was not started in time is then sent again. */
  readonly inHand?: InHand;
  /** Enters a saga again from its last recorded step. */
  readonly enterRun?: EnterRun;
  readonly limit?: number;
};

/** One pass; says what it mended. One row that cannot be mended does not keep the others. */
export const sweepOnce = async ({ log, inHand, enterRun, limit = 200 }: SweepOptions) => {
  const found = { resent: 0, dead: 0, waiting: 0, runs: 0 };
  for (const { tenantId, id } of await overdue(limit)) {
    try {
      await crashPoint("sweep/mend:before");
      const owed = await owedDelivery(tenantId, id);
      if (owed === null) continue;
      // A backlog: another sending would only lengthen it. One that a worker died with is never left alone.
      if (owed.state === "PENDING" && (await inHand?.(owed))) {
        await postponeMending(tenantId, id);
        found.waiting += 1;
        continue;
      }
      const mended = await mendDelivery(tenantId, id);
      if (mended === null) continue;
      found[mended] += 1;
      const { subjectType, subjectId } = owed;
      notifyChanges([{ tenantId, subjectType, subjectId }], { outbox: mended === "resent" });
      log.warn(
        { tenantId, deliveryId: id, mended },
        `sweep: an overdue delivery was ${mended === "dead" ? "given up" : "sent again"}`,
      );
    } catch (error) {
      log.error({ tenantId, deliveryId: id, err: error }, "sweep: a delivery could not be mended");
    }
  }
  if (enterRun) {
    for (const { tenantId, id } of await abandoned(limit)) {
      try {
        await crashPoint("sweep/enter:before");
        await enterRun(tenantId, id);
        found.runs += 1;
      } catch (error) {
        // A saga that fails records that itself; what reaches here is entered again on the next pass.
        log.warn({ tenantId, runId: id, err: error }, "sweep: a run could not be carried on");
      }
    }
  }
  return found;
};

type Found = { tenantId: string; id: string };

const overdue = (limit: number): Promise<Found[]> =>
  runOutsideTenants(async () => {
    const { rows } = await pool.query<Found>(
      `select tenant_id as "tenantId", delivery_id as id from lookup.overdue_deliveries($1, $2)`,
      [limit, deliveryPolicy().graceMs],
    );
    return rows;
  });

const abandoned = (limit: number): Promise<Found[]> =>
  runOutsideTenants(async () => {
    const { rows } = await pool.query<Found>(
      `select tenant_id as "tenantId", run_id as id from lookup.abandoned_runs($1)`,
      [limit],
    );
    return rows;
  });
