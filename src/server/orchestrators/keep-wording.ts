import { ValidationException } from "#/domain/errors.ts";
import { noOwnWords, type WordingFields, type WordingView, wordingFaults } from "#/domain/wording.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as wordings from "#/server/repositories/wordings.ts";
import { differences, stale } from "#/server/services/settings.ts";

type Input = WordingFields & { readonly version: number; readonly idempotencyKey: string };

/**
 * Keeps what the workshop says in its own words in one kind of message, from the next one on; empty gives the word back
 * to the product. @throws INVALID_INPUT for a slot that the kind does not have; STALE_VERSION
 */
export const keepWording = (ctx: Ctx, { idempotencyKey, ...input }: Input): Promise<WordingView> =>
  executeInTransaction(
    ctx,
    "settings.keep-wording",
    async (tx) => {
      const { version, ...fields } = input;
      const [fault] = wordingFaults(fields);
      if (fault !== undefined) throw new ValidationException("INVALID_INPUT", fault.message, { field: fault.field });
      const { kind, ...words } = fields;
      const before = await wordings.of(tx, kind);
      if (!(await wordings.keep(tx, kind, version, words))) throw stale("these words", before?.version ?? 0);
      tx.audit({
        action: "wording.changed",
        subjectType: "tenant",
        subjectId: tx.tenantId,
        changes: { kind, ...differences(before ?? noOwnWords, words) },
      });
      return wordings.load(tx, kind);
    },
    { idempotencyKey, input, subject: { type: "tenant", id: ctx.tenantId } },
  );
