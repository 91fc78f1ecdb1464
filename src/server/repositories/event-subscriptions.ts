import type { EventName } from "#/domain/events.ts";
import type { Tx } from "#/server/db/transaction.ts";

export type Wanted = { readonly eventType: EventName; readonly consumer: string };

/** Says of which events `sourceId` wants deliveries from now on, in the place of what it wanted before. */
export const keep = async (tx: Tx, sourceId: string, wanted: readonly Wanted[]): Promise<void> => {
  await tx.client.eventSubscription.deleteMany({ where: { tenantId: tx.tenantId, sourceId } });
  await tx.client.eventSubscription.createMany({
    data: wanted.map((each) => ({ tenantId: tx.tenantId, sourceId, ...each })),
  });
};
