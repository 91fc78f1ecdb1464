import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { SuperJSONResult } from "superjson";
import { type ErrorDetails, ValidationException } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type KeyUse = {
  readonly key: string;
  readonly operation: string;
  readonly actorId: string;
  readonly input: ErrorDetails;
};

type Row = { operation: string; actor_id: string; input_hash: string; result: SuperJSONResult | null };

const hashOf = (input: ErrorDetails): string =>
  createHash("sha256")
    .update(canonicalize(input) ?? "")
    .digest("hex");

/** Whether a key has an answer by now, which whoever asks again is given. */
export const isAnswered = async (db: Db, key: string): Promise<boolean> => {
  const rows = await db.client.$queryRaw<{ key: string }[]>`
    select key from idempotency_key where tenant_id = ${db.tenantId}::uuid and key = ${key}`;
  return rows.length > 0;
};

/**
 * Takes a key for this transaction; the first answer when it was used before. A second caller waits
 * here until the first has committed or rolled back, so two of them never both do the work.
 *
 * @throws KEY_REUSED when the key stands for another operation, person or input.
 */
export const claimKey = async (tx: Tx, use: KeyUse | null): Promise<SuperJSONResult | null> => {
  if (use === null) return null;
  const inputHash = hashOf(use.input);
  const claimed = await tx.client.$executeRaw`
    insert into idempotency_key (tenant_id, key, operation, actor_id, input_hash, run_id)
    values (${tx.tenantId}::uuid, ${use.key}, ${use.operation}, ${use.actorId}, ${inputHash}, ${tx.runId}::uuid)
    on conflict do nothing`;
  if (claimed === 1) return null;

  const [earlier] = await tx.client.$queryRaw<Row[]>`
    select operation, actor_id, input_hash, result from idempotency_key
     where tenant_id = ${tx.tenantId}::uuid and key = ${use.key}`;
  if (earlier === undefined || earlier.result === null) {
    throw new ValidationException(
      "IN_PROGRESS",
      "The same request is still being worked on. Wait a moment, then reload.",
    );
  }
  if (earlier.operation !== use.operation || earlier.actor_id !== use.actorId || earlier.input_hash !== inputHash) {
    throw new ValidationException(
      "KEY_REUSED",
      "This request was sent before with other content. Reload the page and try again.",
    );
  }
  return earlier.result;
};
