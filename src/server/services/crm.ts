import type { CrmConnectionView, CrmKind, CrmMapping, CrmSyncView, CrmView } from "#/domain/crm.ts";
import { totalsOf } from "#/domain/totals.ts";
import { type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";
import { sealer } from "#/server/db/sealed-text.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as people from "#/server/repositories/crm.ts";
import * as connections from "#/server/repositories/crm-connections.ts";
import * as records from "#/server/repositories/crm-records.ts";
import * as subscriptions from "#/server/repositories/event-subscriptions.ts";
import type { CardRow } from "#/server/repositories/job-cards.ts";

const pageLength = 30;

export type CrmConnection = connections.CrmConnectionRow;
export type { CustomerForCrm, VehicleForCrm } from "#/server/repositories/crm.ts";
export { customer, vehicle } from "#/server/repositories/crm.ts";
export type { Claim, Source } from "#/server/repositories/crm-records.ts";
export { load as jobCard } from "#/server/repositories/job-cards.ts";

export const open = connections.open;
export const claim = records.claim;
export const release = records.release;
export const externalId = records.externalId;
export const keep = records.keep;

const about = (tenantId: string, connectionId: string): string => `crm-connection:${tenantId}:${connectionId}`;
export const sealToken = (tenantId: string, connectionId: string, token: string): string =>
  sealer().seal(token, about(tenantId, connectionId));
export const openToken = (tenantId: string, { id, token }: Pick<CrmConnection, "id" | "token">): string =>
  sealer().open(token, about(tenantId, id));

export const connectionView = ({ vehicleObject, token: _, ...row }: CrmConnection): CrmConnectionView => ({
  id: row.id,
  version: row.version,
  portalId: row.portalId,
  connectedAt: row.connectedAt,
  brokenAt: row.brokenAt,
  brokenReason: row.brokenReason,
  choices: row.choices,
  mapping: row.mapping,
  ownVehicles: vehicleObject !== null,
});

export const view = async (db: Db): Promise<CrmView> => {
  const row = await connections.open(db);
  return { connection: row === null ? null : connectionView(row) };
};

/** A page of what was told to the CRM by its last attempt, the newest first. */
export const list = async (db: Db, cursor: string | null): Promise<{ syncs: CrmSyncView[]; next: string | null }> => {
  const connection = await connections.open(db);
  if (connection === null) return { syncs: [], next: null };
  const rows = await records.page(db, connection.id, cursor, pageLength + 1);
  const shown = rows.slice(0, pageLength);
  return {
    syncs: shown.map(({ id: _, running, ...row }) => ({
      ...row,
      state: running ? "RUNNING" : row.error === null && row.syncedAt !== null ? "DONE" : "FAILED",
    })),
    next: rows.length > pageLength ? (shown.at(-1)?.id ?? null) : null,
  };
};

const followed = [
  "customer/changed",
  "vehicle/changed",
  "job-card/changed",
  "job-card/completed",
  "job-card/reopened",
  "invoice/generated",
] as const;

/** From now on what happens to customers, vehicles and jobs is told to the CRM; with false, no more. */
export const subscribe = (tx: Tx, connectionId: string, connected: boolean): Promise<void> =>
  subscriptions.keep(
    tx,
    connectionId,
    connected ? followed.map((eventType) => ({ eventType, consumer: "update-crm" })) : [],
  );

export const isOver = (status: JobCardStatus): boolean => status === "COMPLETED" || status === "COLLECTED";

/** Whether it is a customer who was archived or erased before the CRM was ever told of them: then it is told nothing. */
export const isGone = async (db: Db, connectionId: string, source: records.Source): Promise<boolean> =>
  source.kind === "CONTACT" &&
  (await people.customer(db, source.sourceId)).archivedAt !== null &&
  (await records.externalId(db, connectionId, source)) === null;

/** What the CRM knows of these people: themselves, their vehicles and their jobs. */
export const standingOf = records.standingOf;

/** What the work comes to: as invoiced, less what was credited, once it is done; before, the lines as they stand. */
export const amountOf = ({ invoice, status, lines, branch }: CardRow): number =>
  invoice !== null && isOver(status) ? invoice.totalMinor - invoice.creditedMinor : totalsOf(lines, branch).totalMinor;

/** The stage of a status; a sentence where nobody has said. */
export const stageOf = (
  { pipeline, stages }: CrmMapping,
  status: JobCardStatus,
): { readonly pipeline: string; readonly stage: string } | { readonly missing: string } => {
  const stage = stages[status];
  return pipeline === null || stage === undefined
    ? { missing: `Jobs in ${jobCardStatusWords[status]} have no stage yet. Choose it under Settings, Connections.` }
    : { pipeline, stage };
};

export const objectOf = (connection: CrmConnection, kind: CrmKind): string | null =>
  ({ CONTACT: "contacts", VEHICLE: connection.vehicleObject, DEAL: "deals" })[kind];
