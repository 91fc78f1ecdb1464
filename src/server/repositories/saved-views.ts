import type { ViewPage } from "#/domain/saved-view.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** A member's own views of a list and those that others share, by name. */
export const list = async (db: Db, page: ViewPage, memberId: string) => {
  const rows = await db.client.savedView.findMany({
    where: { tenantId: db.tenantId, page, OR: [{ memberId }, { sharedAt: { not: null } }] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 200,
    select: { id: true, name: true, address: true, sharedAt: true, memberId: true, member: { select: { name: true } } },
  });
  return rows.map(({ sharedAt, memberId: of, member, ...view }) => ({
    ...view,
    shared: sharedAt !== null,
    by: of === memberId ? null : member.name,
  }));
};

type NewView = {
  readonly id: string;
  readonly page: ViewPage;
  readonly memberId: string;
  readonly name: string;
  readonly address: string;
  readonly shared: boolean;
};

/** Keeps a view; one of the same name of this member is replaced. Returns its id. */
export const keep = async (tx: Tx, view: NewView): Promise<string> => {
  const sharedAt = view.shared ? tx.now : null;
  const [row] = await tx.client.$queryRaw<{ id: string }[]>`
    insert into saved_view (tenant_id, id, page, member_id, name, address, shared_at, created_at)
    values (${tx.tenantId}::uuid, ${view.id}::uuid, ${view.page}, ${view.memberId}::uuid, ${view.name}, ${view.address}, ${sharedAt}, ${tx.now})
    on conflict (tenant_id, member_id, page, name) do update set address = excluded.address, shared_at = excluded.shared_at
    returning id`;
  if (row === undefined) throw new Error("The view was not written.");
  return row.id;
};

/** Removes a view of one's own, or one that is shared and so everybody's; false when there is none. */
export const remove = async (tx: Tx, id: string, memberId: string, pages: readonly ViewPage[]): Promise<boolean> => {
  const { count } = await tx.client.savedView.deleteMany({
    where: { tenantId: tx.tenantId, id, page: { in: [...pages] }, OR: [{ memberId }, { sharedAt: { not: null } }] },
  });
  return count === 1;
};
