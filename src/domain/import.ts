import { z } from "zod";
import { id, moment } from "#/domain/fields.ts";

/** What a file may hold: more is refused with a sentence before anything is kept. */
export const importLimits = {
  bytes: 10 * 1024 * 1024,
  rows: 50_000,
  columns: 100,
  /** Of one row, and of each of its cells. */
  rowCharacters: 100_000,
} as const;

/** How long what an import did can be undone, and its rows are kept. */
export const importKeptDays = 30;

export const importNouns = ["CUSTOMERS", "VEHICLES", "PARTS"] as const;
export type ImportNoun = (typeof importNouns)[number];
export const importNounWords: Readonly<Record<ImportNoun, { readonly one: string; readonly many: string }>> = {
  CUSTOMERS: { one: "customer", many: "customers" },
  VEHICLES: { one: "vehicle", many: "vehicles" },
  PARTS: { one: "part", many: "parts" },
};

/** What becomes of a row whose record is there already. Nothing else is ever changed. */
export const importModes = ["SKIP", "FILL", "UPDATE"] as const;
export type ImportMode = (typeof importModes)[number];

/** From the upload to its undoing; the ones that end in -ING are worked on in the background. */
export const importStates = ["READ", "CHECKING", "CHECKED", "RUNNING", "DONE", "UNDOING", "UNDONE"] as const;
export type ImportState = (typeof importStates)[number];
export const workedOn = (state: ImportState): boolean => state.endsWith("ING");

/**
 * A row's fate: READ as it came; NEW, CHANGE, SAME, SKIP or ERROR as the check found; CREATED, CHANGED or REFUSED as
 * the import left it; REMOVED, RESTORED or KEPT as the undoing did.
 */
export const importRowStates = [
  "READ",
  "NEW",
  "CHANGE",
  "SAME",
  "SKIP",
  "ERROR",
  "CREATED",
  "CHANGED",
  "REFUSED",
  "REMOVED",
  "RESTORED",
  "KEPT",
] as const;
export type ImportRowState = (typeof importRowStates)[number];
/** Rows that have a sentence for whoever mends the file. */
export const troubled = ["ERROR", "REFUSED", "KEPT"] as const satisfies readonly ImportRowState[];

export const importProblem = z.object({ column: z.string(), sentence: z.string() });
export type ImportProblem = z.infer<typeof importProblem>;

/** A value as it is kept and compared: quantities as decimal text, money in minor units. */
export const importValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type ImportValue = z.infer<typeof importValue>;
/** `{field: [before, after]}` */
export const importChanges = z.record(z.string(), z.tuple([importValue, importValue]));
export type ImportChanges = z.infer<typeof importChanges>;

/** Which column each field is read from; a field without one is not touched. */
export const importMapping = z.record(
  z.string().max(40),
  z
    .int()
    .min(0)
    .max(importLimits.columns - 1),
);
export type ImportMapping = z.infer<typeof importMapping>;

export const checkImportInput = z.object({
  importId: id,
  mapping: importMapping,
  mode: z.enum(importModes),
  /** Whose prices, stock and telephone numbers these are. */
  branchId: id,
});
export const importRowsInput = z.object({
  importId: id,
  state: z.enum(importRowStates).nullable().default(null),
  /** The row after which the next page begins. */
  cursor: z.int32().min(0).default(0),
});

export const importSummary = z.object({
  id,
  noun: z.enum(importNouns),
  state: z.enum(importStates),
  fileName: z.string(),
  rows: z.int(),
  createdAt: moment,
  createdByName: z.string(),
  finishedAt: moment.nullable(),
});
export const importListView = z.object({ imports: z.array(importSummary) });

export const importView = importSummary.extend({
  encoding: z.string(),
  delimiter: z.string(),
  header: z.array(z.string()),
  mapping: importMapping,
  mode: z.enum(importModes),
  branchId: id.nullable(),
  /** Rows that the work under way has come to. */
  doneRows: z.int(),
  counts: z.record(z.enum(importRowStates), z.int()),
  /** The first rows as they came, for the mapping. */
  sample: z.array(z.array(z.string())),
  undoneAt: moment.nullable(),
  undoUntil: moment.nullable(),
  /** Its rows have been removed; how many there were of each kind is still told. */
  forgotten: z.boolean(),
  /** Why the work has stopped and waits for a person; null while it goes on. */
  stopped: z.string().nullable(),
});
export type ImportView = z.infer<typeof importView>;

export const importRowView = z.object({
  rowNumber: z.int(),
  state: z.enum(importRowStates),
  cells: z.array(z.string()),
  problems: z.array(importProblem),
  /** What it matched, by which field. */
  matchedBy: z.string().nullable(),
  targetLabel: z.string().nullable(),
  targetId: id.nullable(),
  changes: importChanges,
});
export type ImportRowView = z.infer<typeof importRowView>;
export const importRowsView = z.object({ rows: z.array(importRowView), next: z.int().nullable() });
export const importChanged = z.object({ importId: id, state: z.enum(importStates) });
