import type { ImportChanges, ImportNoun, ImportValue } from "#/domain/import.ts";
import type { ImportSettings } from "#/domain/import-fields.ts";
import type { Found } from "#/domain/import-plan.ts";
import type { Tx } from "#/server/orchestrators/kernel.ts";

export type Values = Readonly<Record<string, ImportValue>>;
export type Sought = { readonly rowNumber: number; readonly values: Values };

/** Where an import takes place and on whose terms. */
export type Place = ImportSettings & {
  readonly importId: string;
  readonly fileName: string;
  readonly branchId: string;
};

export type Created = { readonly id: string; readonly values: Values };
export type Changed = { readonly id: string; readonly changes: ImportChanges };

/** What an import knows of a noun: each question and each change once for all rows of a batch. */
export type NounOfImport = {
  readonly noun: ImportNoun;
  /** What two rows of a file may not have in common. */
  readonly keysOf: (values: Values) => readonly string[];
  /** What each row leads to, and holds it against change when the rows are about to be carried out. */
  readonly find: (tx: Tx, place: Place, rows: readonly Sought[], hold: boolean) => Promise<ReadonlyMap<number, Found>>;
  /** Returns those that were made; the others' key was taken at that moment. */
  readonly create: (tx: Tx, place: Place, rows: readonly Created[]) => Promise<ReadonlySet<string>>;
  readonly change: (tx: Tx, place: Place, rows: readonly Changed[]) => Promise<void>;
  /** Of records that were made: why they cannot be removed any more, held against change. Absent ones can be. */
  readonly leaningOn: (tx: Tx, place: Place, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly remove: (tx: Tx, place: Place, ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The values of records now, held against change. */
  readonly current: (tx: Tx, place: Place, ids: readonly string[]) => Promise<ReadonlyMap<string, Values>>;
  /** Writes the values of before. */
  readonly restore: (tx: Tx, place: Place, rows: readonly Changed[]) => Promise<void>;
  /** Subject type of its audit entries. */
  readonly subjectType: string;
  /** What of a change may stand in the audit: figures, and of personal values their names alone. */
  readonly auditable: (changes: ImportChanges) => Readonly<Record<string, unknown>>;
};

/** A value that readRow has vouched for. */
export const textIn = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
};
export const numberIn = (values: Values, name: string): number | undefined => {
  const value = values[name];
  return typeof value === "number" ? value : undefined;
};

/** The side of each change: 0 what was before, 1 what it became. */
export const sideOf = (changes: ImportChanges, side: 0 | 1): Values =>
  Object.fromEntries(Object.entries(changes).map(([name, pair]) => [name, pair[side]]));
