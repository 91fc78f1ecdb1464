import { uuidv7 } from "../../src/domain/ids.ts";
import { withClient } from "./database.mjs";

export type Subscription = "ACTIVE" | "EXPIRED";

/**
 * Changes a workshop's subscription as the administrator of the database, and says so in the workshop's audit: the
 * run, the entry and the change commit together, as the kernel writes them. Null when no workshop has this address.
 */
export const changeSubscription = (
  adminUrl: string,
  slug: string,
  state: Subscription,
): Promise<{ name: string } | null> =>
  withClient(adminUrl, async (client) => {
    await client.query("begin");
    const { rows } = await client.query<{ id: string; name: string; before: string }>(
      "select id, name, subscription as before from tenant where slug = $1 for update",
      [slug],
    );
    const [tenant] = rows;
    if (tenant === undefined) return null;
    const { id, name, before } = tenant;
    const [runId, actor, action] = [uuidv7(), "npm run subscription", "subscription.changed"];
    const changes = JSON.stringify({ subscription: [before, state] });
    await client.query("select set_config('app.tenant_id', $1, true)", [id]);
    await client.query("update tenant set subscription = $2 where id = $1", [id, state]);
    await client.query(
      `insert into orchestration_run (tenant_id, id, name, state, subject_type, subject_id, actor_kind, actor_name, correlation_id, started_at, finished_at, duration_ms)
       values ($1, $2, $3, 'COMPLETED', 'tenant', $1, 'system', $4, $5, now(), clock_timestamp(), 0)`,
      [id, runId, action, actor, runId],
    );
    await client.query(
      `insert into audit_entry (tenant_id, id, at, actor_kind, actor_name, action, subject_type, subject_id, changes, correlation_id, run_id, form)
       values ($1, $2, clock_timestamp(), 'system', $3, $4, 'tenant', $1, $5, $6, $7, 2)`,
      [id, uuidv7(), actor, action, changes, runId, runId],
    );
    await client.query("commit");
    return { name };
  });
