import { type CrmChoices, type CrmMapping, crmChoices, crmMapping } from "#/domain/crm.ts";
import { notFound } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type CrmConnectionRow = {
  readonly id: string;
  readonly version: number;
  readonly portalId: string;
  /** Sealed. */
  readonly token: string;
  /** The object that vehicles are there; null: they stand on each deal. */
  readonly vehicleObject: string | null;
  readonly choices: CrmChoices;
  readonly mapping: CrmMapping;
  readonly connectedAt: Date;
  readonly brokenAt: Date | null;
  readonly brokenReason: string | null;
};

/** What is connected now; null where nothing is. */
export const open = async (db: Db): Promise<CrmConnectionRow | null> => {
  const row = await db.client.crmConnection.findFirst({ where: { tenantId: db.tenantId, disconnectedAt: null } });
  return row === null
    ? null
    : { ...row, choices: crmChoices.parse(row.choices), mapping: crmMapping.parse(row.mapping) };
};

/** @throws NOT_FOUND when it is not the one that is connected now */
export const load = async (db: Db, id: string): Promise<CrmConnectionRow> => {
  const row = await open(db);
  if (row === null || row.id !== id) throw notFound("This connection");
  return row;
};

type Written = Pick<CrmConnectionRow, "portalId" | "token" | "vehicleObject" | "choices" | "mapping">;

export const insert = async (
  tx: Tx,
  connection: Written & { readonly id: string; readonly connectedById: string | null },
): Promise<void> => {
  await tx.client.crmConnection.create({ data: { tenantId: tx.tenantId, connectedAt: tx.now, ...connection } });
};

type Change = Partial<Written> & {
  readonly brokenAt?: null;
  readonly brokenReason?: null;
  readonly disconnectedAt?: Date;
};

/** Changes it at the version expected; false when it has another by now, or is disconnected. */
export const change = async (tx: Tx, id: string, version: number, changed: Change): Promise<boolean> => {
  const { count } = await tx.client.crmConnection.updateMany({
    where: { tenantId: tx.tenantId, id, version, disconnectedAt: null },
    data: { ...changed, version: { increment: 1 } },
  });
  return count === 1;
};

/** Notes that we are let in no more; false when that is known already. */
export const markBroken = async (tx: Tx, id: string, reason: string): Promise<boolean> => {
  const { count } = await tx.client.crmConnection.updateMany({
    where: { tenantId: tx.tenantId, id, disconnectedAt: null, brokenAt: null },
    data: { brokenAt: tx.now, brokenReason: reason },
  });
  return count === 1;
};
