import { z } from "zod";
import { notFound } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** The customer's own columns that a merge may change. */
export const facts = z.object({
  name: z.string(),
  email: z.string().nullable(),
  emailLabel: z.string(),
  phone: z.string().nullable(),
  phoneLabel: z.string(),
  addressLines: z.array(z.string()),
  note: z.string(),
});
export type Facts = z.infer<typeof facts>;

const ids = z.array(z.uuid());
const contact = z.object({ id: z.uuid(), kind: z.enum(["EMAIL", "PHONE"]), value: z.string(), label: z.string() });
export type ContactRow = z.infer<typeof contact> & { readonly createdAt: Date };

/** Which rows went from the one customer to the other, and which contacts were written or left out for it. */
export const moved = z.object({
  vehicles: ids,
  jobCards: ids,
  messages: ids,
  /** Merges from before there were any have none. */
  appointments: ids.default([]),
  ownerships: ids,
  /** Customers that had been merged into the one that went. */
  merged: ids,
  contacts: ids,
  added: ids,
  removed: z.array(contact.extend({ createdAt: z.coerce.date() })),
});
export type Moved = z.infer<typeof moved>;

/** Merges into a customer that were not undone, the newest first. */
export const standingOf = async (db: Db, keptId: string) => {
  const rows = await db.client.customerMerge.findMany({
    where: { tenantId: db.tenantId, keptId, undoneAt: null },
    orderBy: [{ mergedAt: "desc" }, { id: "desc" }],
    select: { id: true, goneId: true, mergedAt: true, mergedByName: true, gone: { select: { name: true } } },
  });
  return rows.map(({ id, gone, ...row }) => ({ ...row, mergeId: id, goneName: gone.name }));
};

type NewMerge = {
  readonly id: string;
  readonly keptId: string;
  readonly goneId: string;
  readonly before: Facts;
  readonly after: Facts;
  readonly moved: Moved;
  readonly mergedByName: string;
};
export const insert = async (tx: Tx, { moved: links, ...merge }: NewMerge): Promise<void> => {
  const removed = links.removed.map((each) => ({ ...each, createdAt: each.createdAt.toISOString() }));
  await tx.client.customerMerge.create({
    data: { ...merge, moved: { ...links, removed }, tenantId: tx.tenantId, mergedAt: tx.now },
  });
};

/** A merge, held until the commit: one undoes it at a time. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string) => {
  await tx.client
    .$queryRaw`select 1 from customer_merge where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  const row = await tx.client.customerMerge.findFirst({ where: { tenantId: tx.tenantId, id } });
  if (row === null) throw notFound("This merge");
  return { ...row, before: facts.parse(row.before), after: facts.parse(row.after), moved: moved.parse(row.moved) };
};
export type MergeRow = Awaited<ReturnType<typeof lock>>;

export const markUndone = async (tx: Tx, id: string, undoneByName: string): Promise<void> => {
  await tx.client.customerMerge.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { undoneAt: tx.now, undoneByName },
  });
};
