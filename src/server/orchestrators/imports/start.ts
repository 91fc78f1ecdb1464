import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { type ImportNoun, importLimits } from "#/domain/import.ts";
import { guessMapping } from "#/domain/import-fields.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as imports from "#/server/repositories/imports/imports.ts";
import { type CsvFile, readCsv } from "#/server/services/imports/read-file.ts";

type Upload = {
  readonly noun: ImportNoun;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly idempotencyKey: string;
};

/**
 * Keeps a file's rows as they came, and guesses its columns. The same key answers with the import that is there.
 * @throws INVALID_INPUT with what to change in the file
 */
export const startImport = async (ctx: Ctx, { noun, fileName, bytes, idempotencyKey }: Upload) => {
  if (bytes.byteLength > importLimits.bytes)
    throw new ValidationException(
      "INVALID_INPUT",
      "The file is over 10 MB. Split it, and import the parts one after another.",
    );
  const { actor } = ctx;
  if (actor.kind !== "member") throw new Error("A file is brought in by a member.");
  const file = await readCsv(bytes);
  const importId = uuidv7();
  return executeInTransaction(
    ctx,
    "import.start",
    async (tx) => {
      await imports.insert(tx, {
        id: importId,
        noun,
        fileName,
        ...headOf(file),
        mapping: guessMapping(noun, file.header),
        createdById: actor.memberId,
        createdByName: actor.name,
      });
      await tx.step("rows kept", () => imports.insertRows(tx, importId, file.rows));
      tx.audit({
        action: "import.started",
        subjectType: "import",
        subjectId: importId,
        changes: { noun, rows: file.rows.length },
      });
      return { importId };
    },
    // The file itself, told by its size: its content is in the rows.
    { idempotencyKey, input: { noun, fileName, bytes: bytes.byteLength }, subject: { type: "import", id: importId } },
  );
};

const headOf = ({ encoding, delimiter, header, rows }: CsvFile) => ({
  encoding,
  delimiter,
  header,
  rowCount: rows.length,
});
