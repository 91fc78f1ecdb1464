import { uuidv7 } from "#/domain/ids.ts";
import type { ImportRowState } from "#/domain/import.ts";
import { type BuiltTenant, buildPart } from "../../prisma/seed/builders.ts";
import { type Connection, insertRows } from "../../prisma/seed/write.ts";

const rowStates = { READ: "READ", CHECKED: "NEW", DONE: "CREATED" } as const satisfies Record<string, ImportRowState>;

/** A file of two parts: as it came, with its check done, or carried out. */
export const buildUpload = async (
  pg: Connection,
  tenant: BuiltTenant,
  state: keyof typeof rowStates,
): Promise<string> => {
  const importId = uuidv7();
  const now = new Date();
  await insertRows(pg, "data_import", [
    {
      tenant_id: tenant.tenantId,
      id: importId,
      noun: "PARTS",
      state,
      file_name: "parts.csv",
      encoding: "utf-8",
      delimiter: ",",
      header: ["SKU", "Name"],
      row_count: 2,
      mapping: { number: 0, name: 1 },
      mode: "SKIP",
      branch_id: tenant.branchId,
      position: 0,
      created_by_id: tenant.members.owner.memberId,
      created_by_name: tenant.members.owner.name,
      created_at: now,
      finished_at: state === "DONE" ? now : null,
    },
  ]);
  const numbers = [2, 3].map((rowNumber) => ({ rowNumber, number: `UP-${importId.slice(-12)}-${rowNumber}` }));
  const targets =
    state === "DONE"
      ? await Promise.all(numbers.map(({ number }) => buildPart(pg, tenant, { number, onHand: "0" })))
      : [];
  await insertRows(
    pg,
    "import_row",
    numbers.map(({ rowNumber, number }, index) => ({
      tenant_id: tenant.tenantId,
      import_id: importId,
      row_number: rowNumber,
      cells: [number, "Wiper blade"],
      state: rowStates[state],
      target_id: targets[index]?.partId ?? null,
    })),
  );
  return importId;
};
