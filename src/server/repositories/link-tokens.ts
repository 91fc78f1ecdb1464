import { uuidv7 } from "#/domain/ids.ts";
import { hashOfToken, type LinkPurpose, linkToken } from "#/server/db/link-token.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/**
 * Opens the link of a subject, or gives the open one longer: a resend carries the same link. One that was ended is
 * followed by its next generation.
 * @returns the generation, from which the token is made anew wherever it is needed
 */
export const open = async (tx: Tx, purpose: LinkPurpose, subjectId: string, expiresAt: Date): Promise<number> => {
  const [kept] = await tx.client.$queryRaw<{ generation: number }[]>`
    update link_token set expires_at = ${expiresAt}
     where tenant_id = ${tx.tenantId}::uuid and purpose = ${purpose} and subject_id = ${subjectId}::uuid and ended_at is null
    returning generation`;
  if (kept !== undefined) return kept.generation;
  const last = await tx.client.linkToken.aggregate({
    where: { tenantId: tx.tenantId, purpose, subjectId },
    _max: { generation: true },
  });
  const generation = (last._max.generation ?? 0) + 1;
  await tx.client.linkToken.create({
    data: {
      tenantId: tx.tenantId,
      id: uuidv7(),
      purpose,
      subjectId,
      generation,
      tokenHash: hashOfToken(linkToken(purpose, subjectId, generation)),
      createdAt: tx.now,
      expiresAt,
    },
  });
  return generation;
};

/**
 * The same for a subject whose link was never ended, in one statement for either case: completing pays for each.
 * @returns null when its link has been ended
 */
export const openFirst = async (
  tx: Tx,
  purpose: LinkPurpose,
  subjectId: string,
  expiresAt: Date,
): Promise<number | null> => {
  const [opened] = await tx.client.$queryRaw<{ generation: number }[]>`
    with kept as (
      update link_token set expires_at = greatest(expires_at, ${expiresAt})
       where tenant_id = ${tx.tenantId}::uuid and purpose = ${purpose} and subject_id = ${subjectId}::uuid and ended_at is null
      returning generation
    ), made as (
      insert into link_token (tenant_id, id, purpose, subject_id, generation, token_hash, created_at, expires_at)
      select ${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${purpose}, ${subjectId}::uuid, 1, ${hashOfToken(linkToken(purpose, subjectId, 1))}, ${tx.now}, ${expiresAt}
       where not exists (select 1 from link_token
                          where tenant_id = ${tx.tenantId}::uuid and purpose = ${purpose} and subject_id = ${subjectId}::uuid)
      on conflict do nothing
      returning generation
    )
    select generation from kept union all select generation from made`;
  // Of several who open it at once, one writes it; the others have waited for that one, and find it.
  return opened?.generation ?? openOf(tx, purpose, subjectId);
};

/** The generation of the open link of a subject; null when there is none. */
export const openOf = async (db: Db, purpose: LinkPurpose, subjectId: string): Promise<number | null> => {
  const row = await db.client.linkToken.findFirst({
    where: { tenantId: db.tenantId, purpose, subjectId, endedAt: null },
    select: { generation: true },
  });
  return row?.generation ?? null;
};

/** From now on the link answers that it has ended. */
export const end = async (tx: Tx, purpose: LinkPurpose, subjectId: string): Promise<void> => {
  await tx.client.linkToken.updateMany({
    where: { tenantId: tx.tenantId, purpose, subjectId, endedAt: null },
    data: { endedAt: tx.now },
  });
};

/** A link by its row, whatever has become of it. */
export const load = (db: Db, id: string) =>
  db.client.linkToken.findFirst({
    where: { tenantId: db.tenantId, id },
    select: { purpose: true, subjectId: true, generation: true, expiresAt: true, endedAt: true },
  });
