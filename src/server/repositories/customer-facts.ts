import { notFound } from "#/domain/errors.ts";
import type { Tx } from "#/server/db/transaction.ts";
import type { ContactRow, Facts } from "#/server/repositories/customer-merges.ts";

const factColumns = {
  name: true,
  email: true,
  emailLabel: true,
  phone: true,
  phoneLabel: true,
  addressLines: true,
  note: true,
} as const;
const contactColumns = { id: true, kind: true, value: true, label: true, createdAt: true } as const;

/** A customer's own columns and contact rows, as a merge weighs them. The customer is held. @throws NOT_FOUND */
export const rows = async (tx: Tx, id: string) => {
  const customer = await tx.client.customer.findFirst({
    where: { tenantId: tx.tenantId, id },
    select: { ...factColumns, contacts: { orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: contactColumns } },
  });
  if (customer === null) throw notFound("This customer");
  const { contacts, ...facts } = customer;
  return { facts, contacts };
};

/** Writes a customer's own columns, raising its version. The customer is held. */
export const setFacts = async (tx: Tx, id: string, facts: Facts): Promise<void> => {
  await tx.client.customer.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { ...facts, version: { increment: 1 } },
  });
};

/** Puts a customer away as another's second record, or brings it back with `null`. The customer is held. */
export const setMergedInto = async (tx: Tx, id: string, into: { id: string; name: string } | null): Promise<void> => {
  await tx.client.customer.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: {
      mergedIntoId: into?.id ?? null,
      archivedAt: into === null ? null : tx.now,
      archivedReason: into === null ? null : `Merged into ${into.name}`,
      version: { increment: 1 },
    },
  });
};

/** Gives contacts to another customer. @returns how many there were to give */
export const moveContacts = async (tx: Tx, ids: readonly string[], from: string, to: string): Promise<number> => {
  const { count } = await tx.client.customerContact.updateMany({
    where: { tenantId: tx.tenantId, id: { in: [...ids] }, customerId: from },
    data: { customerId: to },
  });
  return count;
};

/** Writes contact rows; those of before come back as they were. */
export const addContactRows = async (tx: Tx, customerId: string, rows: readonly ContactRow[]): Promise<void> => {
  if (rows.length === 0) return;
  await tx.client.customerContact.createMany({
    data: rows.map((row) => ({ ...row, tenantId: tx.tenantId, customerId })),
  });
};

/** @returns how many were there */
export const removeContactRows = async (tx: Tx, customerId: string, ids: readonly string[]): Promise<number> => {
  const { count } = await tx.client.customerContact.deleteMany({
    where: { tenantId: tx.tenantId, customerId, id: { in: [...ids] } },
  });
  return count;
};
