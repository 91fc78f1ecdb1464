import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewImage = {
  readonly sha256: string;
  readonly storageKey: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
};

/** Bytes that a tenant's pictures take, without those that would be kept: the same picture takes its room once. */
export const bytesBeside = async (db: Db, hashes: readonly string[]): Promise<number> => {
  const { _sum } = await db.client.storedImage.aggregate({
    where: { tenantId: db.tenantId, sha256: { notIn: [...hashes] } },
    _sum: { bytes: true },
  });
  return _sum.bytes ?? 0;
};

/** Notes pictures that are in storage; one that was noted before stays as it is. */
export const insert = async (tx: Tx, images: readonly NewImage[]): Promise<void> => {
  await tx.client.storedImage.createMany({
    data: images.map((image) => ({ ...image, tenantId: tx.tenantId, createdAt: tx.now })),
    skipDuplicates: true,
  });
};
