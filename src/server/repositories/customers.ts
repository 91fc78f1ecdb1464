import { notFound } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const choice = { id: true, name: true, email: true, phone: true } as const;

export type NewCustomer = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
};

export const insert = async (tx: Tx, customer: NewCustomer): Promise<void> => {
  await tx.client.customer.create({ data: { ...customer, tenantId: tx.tenantId, addressLines: [] } });
};

/** An active customer. @throws NOT_FOUND */
export const active = async (db: Db, id: string) => {
  const customer = await db.client.customer.findFirst({
    where: { tenantId: db.tenantId, id, archivedAt: null },
    select: choice,
  });
  if (customer === null) throw notFound("This customer");
  return customer;
};

/** Active customers whose name, e-mail, phone or plate holds the text; the newest first. */
export const search = async (db: Db, fragment: string, limit: number) => {
  const digits = fragment.replace(/\D/g, "").replace(/^0+/, "");
  const rows = await db.client.customer.findMany({
    where: {
      tenantId: db.tenantId,
      archivedAt: null,
      OR: [
        { name: { contains: fragment, mode: "insensitive" } },
        { email: { contains: fragment, mode: "insensitive" } },
        ...(digits.length >= 3 ? [{ phone: { contains: digits } }] : []),
      ],
    },
    orderBy: { createdAt: "desc" },
    take: limit,
    select: { ...choice, vehicles: { where: { archivedAt: null }, select: { plate: true } } },
  });
  return rows.map(({ vehicles, ...row }) => ({ ...row, plates: vehicles.map(({ plate }) => plate) }));
};

/** A customer, archived or not, with all cars and the newest visits. @throws NOT_FOUND */
export const load = async (db: Db, id: string, visits: number) => {
  const customer = await db.client.customer.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      vehicles: {
        orderBy: [{ archivedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }],
        select: { id: true, plate: true, make: true, model: true, year: true, archivedAt: true },
      },
      jobCards: {
        orderBy: [{ openedAt: "desc" }, { id: "desc" }],
        take: visits,
        select: {
          id: true,
          number: true,
          status: true,
          complaint: true,
          openedAt: true,
          vehicle: { select: { plate: true } },
          branch: { select: { name: true } },
        },
      },
    },
  });
  if (customer === null) throw notFound("This customer");
  const jobCards = customer.jobCards.map(({ vehicle, branch, ...card }) => ({
    ...card,
    plate: vehicle.plate,
    branchName: branch.name,
  }));
  return { ...customer, jobCards };
};
