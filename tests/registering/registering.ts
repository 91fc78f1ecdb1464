import type pg from "pg";
import { uuidv7 } from "#/domain/ids.ts";
import type { RegisterTenant } from "#/domain/registration.ts";

let signUps = 0;

/** What somebody types who signs up: a person and a workshop that nobody has heard of. */
export const signUpOf = (changes: Partial<RegisterTenant> = {}): RegisterTenant & { idempotencyKey: string } => {
  signUps += 1;
  return {
    tenantName: `Harbour Motors ${signUps}`,
    country: "GB",
    zone: "Europe/London",
    language: "en-GB",
    branchName: "Dock Road",
    bays: 3,
    labourRate: "75",
    name: "Olivia Hart",
    email: `olivia.${signUps}@harbour.test`,
    phone: "07700 900301",
    password: "four words in a row",
    idempotencyKey: uuidv7(),
    ...changes,
  };
};

/** How many rows of each table there are that are not empty: a workshop that was half made would show in one of them. */
export const rowsOfAll = async (admin: pg.Pool): Promise<Record<string, number>> => {
  const { rows } = await admin.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('rate_limit', '_prisma_migrations')
        and table_name not like 'runner%' order by table_name`,
  );
  const counted = await admin.query<Record<string, number>>(
    `select ${rows.map(({ name }) => `(select count(*)::int from "${name}") as "${name}"`).join(", ")}`,
  );
  return Object.fromEntries(Object.entries(counted.rows[0] ?? {}).filter(([, count]) => count > 0));
};

/** What one workshop is, in rows, before anything follows its beginning. */
export const oneWorkshop = {
  account: 1,
  audit_entry: 2,
  branch: 1,
  event_delivery: 1,
  idempotency_key: 1,
  member: 1,
  orchestration_run: 1,
  orchestration_step: 5,
  outbox_event: 1,
  service_bay: 3,
  tenant: 1,
  user: 1,
} as const;

/** `before` and one workshop more, but for the tables that are named. */
export const withOneMore = (
  before: Readonly<Record<string, number>>,
  except: Partial<Record<keyof typeof oneWorkshop, number>> = {},
): Record<string, number> => {
  const added: Record<string, number> = { ...oneWorkshop, ...except };
  const names = new Set([...Object.keys(before), ...Object.keys(added)]);
  return Object.fromEntries(
    [...names]
      .map((name) => [name, (before[name] ?? 0) + (added[name] ?? 0)] as const)
      .filter(([, count]) => count > 0)
      .sort(([one], [other]) => one.localeCompare(other)),
  );
};
