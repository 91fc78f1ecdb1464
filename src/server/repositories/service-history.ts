import { uuidv7 } from "#/domain/ids.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import type { CardRow } from "#/server/repositories/job-cards.ts";

/** Adds a completion to the car's history, with the reading it left with; one statement. */
export const insert = async (
  tx: Tx,
  card: CardRow,
  record: { invoiceId: string; completionNumber: number; odometer: number; summary: string },
): Promise<void> => {
  await tx.client.$executeRaw`
    with reading as (
      insert into odometer_reading (tenant_id, id, vehicle_id, job_card_id, value, unit, read_at)
      values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${card.vehicle.id}::uuid, ${card.id}::uuid, ${record.odometer}::int, ${card.branch.odometerUnit}, ${tx.now})
    )
    insert into service_record (tenant_id, id, vehicle_id, customer_id, branch_id, job_card_id, completion_number, invoice_id, performed_at,
                                odometer, odometer_unit, summary)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${card.vehicle.id}::uuid, ${card.customer.id}::uuid, ${card.branch.id}::uuid, ${card.id}::uuid,
            ${record.completionNumber}::int, ${record.invoiceId}::uuid, ${tx.now}, ${record.odometer}::int, ${card.branch.odometerUnit}, ${record.summary})`;
};

/** Of a car, under every id that it was written down with. Newest first. */
export const ofVehicle = async (db: Db, vehicleIds: readonly string[], limit: number) => {
  const rows = await db.client.serviceRecord.findMany({
    where: { tenantId: db.tenantId, vehicleId: { in: [...vehicleIds] } },
    orderBy: { performedAt: "desc" },
    take: limit,
    select: {
      id: true,
      jobCardId: true,
      performedAt: true,
      odometer: true,
      odometerUnit: true,
      summary: true,
      customerId: true,
      completionNumber: true,
      branch: { select: { name: true } },
      jobCard: { select: { number: true, completionNumber: true, completedAt: true } },
      invoice: {
        select: { creditNotes: { where: { kind: "REOPEN" }, select: { number: true, issuedAt: true }, take: 1 } },
      },
    },
  });
  return rows.map(({ branch, jobCard, invoice, completionNumber, ...row }) => ({
    ...row,
    branchName: branch.name,
    jobCardNumber: jobCard.number,
    // A record is never changed. Its card's last completion stands while the card is completed; all before were taken back.
    reversed:
      completionNumber === jobCard.completionNumber && jobCard.completedAt !== null
        ? null
        : { at: invoice.creditNotes[0]?.issuedAt ?? null, creditNote: invoice.creditNotes[0]?.number ?? null },
  }));
};
export type Visit = Awaited<ReturnType<typeof ofVehicle>>[number];
