/** Ends what nobody else will: deliveries of dead workers, events the engine dropped, sagas without a worker. */
import type { Logger } from "pino";
import { pool } from "#/server/db/client.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { notifyChanges } from "#/server/db/live.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import { deliverySubject, mendDelivery } from "#/server/outbox/deliveries.ts";
import { deliveryPolicy } from "#/server/outbox/policy.ts";

export type EnterRun = (tenantId: string, runId: string) => Promise<void>;

export type SweepOptions = {
  readonly log: Logger;
  /** Enters a saga again from its last recorded step. */
  readonly enterRun?: EnterRun;
  readonly limit?: number;
};

/** One pass; says what it mended. One row that cannot be mended does not keep the others. */
export const sweepOnce = async ({ log, enterRun, limit = 200 }: SweepOptions) => {
  const found = { resent: 0, dead: 0, runs: 0 };
  for (const { tenantId, id } of await overdue(limit)) {
    try {
      await crashPoint("sweep/mend:before");
      const mended = await mendDelivery(tenantId, id);
      if (mended === null) continue;
      found[mended] += 1;
      const subject = await deliverySubject(tenantId, id);
      notifyChanges(subject === null ? [] : [{ tenantId, ...subject }], { outbox: mended === "resent" });
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
