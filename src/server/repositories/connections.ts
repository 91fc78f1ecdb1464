import {
  type AccountingChoices,
  type AccountingMapping,
  type AccountingProvider,
  accountingChoices,
  accountingMapping,
  accountingProviders,
} from "#/domain/accounting.ts";
import { notFound } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type ConnectionRow = {
  readonly id: string;
  readonly version: number;
  readonly provider: AccountingProvider;
  readonly organisationId: string;
  readonly organisationName: string;
  /** Sealed. */
  readonly tokens: string;
  readonly tokenExpiresAt: Date;
  readonly choices: AccountingChoices;
  readonly choicesReadAt: Date;
  readonly mapping: AccountingMapping;
  readonly connectedAt: Date;
  readonly brokenAt: Date | null;
  readonly brokenReason: string | null;
};

const providerOf = (text: string): AccountingProvider => {
  const found = accountingProviders.find((provider) => provider === text);
  if (found === undefined) throw new Error(`${text} is no accounting system.`);
  return found;
};

/** What is connected now; null where nothing is. */
export const open = async (db: Db): Promise<ConnectionRow | null> => {
  const row = await db.client.connection.findFirst({ where: { tenantId: db.tenantId, disconnectedAt: null } });
  return row === null
    ? null
    : {
        ...row,
        provider: providerOf(row.provider),
        choices: accountingChoices.parse(row.choices),
        mapping: accountingMapping.parse(row.mapping),
      };
};

/** @throws NOT_FOUND when it is not the one that is connected now */
export const load = async (db: Db, id: string): Promise<ConnectionRow> => {
  const row = await open(db);
  if (row === null || row.id !== id) throw notFound("This connection");
  return row;
};

/** Makes whoever connects a system of the tenant wait for whoever else does. */
export const lockTenant = async (tx: Tx): Promise<void> => {
  await tx.client.$queryRaw`select id from tenant where id = ${tx.tenantId}::uuid for no key update`;
};

export type NewConnection = Pick<
  ConnectionRow,
  "id" | "provider" | "organisationId" | "organisationName" | "tokens" | "tokenExpiresAt" | "choices" | "mapping"
> & { readonly connectedById: string | null };

export const insert = async (tx: Tx, connection: NewConnection): Promise<void> => {
  await tx.client.connection.create({
    data: { tenantId: tx.tenantId, connectedAt: tx.now, choicesReadAt: tx.now, ...connection },
  });
};

type Change = Partial<
  Pick<
    ConnectionRow,
    "organisationId" | "organisationName" | "tokens" | "tokenExpiresAt" | "choices" | "choicesReadAt" | "mapping"
  >
> & { readonly brokenAt?: null; readonly brokenReason?: null; readonly disconnectedAt?: Date };

/** Changes it at the version expected; false when it has another by now, or is disconnected. */
export const change = async (tx: Tx, id: string, version: number, changed: Change): Promise<boolean> => {
  const { count } = await tx.client.connection.updateMany({
    where: { tenantId: tx.tenantId, id, version, disconnectedAt: null },
    data: { ...changed, version: { increment: 1 } },
  });
  return count === 1;
};

/** Takes the asking for new tokens to itself for `ms`; false while another has it. */
export const claimRenewal = async (tx: Tx, id: string, ms: number): Promise<boolean> => {
  const claimed = await tx.client.$executeRaw`
    update connection set renew_until = clock_timestamp() + ${ms} * interval '1 millisecond'
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and disconnected_at is null
       and (renew_until is null or renew_until < clock_timestamp())`;
  return claimed === 1;
};

export const keepTokens = async (tx: Tx, id: string, tokens: string, tokenExpiresAt: Date): Promise<void> => {
  await tx.client.connection.updateMany({
    where: { tenantId: tx.tenantId, id, disconnectedAt: null },
    data: { tokens, tokenExpiresAt, renewUntil: null },
  });
};

/** A token that is honoured no more has ended, whatever it said, unless another has taken its place by now. */
export const endTokens = async (tx: Tx, id: string, tokens: string): Promise<void> => {
  await tx.client.connection.updateMany({
    where: { tenantId: tx.tenantId, id, tokens, disconnectedAt: null },
    data: { tokenExpiresAt: tx.now },
  });
};

/** Notes that we are let in no more; false when that is known already. */
export const markBroken = async (tx: Tx, id: string, reason: string): Promise<boolean> => {
  const { count } = await tx.client.connection.updateMany({
    where: { tenantId: tx.tenantId, id, disconnectedAt: null, brokenAt: null },
    data: { brokenAt: tx.now, brokenReason: reason, renewUntil: null },
  });
  return count === 1;
};

/** Every tax rate that some open branch charges, in basis points, the highest first. */
export const ratesCharged = async (db: Db): Promise<number[]> => {
  const rows = await db.client.branch.findMany({ where: { tenantId: db.tenantId }, select: { taxRatesBp: true } });
  return [...new Set(rows.flatMap(({ taxRatesBp }) => taxRatesBp))].sort((a, b) => b - a);
};
